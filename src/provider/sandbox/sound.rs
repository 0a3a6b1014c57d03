//! Sound that nobody can take for a voice: a short tone for every word.

use crate::provider::{chat::Media, vector::hash, wav};

const RATE: u32 = 16_000;
/// A word is heard for an eighth of a second, and a sixteenth is silent.
const TONE: u32 = RATE / 8;
const PAUSE: u32 = RATE / 16;
/// Longer texts end here.
const WORDS_MAX: usize = 60;
const LOUDNESS: i32 = 6_000;

/// The text as tones, at this percentage of the ordinary speed; the same for the same text.
pub(super) fn speak(text: &str, speed_percent: u16) -> Media {
    let speed = u32::from(speed_percent.clamp(25, 400));
    let mut samples = Vec::new();
    for word in text.split_whitespace().take(WORDS_MAX) {
        // Between 220 and 667 swings a second.
        let pitch = 220 + u32::try_from(hash(word.as_bytes(), 0) & 0x1BF).unwrap_or(0);
        let length = TONE * 100 / speed;
        samples.extend((0..length).flat_map(|at| sample(at, length, pitch).to_le_bytes()));
        samples.extend((0..PAUSE * 100 / speed).flat_map(|_| 0_i16.to_le_bytes()));
    }
    Media { media_type: "audio/wav".to_owned(), bytes: wav::from_pcm(&samples, RATE) }
}

/// A triangle, growing and fading so that it does not click.
fn sample(at: u32, length: u32, pitch: u32) -> i16 {
    let phase = i32::try_from(at * pitch % RATE * 4_096 / RATE).unwrap_or(0);
    let triangle = (phase - 2_048).abs() - 1_024;
    let edge = at.min(length - at).min(256);
    let loudness = LOUDNESS * i32::try_from(edge).unwrap_or(0) / 256;
    i16::try_from(triangle * loudness / 1_024).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::speak;
    use crate::provider::wav;

    #[test]
    fn every_word_is_a_tone() {
        let two = speak("سلام دنیا", 100);
        assert_eq!(wav::duration_ms(&two.bytes), Some(375));
        assert_eq!(two, speak("سلام دنیا", 100));
        assert_eq!(wav::duration_ms(&speak("سلام دنیا", 200).bytes), Some(187));
        assert_eq!(wav::duration_ms(&speak("", 0).bytes), Some(0));
        assert!(two.bytes[44..].iter().any(|byte| *byte != 0));
    }
}
