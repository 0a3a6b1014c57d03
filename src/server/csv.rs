//! Tables for spreadsheets: UTF-8 with its mark (Excel reads it as another alphabet without), and no cell that a
//! spreadsheet would run as a formula.

use super::Result;
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures::{Stream, StreamExt, stream};
use std::fmt::Display;

/// The media type, as it is told and described.
pub const MEDIA: &str = "text/csv; charset=utf-8";
/// Says to a spreadsheet that what follows is UTF-8.
const MARK: &str = "\u{FEFF}";

/// A row that is being written.
#[derive(Debug, Default)]
pub struct Row(String);

impl Row {
    /// An empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds words of whoever wrote them: what would be a formula begins with an apostrophe.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        let defused = if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { "'" } else { "" };
        if defused.is_empty() && !text.contains(['"', ',', ';', '\n', '\r', '\t']) {
            return self.cell(text);
        }
        self.cell(&format!("\"{defused}{}\"", text.replace('"', "\"\"")))
    }

    /// Adds a number of ours. What is none is treated as words.
    #[must_use]
    pub fn number(self, number: impl Display) -> Self {
        let written = number.to_string();
        let digits = written.strip_prefix('-').unwrap_or(&written);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if is_number { self.cell(&written) } else { self.text(&written) }
    }

    /// Adds a number that may be missing.
    #[must_use]
    pub fn maybe(self, number: Option<impl Display>) -> Self {
        match number {
            Some(number) => self.number(number),
            None => self.cell(""),
        }
    }

    /// The row with its end.
    pub fn line(self) -> String {
        format!("{}\r\n", self.0)
    }

    fn cell(mut self, cell: &str) -> Self {
        if !self.0.is_empty() {
            self.0.push(',');
        } else if cell.is_empty() {
            // A first cell without anything still is one.
            self.0.push_str("\"\"");
            return self;
        }
        self.0.push_str(cell);
        self
    }
}

/// A whole table as text.
pub fn text(head: &[&str], rows: impl IntoIterator<Item = Row>) -> String {
    let rows: String = rows.into_iter().map(Row::line).collect();
    format!("{}{rows}", begin(head))
}

/// A whole table to save under a name.
pub fn table(name: &str, head: &[&str], rows: impl IntoIterator<Item = Row>) -> Response {
    respond(name, Body::from(text(head, rows)))
}

/// A table that is written while it is sent.
pub fn stream(name: &str, head: &[&str], rows: impl Stream<Item = Result<String>> + Send + 'static) -> Response {
    let rows = rows.map(|row| row.map_err(|fault| std::io::Error::other(fault.disclose())));
    respond(name, Body::from_stream(stream::iter([Ok(begin(head))]).chain(rows)))
}

fn begin(head: &[&str]) -> String {
    format!("{MARK}{}\r\n", head.join(","))
}

fn respond(name: &str, body: Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}.csv\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn what_would_be_a_formula_is_text() {
        for (text, cell) in [
            ("plain", "plain"),
            ("سلام", "سلام"),
            ("=1+1", "\"'=1+1\""),
            ("+98", "\"'+98\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("a,b", "\"a,b\""),
            ("say \"=1\"", "\"say \"\"=1\"\"\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(Row::new().number(1).text(text).line(), format!("1,{cell}\r\n"), "{text}");
        }
    }

    #[test]
    fn numbers_stay_numbers() {
        assert_eq!(Row::new().number(-5).number("-0.25").number("1.5").line(), "-5,-0.25,1.5\r\n");
        assert_eq!(Row::new().number("-1+2").number("-").line(), "\"'-1+2\",\"'-\"\r\n");
        assert_eq!(Row::new().text("").maybe(None::<i64>).maybe(Some(3)).line(), "\"\",,3\r\n");
    }
}
