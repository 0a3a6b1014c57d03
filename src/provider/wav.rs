//! WAV: what raw samples need to be played, and how long a recording is.

use bytes::{BufMut, Bytes, BytesMut};

/// Bytes before the samples.
const HEADER_BYTES: u32 = 44;
/// Signed 16-bit samples of one channel.
const SAMPLE_BYTES: u16 = 2;

/// Raw samples (signed 16 bits, little-endian, one channel) as a file that plays. Half a sample at the end is left out.
pub fn from_pcm(samples: &[u8], rate: u32) -> Bytes {
    let samples = &samples[..samples.len() & !1];
    let length = u32::try_from(samples.len()).unwrap_or(u32::MAX - HEADER_BYTES);
    let mut file = BytesMut::with_capacity(samples.len() + 44);
    file.put_slice(b"RIFF");
    file.put_u32_le(length.saturating_add(HEADER_BYTES - 8));
    file.put_slice(b"WAVEfmt ");
    file.put_u32_le(16);
    file.put_u16_le(1);
    file.put_u16_le(1);
    file.put_u32_le(rate);
    file.put_u32_le(rate.saturating_mul(u32::from(SAMPLE_BYTES)));
    file.put_u16_le(SAMPLE_BYTES);
    file.put_u16_le(SAMPLE_BYTES * 8);
    file.put_slice(b"data");
    file.put_u32_le(length);
    file.put_slice(samples);
    file.freeze()
}

/// The rate in a media type such as `audio/L16;rate=24000`.
pub(super) fn rate_of(media_type: &str) -> Option<u32> {
    let mut parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, rate) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("rate"))?;
    rate.trim().trim_matches('"').parse().ok().filter(|rate| (1..=384_000).contains(rate))
}

/// The samples of a file that [`from_pcm`] made, or of any other; `None` for anything else.
pub fn samples(file: &Bytes) -> Option<Bytes> {
    let (from, length) = data(file)?;
    Some(file.slice(from..from + length))
}

/// Samples a second of a WAV file whose samples are those of [`from_pcm`]: signed 16 bits, one channel; `None` for any other.
pub fn rate(file: &[u8]) -> Option<u32> {
    let at = chunk(file, b"fmt ")? + 8;
    let is_plain = file.get(at..at + 4)? == [1, 0, 1, 0] && file.get(at + 14..at + 16)? == [16, 0];
    number(file, at + 4).filter(|rate| is_plain && *rate > 0)
}

/// How long a WAV file plays, in thousandths of a second; `None` for anything else.
pub(super) fn duration_ms(file: &[u8]) -> Option<u64> {
    let (_, length) = data(file)?;
    let bytes_per_second = number(file, chunk(file, b"fmt ")? + 16)?;
    u64::try_from(length).ok()?.saturating_mul(1_000).checked_div(bytes_per_second.into())
}

/// Where the samples begin, and how many bytes of them there are: files that were streamed say more than there is.
fn data(file: &[u8]) -> Option<(usize, usize)> {
    let at = chunk(file, b"data")?;
    let said = usize::try_from(number(file, at + 4)?).ok()?;
    Some((at + 8, said.min(file.len().saturating_sub(at + 8))))
}

/// Where the chunk of this name begins.
fn chunk(file: &[u8], name: &[u8; 4]) -> Option<usize> {
    if file.get(..4)? != b"RIFF" || file.get(8..12)? != b"WAVE" {
        return None;
    }
    let mut at = 12_usize;
    while file.get(at..at + 4)? != name {
        let size = usize::try_from(number(file, at + 4)?).ok()?;
        at = at.checked_add(8)?.checked_add(size)?.checked_add(size % 2)?;
    }
    Some(at)
}

fn number(file: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(file.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{duration_ms, from_pcm, rate_of};

    #[test]
    fn the_header_tells_the_length() {
        let file = from_pcm(&[0; 48_001], 24_000);
        assert_eq!((file.len(), duration_ms(&file)), (48_044, Some(1_000)));
        assert_eq!(u32::from_le_bytes(file[4..8].try_into().unwrap()), 48_036);
        assert_eq!(duration_ms(&from_pcm(&[], 24_000)), Some(0));
        assert_eq!(
            (duration_ms(&file[..44 + 4_800]), duration_ms(b"RIFF"), duration_ms(b"ID3")),
            (Some(100), None, None)
        );
    }

    #[test]
    fn rates_stand_in_media_types() {
        assert_eq!(rate_of("audio/L16;rate=24000"), Some(24_000));
        assert_eq!(rate_of("audio/pcm; channels=1; Rate=\"16000\""), Some(16_000));
        assert_eq!(
            (rate_of("audio/pcm"), rate_of("audio/pcm;rate=0"), rate_of("audio/pcm;rate=x")),
            (None, None, None)
        );
    }
}
