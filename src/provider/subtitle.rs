//! A transcript's pieces as subtitles.

use super::media::{Seconds, Segment};
use std::fmt::Write;

/// SubRip.
pub fn srt(segments: &[Segment]) -> String {
    let mut file = String::new();
    for (number, segment) in (1..).zip(segments) {
        let (start, end) = (time(segment.start, ','), time(segment.end, ','));
        let _ = write!(file, "{number}\n{start} --> {end}\n{}\n\n", segment.text.trim());
    }
    file
}

/// WebVTT.
pub fn vtt(segments: &[Segment]) -> String {
    let mut file = "WEBVTT\n\n".to_owned();
    for segment in segments {
        let (start, end) = (time(segment.start, '.'), time(segment.end, '.'));
        let _ = write!(file, "{start} --> {end}\n{}\n\n", segment.text.trim());
    }
    file
}

fn time(at: Seconds, point: char) -> String {
    let (milli, seconds) = (at.milli % 1_000, at.milli / 1_000);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}{point}{milli:03}")
}

#[cfg(test)]
mod tests {
    use super::{srt, vtt};
    use crate::provider::media::{Seconds, Segment};

    #[test]
    fn times_are_written_as_players_read_them() {
        let at = |milli| Seconds { milli };
        let segments = [Segment { start: at(0), end: at(3_723_045), text: " سلام ".to_owned() }];
        assert_eq!(srt(&segments), "1\n00:00:00,000 --> 01:02:03,045\nسلام\n\n");
        assert_eq!(vtt(&segments), "WEBVTT\n\n00:00:00.000 --> 01:02:03.045\nسلام\n\n");
        assert_eq!((srt(&[]).as_str(), vtt(&[]).as_str()), ("", "WEBVTT\n\n"));
    }
}
