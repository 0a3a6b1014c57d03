//! What bytes are, found out from the bytes: what a provider says about them is not believed.

/// The media type of a picture that browsers show.
pub fn image(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// The media type of sound that browsers play.
pub fn audio(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some("audio/wav"),
        [b'O', b'g', b'g', b'S', ..] => Some("audio/ogg"),
        [b'f', b'L', b'a', b'C', ..] => Some("audio/flac"),
        [b'I', b'D', b'3', ..] => Some("audio/mpeg"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some("audio/mp4"),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Some("audio/webm"),
        // Eleven set bits begin a frame; the layer tells AAC from MP3.
        [0xFF, second, ..] if second & 0xE0 == 0xE0 => {
            Some(if second & 0x06 == 0 { "audio/aac" } else { "audio/mpeg" })
        }
        _ => None,
    }
}

/// The ending of a file's name for a media type of sound: some providers only look at the name.
pub(super) fn audio_extension(media_type: &str) -> Option<&'static str> {
    let kind = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (_, subtype) = kind.split_once('/').filter(|(class, _)| matches!(*class, "audio" | "video"))?;
    Some(match subtype {
        "mpeg" | "mp3" | "mpga" => "mp3",
        "wav" | "x-wav" | "wave" | "vnd.wave" => "wav",
        "mp4" => "mp4",
        "m4a" | "x-m4a" => "m4a",
        "webm" => "webm",
        "ogg" | "opus" => "ogg",
        "flac" | "x-flac" => "flac",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{audio, audio_extension, image};

    #[test]
    fn bytes_tell_what_they_are() {
        assert_eq!(image(b"\x89PNG\r\n\x1a\n..."), Some("image/png"));
        assert_eq!(image(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        assert_eq!((image(b"<svg"), image(b"")), (None, None));
        assert_eq!(
            (audio(b"ID3\x04"), audio(b"\xFF\xFB\x90"), audio(b"\xFF\xF1\x50")),
            (Some("audio/mpeg"), Some("audio/mpeg"), Some("audio/aac"))
        );
        assert_eq!((audio(b"RIFF\0\0\0\0WAVE"), audio(b"{\"error\"")), (Some("audio/wav"), None));
    }

    #[test]
    fn names_follow_the_media_type() {
        assert_eq!(audio_extension("audio/webm;codecs=opus"), Some("webm"));
        assert_eq!((audio_extension("Audio/MPEG"), audio_extension("audio/x-m4a")), (Some("mp3"), Some("m4a")));
        assert_eq!(
            (audio_extension("text/html"), audio_extension("audio/x-unknown"), audio_extension("")),
            (None, None, None)
        );
    }
}
