//! Sound as samples: how loud it is where, where it can be cut, and parts of it as files of their own. Everything is 16 kHz
//! on one channel, which is what models that listen make of it anyway, and nothing is held whole.

use crate::{
    provider::wav,
    server::{Cx, Fault, Result},
};
use bytes::Bytes;
use std::{io::Cursor, ops::Range};
use symphonia::core::{
    codecs::audio::{AudioDecoder, AudioDecoderOptions},
    errors::Error,
    formats::{FormatOptions, FormatReader, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};
use tokio::sync::mpsc;

/// Samples a second.
pub(super) const RATE: u32 = 16_000;
/// Thousandths of a second whose loudness is one number.
const WINDOW_MS: u64 = 50;
const WINDOW: usize = 800;
/// Bars of a picture of the sound.
const PEAKS: usize = 400;
/// Windows that are heard together when a silence is looked for: a third of a second.
const AROUND: usize = 3;

/// How loud sound is.
#[derive(Debug, Clone, Default)]
pub(super) struct Survey {
    /// The loudest sample of each window.
    loud: Vec<u16>,
}

impl Survey {
    /// How loud it is from its beginning to its end, 0 to 100, in at most 400 numbers.
    pub(super) fn peaks(&self) -> Vec<u8> {
        let bars = self.loud.len().min(PEAKS);
        let bar = |at: usize| {
            let (from, to) = (at * self.loud.len() / bars, (at + 1) * self.loud.len() / bars);
            let most = self.loud.get(from..to).and_then(|part| part.iter().max()).copied().unwrap_or(0);
            u8::try_from(u32::from(most) * 100 / 32_768).unwrap_or(100)
        };
        (0..bars).map(bar).collect()
    }

    /// Where sound of this length is cut: each part is at most `part_ms` long and ends where it is quietest in its second
    /// half, in thousandths of a second.
    pub(super) fn cuts(&self, length_ms: u64, part_ms: u64) -> Vec<Range<u64>> {
        let (mut cuts, mut start) = (Vec::new(), 0);
        while length_ms.saturating_sub(start) > part_ms {
            let end = self.quietest(start + part_ms / 2, start + part_ms);
            cuts.push(start..end);
            start = end;
        }
        cuts.push(start..length_ms);
        cuts
    }

    /// The quietest moment of a span, the latest of several.
    fn quietest(&self, from_ms: u64, to_ms: u64) -> u64 {
        let index = |ms: u64| usize::try_from(ms / WINDOW_MS).unwrap_or(usize::MAX);
        let noise = |at: &usize| {
            let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(self.loud.len());
            self.loud.get(around).unwrap_or_default().iter().map(|loud| u64::from(*loud)).sum::<u64>()
        };
        let best = (index(from_ms) + 1..index(to_ms).min(self.loud.len())).rev().min_by_key(noise);
        best.and_then(|at| u64::try_from(at).ok()).map_or(to_ms, |at| at * WINDOW_MS)
    }
}

/// Listens to all of it; none for what can not be decoded.
pub(super) async fn survey(cx: &Cx, bytes: Bytes) -> Result<Option<Survey>> {
    let _turn = cx.pictures.acquire().await?;
    // A panic of a decoder is sound that can't be read.
    Ok(tokio::task::spawn_blocking(move || listen(bytes)).await.unwrap_or(None))
}

fn listen(bytes: Bytes) -> Option<Survey> {
    let (mut survey, mut most, mut count) = (Survey::default(), 0_u16, 0_usize);
    decode(bytes, RATE, &mut |samples: &[i16]| {
        for sample in samples {
            most = most.max(sample.unsigned_abs());
            count += 1;
            if count == WINDOW {
                survey.loud.push(most);
                (most, count) = (0, 0);
            }
        }
        true
    })?;
    if count > 0 {
        survey.loud.push(most);
    }
    (!survey.loud.is_empty()).then_some(survey)
}

/// Parts of sound as WAV files, one after the other: the next is made while the last one is used.
pub(super) fn parts(cx: &Cx, bytes: Bytes, spans: Vec<Range<u64>>) -> mpsc::Receiver<Bytes> {
    let (give, parts) = mpsc::channel(1);
    let cx = cx.clone();
    tokio::spawn(async move {
        let Ok(_turn) = cx.pictures.acquire().await else { return };
        let cutting = tokio::task::spawn_blocking(move || cut(bytes, spans, |part| give.blocking_send(part).is_ok()));
        drop(cutting.await);
    });
    parts
}

fn cut(bytes: Bytes, spans: Vec<Range<u64>>, mut give: impl FnMut(Bytes) -> bool) {
    let sample = |ms: u64| ms.saturating_mul(u64::from(RATE) / 1_000);
    let mut spans = spans.into_iter().map(|span| sample(span.start)..sample(span.end));
    let (mut span, mut part, mut at) = (spans.next(), Vec::<u8>::new(), 0_u64);
    decode(bytes, RATE, &mut |samples: &[i16]| {
        for value in samples {
            let Some(here) = &span else { return false };
            if at >= here.start && at < here.end {
                part.extend_from_slice(&value.to_le_bytes());
            }
            at += 1;
            if at >= here.end {
                if !give(wav::from_pcm(&std::mem::take(&mut part), RATE)) {
                    return false;
                }
                span = spans.next();
            }
        }
        true
    });
    // The last one may say that it is a little longer than it is.
    if span.is_some() && !part.is_empty() {
        give(wav::from_pcm(&part, RATE));
    }
}

/// Sound as samples of a rate; none for what can not be decoded.
pub(super) async fn samples(bytes: Bytes, rate: u32, samples_max: usize) -> Result<Option<Vec<u8>>> {
    let read = tokio::task::spawn_blocking(move || {
        let mut all = Vec::new();
        decode(bytes, rate, &mut |samples: &[i16]| {
            all.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
            all.len() / 2 <= samples_max
        })?;
        Some(all)
    });
    Ok(read.await.unwrap_or(None))
}

/// Decodes, tells the samples piece by piece until `hear` has enough; none where nothing can be decoded.
fn decode(bytes: Bytes, rate: u32, hear: &mut dyn FnMut(&[i16]) -> bool) -> Option<()> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
    let mut reader = symphonia::default::get_probe().probe(&Hint::new(), source, format, metadata).ok()?;
    let track = reader.default_track(TrackType::Audio)?;
    let id = track.id;
    let parameters = track.codec_params.as_ref()?.audio()?;
    let options = AudioDecoderOptions::default();
    let mut decoder = symphonia::default::get_codecs().make_audio_decoder(parameters, &options).ok()?;
    let mut heard = false;
    let mut thinner = Thinner { to: rate, ..Thinner::default() };
    let mut pieces = Pieces::default();
    while pieces.next(reader.as_mut(), decoder.as_mut(), id).is_some() {
        heard = true;
        if !hear(thinner.thin(&pieces.mono, pieces.rate)) {
            break;
        }
    }
    heard.then_some(())
}

/// What is decoded, on one channel.
#[derive(Default)]
struct Pieces {
    rate: u32,
    all: Vec<i16>,
    mono: Vec<i16>,
}

impl Pieces {
    /// The next piece; packets that are broken are left out.
    fn next(&mut self, reader: &mut dyn FormatReader, decoder: &mut dyn AudioDecoder, track: u32) -> Option<()> {
        loop {
            // A file that breaks off plays as far as it goes.
            let packet = reader.next_packet().ok().flatten()?;
            if packet.track_id != track {
                continue;
            }
            let piece = match decoder.decode(&packet) {
                Ok(piece) => piece,
                Err(Error::DecodeError(_)) => continue,
                Err(_) => return None,
            };
            let channels = piece.num_planes();
            if channels == 0 || piece.frames() == 0 {
                continue;
            }
            self.rate = piece.spec().rate();
            self.all.clear();
            piece.copy_to_vec_interleaved(&mut self.all);
            self.mono.clear();
            let count = i32::try_from(channels).unwrap_or(1);
            let mean = |frame: &[i16]| frame.iter().map(|sample| i32::from(*sample)).sum::<i32>() / count;
            self.mono.extend(self.all.chunks_exact(channels).map(|frame| i16::try_from(mean(frame)).unwrap_or(0)));
            return Some(());
        }
    }
}

/// Brings samples to another rate: each new one is the mean of those it stands for, or the last one again.
#[derive(Default)]
struct Thinner {
    to: u32,
    phase: u32,
    sum: i64,
    count: i64,
    last: i16,
    thin: Vec<i16>,
}

impl Thinner {
    fn thin(&mut self, samples: &[i16], from: u32) -> &[i16] {
        self.thin.clear();
        for sample in samples {
            self.sum += i64::from(*sample);
            self.count += 1;
            self.phase += self.to;
            while self.phase >= from.max(1) {
                self.phase -= from.max(1);
                if self.count > 0 {
                    self.last = i16::try_from(self.sum / self.count).unwrap_or(0);
                    (self.sum, self.count) = (0, 0);
                }
                self.thin.push(self.last);
            }
        }
        &self.thin
    }
}

/// What was cut is there, or the sound can not be decoded after all.
pub(super) fn missing() -> Fault {
    Fault::broken("sound that was decoded once can not be decoded again")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tones of this many seconds with half a second of silence after each.
    fn tones(seconds: &[u32], rate: u32) -> Bytes {
        let mut samples = Vec::new();
        for length in seconds {
            let tone = (0..rate * length).map(|at| if at / 20 % 2 == 0 { 9_000_i16 } else { -9_000 });
            samples.extend(tone.chain((0..rate / 2).map(|_| 0)).flat_map(i16::to_le_bytes));
        }
        wav::from_pcm(&samples, rate)
    }

    #[test]
    fn sound_is_cut_where_it_is_silent() {
        let mut survey = Survey { loud: vec![9_000; 1_200] };
        survey.loud[700..712].fill(10);
        let cuts = survey.cuts(60_000, 40_000);
        assert_eq!(cuts.len(), 2);
        assert!((35_000..35_600).contains(&cuts[0].end), "{cuts:?}");
        assert_eq!((cuts[0].start, cuts[1].clone()), (0, cuts[0].end..60_000));
        let whole: Vec<_> = std::iter::once(0..40_000).collect();
        assert_eq!(survey.cuts(40_000, 40_000), whole, "what fits is not cut");
        let noisy = Survey { loud: vec![9_000; 1_200] };
        assert!(noisy.cuts(60_000, 25_000).iter().all(|cut| cut.end - cut.start <= 25_000), "without any silence");
    }

    #[test]
    fn the_parts_are_the_whole() {
        for rate in [8_000, 16_000, 44_100] {
            let bytes = tones(&[3, 2], rate);
            let survey = listen(bytes.clone()).unwrap();
            let cuts = survey.cuts(6_000, 4_000);
            assert_eq!(cuts.len(), 2, "{rate}");
            assert!((3_000..=3_500).contains(&cuts[0].end), "{rate}: {cuts:?}");
            let mut found = Vec::new();
            cut(bytes, cuts.clone(), |part| {
                found.push(wav::samples(&part).unwrap().len() as u64 / 32);
                true
            });
            let lengths: Vec<u64> = cuts.iter().map(|cut| cut.end - cut.start).collect();
            assert!(
                found.iter().zip(&lengths).all(|(found, wanted)| found.abs_diff(*wanted) <= 2),
                "{found:?} {lengths:?}"
            );
        }
    }

    #[test]
    fn a_picture_of_it_shows_silence() {
        let peaks = listen(tones(&[1, 1], 16_000)).unwrap().peaks();
        assert!(peaks.contains(&0) && peaks.contains(&27), "{peaks:?}");
        assert_eq!(Survey::default().peaks(), Vec::<u8>::new());
    }

    #[test]
    fn what_is_no_sound_is_not_decoded() {
        for bytes in [&b""[..], b"RIFF\0\0\0\0WAVE", b"ID3\x04\0\0\0\0\0\0", b"{}"] {
            assert!(decode(Bytes::from_static(bytes), RATE, &mut |_| true).is_none());
        }
    }
}
