//! Just enough HTTP/1.1 to read a request.

use super::{form, payment};
use serde_json::Value;
use std::io::{Error, ErrorKind, Result};
use tokio::{io::AsyncReadExt, net::TcpStream};

/// The first part of a request.
#[derive(Debug, Clone)]
pub struct Head {
    /// `GET` or `POST`.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// Header names in lower case, and values.
    pub headers: Vec<(String, String)>,
}

/// Reads the next request of a connection; `None` when the client closes it instead.
pub async fn read_request(socket: &mut TcpStream) -> Result<Option<(Head, Value)>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = memchr::memmem::find(&bytes, b"\r\n\r\n") {
            break at;
        }
        if bytes.len() > 64 << 10 {
            return Err(wrong("the head is too large"));
        }
        if socket.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let head = parse(&bytes[..end])?;
    let length = head.headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = match length {
        Some((_, value)) => value.parse().map_err(|_| wrong("content-length is no number"))?,
        None => 0,
    };
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        if socket.read_buf(&mut body).await? == 0 {
            return Ok(None);
        }
    }
    let kind = head.headers.iter().find(|(name, _)| name == "content-type").map_or("", |(_, kind)| kind);
    let read = if kind.starts_with("multipart/") {
        form::parse(kind, &body)
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        payment::form::parse(&body)
    } else {
        serde_json::from_slice(&body).unwrap_or(Value::Null)
    };
    Ok(Some((head, read)))
}

fn parse(head: &[u8]) -> Result<Head> {
    let text = std::str::from_utf8(head).map_err(|_| wrong("the head is no text"))?;
    let mut lines = text.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(path), Some("HTTP/1.1")) = (first.next(), first.next(), first.next()) else {
        return Err(wrong("no HTTP/1.1 request"));
    };
    let headers = lines.filter_map(|line| line.split_once(':'));
    Ok(Head {
        method: method.to_owned(),
        path: path.to_owned(),
        headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect(),
    })
}

fn wrong(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
