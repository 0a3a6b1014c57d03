//! What an answer used, in buckets that never overlap.

use rust_decimal::Decimal;
use serde_json::Value;

/// Tokens and cost of one answer. A bucket the provider did not report is `None`, which is not zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usage {
    /// Input tokens that no cache served.
    pub input_uncached: Option<u64>,
    /// Input tokens read from the provider's cache.
    pub input_cache_read: Option<u64>,
    /// Input tokens written to the provider's cache.
    pub input_cache_write: Option<u64>,
    /// Output tokens of the answer.
    pub output_text: Option<u64>,
    /// Output tokens of the thinking before it.
    pub output_reasoning: Option<u64>,
    /// Input tokens of sound, a part of the input.
    pub input_audio: Option<u64>,
    /// Input tokens of pictures, a part of the input.
    pub input_image: Option<u64>,
    /// Output tokens of sound, a part of the output.
    pub output_audio: Option<u64>,
    /// Output tokens of pictures, a part of the output.
    pub output_image: Option<u64>,
    /// Pictures made.
    pub images: Option<u64>,
    /// Thousandths of a second of sound.
    pub audio_ms: Option<u64>,
    /// Characters spoken.
    pub characters: Option<u64>,
    /// What the provider says it charged, in US dollars.
    pub cost_usd: Option<Decimal>,
    /// The report as it came, to be kept for staff.
    pub raw: Option<Value>,
}

impl Usage {
    /// All input tokens; `None` when nothing was reported.
    pub fn input(&self) -> Option<u64> {
        total([self.input_uncached, self.input_cache_read, self.input_cache_write])
    }

    /// All output tokens; `None` when nothing was reported.
    pub fn output(&self) -> Option<u64> {
        total([self.output_text, self.output_reasoning])
    }

    /// Takes over a later report of the same answer: never a sum, since reports are cumulative. Input and output are
    /// each taken as a whole, because a later report may split the same total into other buckets; one that says less
    /// than we know already is not believed.
    pub fn merge(&mut self, later: Usage) {
        let input = |usage: &Usage| [usage.input_uncached, usage.input_cache_read, usage.input_cache_write];
        let output = |usage: &Usage| [usage.output_text, usage.output_reasoning];
        if says_more(&input(&later), &input(self)) {
            [self.input_uncached, self.input_cache_read, self.input_cache_write] = input(&later);
        }
        if says_more(&output(&later), &output(self)) {
            [self.output_text, self.output_reasoning] = output(&later);
        }
        for (known, later) in [
            (&mut self.input_audio, later.input_audio),
            (&mut self.input_image, later.input_image),
            (&mut self.output_audio, later.output_audio),
            (&mut self.output_image, later.output_image),
            (&mut self.images, later.images),
            (&mut self.audio_ms, later.audio_ms),
            (&mut self.characters, later.characters),
        ] {
            *known = later.max(*known);
        }
        self.cost_usd = later.cost_usd.or(self.cost_usd);
        self.raw = later.raw.or(self.raw.take());
    }

    /// What is not reported is taken from another count; what is reported stays.
    #[must_use]
    pub fn or(mut self, counted: Usage) -> Usage {
        for (known, counted) in [
            (&mut self.input_uncached, counted.input_uncached),
            (&mut self.images, counted.images),
            (&mut self.audio_ms, counted.audio_ms),
            (&mut self.characters, counted.characters),
        ] {
            *known = known.or(counted);
        }
        self
    }

    /// Adds what another answer used: for work that takes several requests. Of the reports, the last one is kept.
    pub fn add(&mut self, other: Usage) {
        for (sum, more) in [
            (&mut self.input_uncached, other.input_uncached),
            (&mut self.input_cache_read, other.input_cache_read),
            (&mut self.input_cache_write, other.input_cache_write),
            (&mut self.output_text, other.output_text),
            (&mut self.output_reasoning, other.output_reasoning),
            (&mut self.input_audio, other.input_audio),
            (&mut self.input_image, other.input_image),
            (&mut self.output_audio, other.output_audio),
            (&mut self.output_image, other.output_image),
            (&mut self.images, other.images),
            (&mut self.audio_ms, other.audio_ms),
            (&mut self.characters, other.characters),
        ] {
            *sum = total([*sum, more]);
        }
        self.cost_usd = match (self.cost_usd, other.cost_usd) {
            (Some(one), Some(more)) => Some(one.saturating_add(more)),
            (one, more) => one.or(more),
        };
        self.raw = other.raw.or(self.raw.take());
    }
}

fn total<const N: usize>(buckets: [Option<u64>; N]) -> Option<u64> {
    buckets.into_iter().flatten().reduce(u64::saturating_add)
}

fn says_more<const N: usize>(later: &[Option<u64>; N], known: &[Option<u64>; N]) -> bool {
    let weight = |buckets: &[Option<u64>; N]| (total(*buckets), buckets.iter().flatten().count());
    weight(later) >= weight(known)
}

#[cfg(test)]
mod tests {
    use super::Usage;

    #[test]
    fn requests_of_one_work_add_up() {
        let mut usage = Usage { input_uncached: Some(20), images: Some(1), ..Usage::default() };
        usage.add(Usage { input_uncached: Some(5), output_text: Some(3), images: Some(1), ..Usage::default() });
        assert_eq!((usage.input(), usage.output(), usage.images), (Some(25), Some(3), Some(2)));
        assert_eq!((usage.characters, usage.cost_usd), (None, None));
    }

    #[test]
    fn a_later_report_replaces_and_never_adds() {
        let mut usage = Usage { input_uncached: Some(20), output_text: Some(3), ..Usage::default() };
        usage.merge(Usage { input_uncached: Some(12), input_cache_read: Some(8), ..Usage::default() });
        usage.merge(Usage { output_text: Some(5), output_reasoning: Some(4), ..Usage::default() });
        usage.merge(Usage { input_uncached: Some(0), output_text: Some(0), ..Usage::default() });
        assert_eq!((usage.input(), usage.input_cache_read, usage.output()), (Some(20), Some(8), Some(9)));
        assert_eq!(Usage::default().input(), None);
    }
}
