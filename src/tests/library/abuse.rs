//! Files that are not what they say, or more than they look: refused before they are kept, and nothing of them stays.

use super::{objects, picture, put, sound};
use crate::harness::TestApp;
use reqwest::StatusCode;
use serde_json::json;

/// A PNG that says it is so large, with hardly anything behind it.
fn flood(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend_from_slice(&width.to_be_bytes());
    bytes.extend_from_slice(&height.to_be_bytes());
    bytes.extend_from_slice(&[8, 6, 0, 0, 0]);
    bytes.extend_from_slice(&[0; 64]);
    bytes
}

/// A sound of nothing: a header, and no samples.
const SILENT: &[u8] = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0";

on_both! {
    async fn what_is_no_file_of_ours_is_refused(app: &TestApp) {
        let sara = app.member("sara").await;
        let whole = picture(300, 200, 7);
        for (name, bytes, problem) in [
            ("empty.png", Vec::new(), "required"),
            ("half.png", whole[..whole.len() / 2].to_vec(), "picture"),
            ("flood.png", flood(60_000, 60_000), "picture"),
            ("wide.png", flood(16_000, 16_000), "picture"),
            ("lie.png", b"MZ\x90\0\x03\0\0\0".to_vec(), "file_kind"),
            ("bomb.zip", b"PK\x03\x04\x14\0\0\0".to_vec(), "file_kind"),
            ("none.wav", SILENT.to_vec(), "sound"),
            ("cut.mp3", b"ID3\x04\0\0\0\0\0\0".to_vec(), "sound"),
        ] {
            let (status, refused) = put(&sara, name, bytes).await;
            assert_eq!((status.as_u16(), &refused["fields"][0]["problem"]), (422, &json!(problem)), "{name}: {refused}");
        }
        assert_eq!(objects(app, "blobs"), 0);
        assert_eq!(sara.get("assets/shelf").await.1["files"], 0);
        sound(app).await;
    }

    async fn what_is_too_large_is_refused_while_it_comes(app: &TestApp) {
        let sara = app.member("sara").await;
        // Noise after the head of a picture: the limit is that of pictures.
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        bytes.resize(26 << 20, 7);
        let (status, refused) = put(&sara, "huge.png", bytes).await;
        assert_eq!((status, &refused["limit_bytes"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!(25 << 20)), "{refused}");
        assert_eq!(objects(app, "blobs"), 0);
    }

    async fn names_are_shown_and_never_followed(app: &TestApp) {
        let sara = app.member("sara").await;
        for (name, clean) in [("../../app_secret", "app_secret"), ("a\u{202E}gnp.exe", "agnp.exe")] {
            let (status, asset) = put(&sara, name, format!("text of {name}").into_bytes()).await;
            assert_eq!((status, &asset["name"], &asset["kind"]), (StatusCode::CREATED, &json!(clean), &json!("text")), "{asset}");
        }
    }
}
