//! How long sound is, read from its packets: what a container says about itself is not believed, and some say nothing.

use super::Result;
use bytes::Bytes;
use std::io::Cursor;
use symphonia::core::{
    formats::{FormatOptions, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};

/// How long the sound plays, in thousandths of a second, rounded up; none for what is no sound that can be read. Reads
/// on a thread of its own.
pub async fn duration_ms(bytes: Bytes) -> Result<Option<u64>> {
    // A panic of the reader is a file that can't be read.
    Ok(tokio::task::spawn_blocking(move || measure(bytes)).await.unwrap_or(None))
}

fn measure(bytes: Bytes) -> Option<u64> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
    let mut reader = symphonia::default::get_probe().probe(&Hint::new(), source, format, metadata).ok()?;
    let track = reader.default_track(TrackType::Audio)?;
    let (track_id, time_base) = (track.id, track.time_base?);
    let (mut first, mut last) = (None, 0_i64);
    // A file that breaks off plays as far as it goes.
    while let Ok(Some(packet)) = reader.next_packet() {
        if packet.track_id == track_id {
            let begins = packet.pts.get();
            first.get_or_insert(begins);
            last = last.max(begins.saturating_add(i64::try_from(packet.dur.get()).unwrap_or(i64::MAX)));
        }
    }
    let ticks = u128::try_from(last.saturating_sub(first?)).ok()?;
    let milli = ticks.saturating_mul(u128::from(time_base.numer.get())).saturating_mul(1_000);
    u64::try_from(milli.div_ceil(u128::from(time_base.denom.get()))).ok()
}

#[cfg(test)]
mod tests {
    use super::measure;
    use bytes::Bytes;

    #[test]
    fn what_is_no_sound_has_no_length() {
        for bytes in [&b""[..], b"{\"error\": 1}", b"RIFF\0\0\0\0WAVE", b"OggS", &[0xFF; 64], b"ID3\x04\0\0\0\0\0\0"] {
            assert_eq!(measure(Bytes::from_static(bytes)), None, "{bytes:?}");
        }
    }
}
