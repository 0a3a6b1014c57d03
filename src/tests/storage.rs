//! The storage, in a folder and in a bucket: the same behaviour, and everything of one moved to the other.

use aimall::{
    boot::move_storage::{Moved, copy_all},
    server::{
        config::{Source, StorageSetting, parse_storage},
        storage::Storage,
    },
};
use bytes::Bytes;
use futures::TryStreamExt;
use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// An S3 server of its own, from PyPI; ends with the test.
struct Moto {
    child: Child,
    endpoint: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Moto {
    /// None where it is not installed.
    async fn start() -> Option<Self> {
        let Some(program) = std::env::var("AIMALL_MOTO").ok().filter(|program| Path::new(program).exists()) else {
            // Whoever came here by script/test has it.
            assert!(std::env::var("AIMALL_MOTO").is_err(), "the S3 server is missing: script/setup test");
            eprintln!("no S3 server is installed: not run");
            return None;
        };
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let moto = Self { child, endpoint: format!("http://127.0.0.1:{port}") };
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        for _ in 0..600 {
            // Makes the bucket; it asks for no signature.
            let made = http.put(format!("{}/files", moto.endpoint)).send().await;
            if made.is_ok_and(|answer| answer.status().is_success()) {
                return Some(moto);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the S3 server does not answer")
    }

    fn bucket(&self, prefix: &str) -> Storage {
        let keys = [("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")];
        let source = Source::of(keys.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let address = format!("s3://files/{prefix}?endpoint={}&region=us-east-1", self.endpoint);
        Storage::open(&parse_storage(&source, "STORAGE_URL", &address).unwrap()).unwrap()
    }
}

fn folder(path: &Path) -> Storage {
    Storage::open(&StorageSetting::Folder(path.to_owned())).unwrap()
}

/// Bytes that are not the same anywhere.
fn noise(length: usize) -> Bytes {
    (0..length).map(|at| u8::try_from((at * 7 + at / 251) % 256).unwrap()).collect::<Vec<_>>().into()
}

async fn names(storage: &Storage) -> Vec<String> {
    let mut names: Vec<String> =
        storage.list(None).map_ok(|entry| entry.name).try_collect().await.map_err(|_| "no list").unwrap();
    names.sort();
    names
}

/// What holds of every place.
async fn keeps_its_word(storage: &Storage) {
    let done = |outcome: Result<(), aimall::server::Fault>| outcome.map_err(|fault| fault.disclose()).unwrap();
    assert!(storage.is_there().await);
    assert!(storage.get("blobs/none", None).await.map_err(|_| "no answer").unwrap().is_none());
    done(storage.put("blobs/small", Bytes::from_static(b"hello")).await);
    // More than one part.
    let large = noise((20 << 20) + 5);
    let mut upload = storage.upload("blobs/large");
    for part in large.chunks(100_000) {
        done(upload.write(Bytes::copy_from_slice(part)).await);
    }
    done(upload.finish().await);
    assert_eq!(storage.size("blobs/large").await.map_err(|_| "no size").unwrap(), Some(large.len() as u64));
    let read = storage.read("blobs/large", u64::MAX).await.map_err(|_| "not read").unwrap().unwrap();
    assert!(read == large, "all of it, in order");
    let part = storage.get("blobs/large", Some(9_999_990..10_000_010)).await.map_err(|_| "no part").unwrap().unwrap();
    assert_eq!((part.size, part.range.clone()), (large.len() as u64, 9_999_990..10_000_010));
    let bytes: Vec<Bytes> = part.stream.try_collect().await.unwrap();
    assert_eq!(bytes.concat(), large[9_999_990..10_000_010]);
    // One that breaks off leaves nothing with a name.
    let mut broken = storage.upload("blobs/broken");
    done(broken.write(noise(9 << 20)).await);
    broken.abort().await;
    assert_eq!(names(storage).await, ["blobs/large", "blobs/small"]);
    assert!(storage.read("blobs/large", 10).await.is_err(), "more than was asked for");
    for _ in 0..2 {
        done(storage.delete("blobs/small").await);
    }
    assert_eq!(names(storage).await, ["blobs/large"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_keeps_its_word() {
    let place = tempfile::tempdir().unwrap();
    keeps_its_word(&folder(place.path())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_keeps_its_word() {
    let Some(moto) = Moto::start().await else { return };
    keeps_its_word(&moto.bucket("a")).await;
    keeps_its_word(&moto.bucket("b/c")).await;
    assert_eq!(names(&moto.bucket("")).await, ["a/blobs/large", "b/c/blobs/large"], "each below its own name");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_moves_and_is_compared() {
    let place = tempfile::tempdir().unwrap();
    let from = folder(place.path());
    for number in 0..30_usize {
        let bytes = noise(number * 40_000 + 1);
        from.put(&format!("blobs/{number}"), bytes).await.map_err(|_| "not put").unwrap();
    }
    let other = tempfile::tempdir().unwrap();
    let mut places = vec![folder(other.path())];
    let moto = Moto::start().await;
    places.extend(moto.as_ref().map(|moto| moto.bucket("moved")));
    for to in &places {
        let moved = copy_all(&from, to).await.map_err(|_| "not moved").unwrap();
        assert_eq!((moved.copied, moved.there), (30, 0));
        // Of the same length, and wrong; and one that is gone.
        to.put("blobs/7", noise(7 * 40_000 + 1).iter().map(|byte| byte ^ 1).collect::<Vec<_>>().into())
            .await
            .map_err(|_| "not put")
            .unwrap();
        to.delete("blobs/8").await.map_err(|_| "not deleted").unwrap();
        let again = copy_all(&from, to).await.map_err(|_| "not moved").unwrap();
        assert_eq!(again, Moved { copied: 2, there: 28, bytes: moved.bytes });
        let read = to.read("blobs/7", u64::MAX).await.map_err(|_| "not read").unwrap().unwrap();
        assert!(read == noise(7 * 40_000 + 1));
    }
}
