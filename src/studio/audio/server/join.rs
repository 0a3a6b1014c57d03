//! Parts of a speech as one file.

use super::sound;
use crate::{
    provider::{sniff, wav},
    server::{Fault, Result},
};
use bytes::Bytes;

/// Samples a second where parts of different kinds are brought together.
const RATE: u32 = 24_000;
/// Samples of a part that are read then: ten minutes.
const SAMPLES_MAX: usize = 24_000 * 600;

/// Joins parts in their order. WAV files of one rate are joined sample by sample; MP3 files frame by frame without the tags in
/// between, which players play through; anything else is decoded and becomes WAV.
pub(super) async fn join(parts: Vec<Bytes>) -> Result<Bytes> {
    if let [only] = parts.as_slice() {
        return Ok(only.clone());
    }
    if let Some(whole) = join_wav(&parts).or_else(|| join_mp3(&parts)) {
        return Ok(whole);
    }
    let mut all = Vec::new();
    for part in parts {
        let samples = sound::samples(part, RATE, SAMPLES_MAX).await?;
        all.extend(samples.ok_or_else(|| Fault::broken("a part of a speech can not be decoded"))?);
    }
    Ok(wav::from_pcm(&all, RATE))
}

fn join_wav(parts: &[Bytes]) -> Option<Bytes> {
    let rate = wav::rate(parts.first()?)?;
    let mut all = Vec::new();
    for part in parts {
        wav::rate(part).filter(|own| *own == rate)?;
        all.extend_from_slice(&wav::samples(part)?);
    }
    Some(wav::from_pcm(&all, rate))
}

fn join_mp3(parts: &[Bytes]) -> Option<Bytes> {
    if !parts.iter().all(|part| sniff::audio(part) == Some("audio/mpeg")) {
        return None;
    }
    let frames: Vec<&[u8]> = parts.iter().map(|part| without_tags(part)).collect();
    Some(Bytes::from(frames.concat()))
}

/// The frames of an MP3 file: tags in front and behind name one part, and are wrong of the whole.
fn without_tags(file: &[u8]) -> &[u8] {
    let mut frames = file;
    if let [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] = *frames {
        // Seven bits each.
        let size = [a, b, c, d].iter().fold(0_usize, |size, byte| (size << 7) | usize::from(byte & 0x7F));
        let foot = if flags & 0x10 == 0 { 0 } else { 10 };
        frames = frames.get(10 + size + foot..).unwrap_or_default();
    }
    let behind = frames.len().saturating_sub(128);
    if frames.get(behind..behind + 3) == Some(b"TAG") { &frames[..behind] } else { frames }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waves_are_joined_sample_by_sample() {
        let [one, two] = [[1, 0, 2, 0], [3, 0, 4, 0]].map(|samples| wav::from_pcm(&samples, 24_000));
        let whole = join(vec![one.clone(), two]).await.map_err(|_| "not joined").unwrap();
        assert_eq!(&wav::samples(&whole).unwrap()[..], [1, 0, 2, 0, 3, 0, 4, 0]);
        assert_eq!(wav::rate(&whole), Some(24_000));
        assert_eq!(join(vec![one.clone()]).await.map_err(|_| "not joined").unwrap(), one, "one part is the whole");
    }

    #[tokio::test]
    async fn other_rates_are_brought_together() {
        let slow = wav::from_pcm(&[0; 32_000], 16_000);
        let fast = wav::from_pcm(&[0; 48_000], 24_000);
        let whole = join(vec![slow, fast]).await.map_err(|_| "not joined").unwrap();
        assert_eq!((wav::rate(&whole), wav::samples(&whole).unwrap().len()), (Some(24_000), 96_000));
    }

    #[test]
    fn tags_between_frames_are_left_out() {
        let frame = [0xFF, 0xFB, 0x90, 0x00, 7];
        let tagged = [&b"ID3\x04\0\0\0\0\0\x02xx"[..], &frame].concat();
        let mut closed = frame.to_vec();
        closed.extend_from_slice(b"TAG");
        closed.resize(frame.len() + 128, 0);
        let whole = join_mp3(&[Bytes::from(tagged), Bytes::from(closed)]).unwrap();
        assert_eq!(&whole[..], [frame, frame].concat());
        assert_eq!(join_mp3(&[Bytes::from_static(b"RIFF")]), None);
    }
}
