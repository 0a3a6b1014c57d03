//! Fetching what strangers' addresses name, over real sockets: what is refused, and that everything ends.

use aimall::{
    provider::{FailureClass, fetched, sniff},
    server::outbound::{FetchClocks, FetchError, Fetched, Outbound, Resolver, Wanted},
};
use flate2::{Compression, write::GzEncoder};
use futures::future::BoxFuture;
use std::{
    collections::{HashMap, VecDeque},
    io::{self, Write},
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A PNG as far as its first bytes go.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and what a picture has besides";
const CLOCKS: FetchClocks =
    FetchClocks { connect: Duration::from_secs(5), idle: Duration::from_secs(10), total: Duration::from_secs(20) };
const WANTED: Wanted = Wanted { bytes_max: 64 << 10, sniff: sniff::image, plain: false };

/// A server that answers each path in its own way.
pub struct Site {
    pub address: SocketAddr,
    asked: Arc<AtomicUsize>,
}

impl Site {
    pub async fn start(pages: impl Fn(&str) -> Page + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, asked) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
        let (pages, count) = (Arc::new(pages), asked.clone());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (pages, count) = (pages.clone(), count.clone());
                tokio::spawn(async move {
                    let request = head(&mut socket).await;
                    count.fetch_add(1, Ordering::SeqCst);
                    assert_plain(&request);
                    let page = pages(request.split(' ').nth(1).unwrap_or_default());
                    let _ = page.send(&mut socket).await;
                });
            }
        });
        Self { address, asked }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn head(socket: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// Nothing of ours goes along.
fn assert_plain(request: &str) {
    let names = request.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, _)| name.to_lowercase());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["accept", "host", "user-agent"], "{request}");
}

/// An answer.
pub struct Page {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// After the body: nothing more, one byte from time to time, or more and more.
    pub then: Then,
}

pub enum Then {
    End,
    Drip,
    Flood,
    Silence,
}

impl Page {
    pub fn picture() -> Self {
        Self {
            status: 200,
            headers: vec![("Content-Type", "text/html".to_owned())],
            body: PNG.to_vec(),
            then: Then::End,
        }
    }

    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), ..Self::picture() }
    }

    pub fn to(location: impl Into<String>) -> Self {
        Self { headers: vec![("Location", location.into())], ..Self::status(302) }
    }

    async fn send(self, socket: &mut TcpStream) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", self.status);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        socket.write_all(head.as_bytes()).await?;
        socket.write_all(b"\r\n").await?;
        socket.write_all(&self.body).await?;
        loop {
            match self.then {
                Then::End => return socket.shutdown().await,
                Then::Drip => {
                    socket.write_all(b".").await?;
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Then::Flood => socket.write_all(&[0; 4_096]).await?,
                Then::Silence => tokio::time::sleep(Duration::from_secs(3_600)).await,
            }
        }
    }
}

/// Answers names as a test says: of several answers, each but the last once.
#[derive(Default)]
pub struct Script {
    answers: Mutex<HashMap<String, VecDeque<Vec<IpAddr>>>>,
    asked: AtomicUsize,
}

impl Script {
    pub fn of<const N: usize>(answers: [(&str, &[&[&str]]); N]) -> Arc<Self> {
        let parsed = |ips: &&[&str]| ips.iter().map(|ip| ip.parse().unwrap()).collect();
        let answers = answers.map(|(name, answers)| (name.to_owned(), answers.iter().map(parsed).collect()));
        Arc::new(Self { answers: Mutex::new(answers.into()), asked: AtomicUsize::new(0) })
    }
}

impl Resolver for Script {
    fn resolve(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let answer = match answers.get_mut(name) {
            Some(answers) if answers.len() > 1 => answers.pop_front(),
            Some(answers) => answers.front().cloned(),
            None => None,
        };
        Box::pin(async move { answer.ok_or_else(|| io::Error::other("no such name")) })
    }
}

/// A way out that reaches these servers beside what is public.
pub fn outbound(sites: &[&Site]) -> Outbound {
    scripted(Arc::new(Script::default()), sites, CLOCKS)
}

pub fn scripted(script: Arc<Script>, sites: &[&Site], clocks: FetchClocks) -> Outbound {
    let allowed: Vec<_> = sites.iter().map(|site| site.address).collect();
    Outbound::new(script, &allowed, clocks).unwrap()
}

async fn fetch(outbound: &Outbound, url: impl AsRef<str>) -> Result<Fetched, FetchError> {
    outbound.fetch(url.as_ref(), WANTED).await
}

#[tokio::test]
async fn what_it_is_its_bytes_say() {
    let site = Site::start(|path| match path {
        "/picture" => Page::picture(),
        "/page" => Page { body: b"<!doctype html><title>x</title>".to_vec(), ..Page::picture() },
        "/svg" => Page {
            headers: vec![("Content-Type", "image/png".to_owned())],
            body: b"<svg/>".to_vec(),
            ..Page::picture()
        },
        "/empty" => Page { body: Vec::new(), ..Page::picture() },
        "/gone" => Page::status(410),
        "/secret" => Page::status(403),
        "/broken" => Page::status(500),
        "/odd" => Page::status(206),
        "/cut" => Page { headers: vec![("Content-Length", "9999".to_owned())], ..Page::picture() },
        _ => Page::status(404),
    })
    .await;
    let outbound = outbound(&[&site]);
    let fetched = fetch(&outbound, site.url("/picture")).await.unwrap();
    assert_eq!((fetched.media_type, fetched.bytes.as_ref()), ("image/png", PNG));
    for (path, error) in [
        ("/page", FetchError::WrongKind),
        ("/svg", FetchError::WrongKind),
        ("/empty", FetchError::WrongKind),
        ("/gone", FetchError::NotFound),
        ("/secret", FetchError::NotFound),
        ("/nowhere", FetchError::NotFound),
        ("/broken", FetchError::Unreachable),
        ("/odd", FetchError::Unreachable),
        ("/cut", FetchError::Unreachable),
    ] {
        assert_eq!(fetch(&outbound, site.url(path)).await, Err(error), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_public_is_never_asked() {
    let site = Site::start(|_| Page::picture()).await;
    let port = site.address.port();
    // Nobody is allowed: the server is there, and nobody knocks.
    let outbound = scripted(
        Script::of([("inside.test", &[&["10.0.0.7"]]), ("both.test", &[&["93.184.216.34", "127.0.0.1"]])]),
        &[],
        CLOCKS,
    );
    for (url, error) in [
        (site.url("/"), FetchError::Unacceptable),
        (format!("https://127.0.0.1:{port}/"), FetchError::Unacceptable),
        ("https://127.0.0.1/".to_owned(), FetchError::Blocked),
        ("https://0x7f.1/".to_owned(), FetchError::Blocked),
        ("https://2130706433/".to_owned(), FetchError::Blocked),
        ("https://[::ffff:127.0.0.1]/".to_owned(), FetchError::Blocked),
        ("https://[::1]:443/".to_owned(), FetchError::Blocked),
        ("https://169.254.169.254/latest/meta-data/".to_owned(), FetchError::Blocked),
        ("https://inside.test/".to_owned(), FetchError::Blocked),
        ("https://both.test/".to_owned(), FetchError::Blocked),
        ("https://nobody.test/".to_owned(), FetchError::Unreachable),
        ("http://example.test/".to_owned(), FetchError::Unacceptable),
        ("https://user@example.test/".to_owned(), FetchError::Unacceptable),
        ("https://user:word@example.test/".to_owned(), FetchError::Unacceptable),
        ("https://example.test\\@127.0.0.1/".to_owned(), FetchError::Unreachable),
        ("https://example.test:8443/".to_owned(), FetchError::Unacceptable),
        ("ftp://example.test/".to_owned(), FetchError::Unacceptable),
        ("file:///etc/passwd".to_owned(), FetchError::Unacceptable),
        ("data:image/png;base64,AAAA".to_owned(), FetchError::Unacceptable),
        ("gopher://127.0.0.1:11211/".to_owned(), FetchError::Unacceptable),
        ("//example.test/".to_owned(), FetchError::Unacceptable),
        ("https://".to_owned(), FetchError::Unacceptable),
        (String::new(), FetchError::Unacceptable),
        (format!("https://example.test/{}", "x".repeat(5_000)), FetchError::Unacceptable),
    ] {
        assert_eq!(fetch(&outbound, &url).await, Err(error), "{url}");
    }
    let plain = Wanted { plain: true, ..WANTED };
    assert_eq!(outbound.fetch("http://inside.test/", plain).await, Err(FetchError::Blocked));
    assert_eq!(outbound.fetch("http://127.0.0.1:80/", plain).await, Err(FetchError::Blocked));
    assert_eq!(site.asked(), 0);
}

#[tokio::test]
async fn a_name_is_asked_for_once_and_what_it_said_is_where_we_go() {
    let site = Site::start(|_| Page::picture()).await;
    let port = site.address.port();
    let url = format!("http://rebind.test:{port}/");
    // The checked answer is used, whatever a second one would have been: nothing listens at the second.
    let script = Script::of([("rebind.test", &[&["127.0.0.1"], &["127.0.0.9"]])]);
    let outbound = scripted(script.clone(), &[&site], CLOCKS);
    assert_eq!(fetch(&outbound, &url).await.unwrap().bytes, PNG);
    assert_eq!((script.asked.load(Ordering::SeqCst), site.asked()), (1, 1));
    // The next request is checked anew, on a connection of its own.
    assert_eq!(fetch(&outbound, &url).await, Err(FetchError::Blocked));
    assert_eq!((script.asked.load(Ordering::SeqCst), site.asked()), (2, 1));
    // An allowed address at another port is none.
    let other = Site::start(|_| Page::picture()).await;
    let both = scripted(Script::of([("other.test", &[&["127.0.0.1"]])]), &[&site], CLOCKS);
    let url = format!("http://other.test:{}/", other.address.port());
    assert_eq!(fetch(&both, &url).await, Err(FetchError::Unacceptable));
    assert_eq!(other.asked(), 0);
}

#[tokio::test]
async fn every_redirect_is_checked() {
    let inside = Site::start(|_| Page::picture()).await;
    let target = inside.url("/");
    let site = Site::start(move |path| match path {
        "/picture" => Page::picture(),
        "/once" => Page::to("/picture"),
        "/thrice" => Page::to("/twice"),
        "/twice" => Page::to("/once"),
        "/four-times" => Page::to("/thrice"),
        "/inside" => Page::to(target.clone()),
        "/metadata" => Page::to("https://169.254.169.254/latest/"),
        "/name" => Page::to("https://inside.test/"),
        "/scheme" => Page::to("file:///etc/passwd"),
        "/user" => Page::to("https://a:b@example.test/"),
        "/nowhere" => Page::status(302),
        _ => Page::to("/loop"),
    })
    .await;
    let outbound = scripted(Script::of([("inside.test", &[&["192.168.1.1"]])]), &[&site], CLOCKS);
    for path in ["/once", "/twice", "/thrice"] {
        assert_eq!(fetch(&outbound, site.url(path)).await.unwrap().bytes, PNG, "{path}");
    }
    for (path, error) in [
        ("/four-times", FetchError::Redirects),
        ("/loop", FetchError::Redirects),
        ("/inside", FetchError::Unacceptable),
        ("/metadata", FetchError::Blocked),
        ("/name", FetchError::Blocked),
        ("/scheme", FetchError::Unacceptable),
        ("/user", FetchError::Unacceptable),
        ("/nowhere", FetchError::Unreachable),
    ] {
        let before = site.asked();
        assert_eq!(fetch(&outbound, site.url(path)).await, Err(error), "{path}");
        assert!(site.asked() - before <= 4, "{path}");
    }
    assert_eq!(inside.asked(), 0);
}

#[tokio::test]
async fn sizes_and_times_have_an_end() {
    let bomb = {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(PNG).unwrap();
        (0..256).for_each(|_| packed.write_all(&[0; 64 << 10]).unwrap());
        packed.finish().unwrap()
    };
    let site = Site::start(move |path| match path {
        "/endless" => Page { then: Then::Flood, ..Page::picture() },
        "/drip" => Page { then: Then::Drip, ..Page::picture() },
        "/silence" => Page { body: Vec::new(), then: Then::Silence, ..Page::picture() },
        "/bomb" => {
            Page { headers: vec![("Content-Encoding", "gzip".to_owned())], body: bomb.clone(), ..Page::picture() }
        }
        "/told" => {
            Page { headers: vec![("Content-Length", "70000".to_owned())], then: Then::Silence, ..Page::picture() }
        }
        "/exact" => Page { body: [PNG, &vec![0; (64 << 10) - PNG.len()]].concat(), ..Page::picture() },
        "/over" => Page { body: [PNG, &vec![0; (64 << 10) + 1 - PNG.len()]].concat(), ..Page::picture() },
        _ => Page { headers: vec![("X", "x".repeat(2 << 20))], ..Page::picture() },
    })
    .await;
    let too_large = FetchError::TooLarge { bytes_max: WANTED.bytes_max };
    let patient = outbound(&[&site]);
    assert_eq!(fetch(&patient, site.url("/exact")).await.unwrap().bytes.len(), WANTED.bytes_max);
    for (path, error) in [
        ("/endless", too_large),
        ("/over", too_large),
        ("/told", too_large),
        ("/bomb", FetchError::WrongKind),
        ("/headers", FetchError::Unreachable),
    ] {
        assert_eq!(fetch(&patient, site.url(path)).await, Err(error), "{path}");
    }
    let second = Duration::from_secs(1);
    let hasty = |clocks| scripted(Arc::new(Script::default()), &[&site], clocks);
    let total = hasty(FetchClocks { total: second, ..CLOCKS });
    assert_eq!(fetch(&total, site.url("/drip")).await, Err(FetchError::Late));
    let idle = hasty(FetchClocks { connect: second / 4, idle: second / 4, ..CLOCKS });
    assert_eq!(fetch(&idle, site.url("/silence")).await, Err(FetchError::Late));
}

#[tokio::test]
async fn few_at_once_and_the_others_in_their_turn() {
    let site = Site::start(|path| match path {
        "/silence" => Page { body: Vec::new(), then: Then::Silence, ..Page::picture() },
        _ => Page::picture(),
    })
    .await;
    let half = Duration::from_millis(500);
    let outbound = scripted(Arc::new(Script::default()), &[&site], FetchClocks { connect: half, idle: half, ..CLOCKS });
    let silent = (0..16).map(|_| {
        tokio::spawn({
            let (outbound, url) = (outbound.clone(), site.url("/silence"));
            async move { fetch(&outbound, url).await }
        })
    });
    let silent: Vec<_> = silent.collect();
    crate::harness::wait_until("all turns are taken", || async { site.asked() == 16 }).await;
    // It waits for their patience to end, well within its own time.
    assert_eq!(fetch(&outbound, site.url("/picture")).await.unwrap().bytes, PNG);
    for one in silent {
        assert_eq!(one.await.unwrap(), Err(FetchError::Late));
    }
}

#[tokio::test]
async fn pictures_of_an_answer_come_in_order_and_without_what_is_lost() {
    let site = Site::start(|path| match path {
        "/1.png" => Page::picture(),
        "/2.gif" => Page { body: b"GIF89a and so on".to_vec(), ..Page::picture() },
        "/page" => Page { body: b"<html>".to_vec(), ..Page::picture() },
        _ => Page::status(404),
    })
    .await;
    let outbound = outbound(&[&site]);
    let urls = |paths: &[&str]| paths.iter().map(|path| site.url(path)).collect::<Vec<_>>();
    let pictures = fetched::pictures(&outbound, &urls(&["/expired", "/2.gif", "/1.png"])).await.unwrap();
    assert_eq!(
        pictures.iter().map(|picture| picture.media_type.as_str()).collect::<Vec<_>>(),
        ["image/gif", "image/png"]
    );
    for (urls, class) in [
        (urls(&["/expired", "/page"]), FailureClass::Uncertain),
        (urls(&["/page"]), FailureClass::Protocol),
        (vec!["https://127.0.0.1/".to_owned()], FailureClass::Protocol),
        (Vec::new(), FailureClass::Protocol),
    ] {
        let failure = fetched::pictures(&outbound, &urls).await.unwrap_err();
        assert_eq!(failure.class, class, "{failure:?}");
        assert!(!failure.detail.contains("http://"), "{failure:?}");
    }
}
