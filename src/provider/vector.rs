//! Vectors of length one: what compares by a product, whoever made them.

#![allow(clippy::float_arithmetic, reason = "vectors are numbers of this kind; nothing here is money")]

/// The vector at length one; `None` when a number is not finite, or when it has no length.
pub(super) fn unit(mut vector: Vec<f32>) -> Option<Vec<f32>> {
    let length = vector.iter().map(|number| f64::from(*number) * f64::from(*number)).sum::<f64>().sqrt();
    if !length.is_finite() || length <= 0.0 {
        return None;
    }
    for number in &mut vector {
        *number = (f64::from(*number) / length) as f32;
    }
    Some(vector)
}

/// The same text always gives the same vector, and texts with words in common have neighbours: every word adds or takes
/// away one in a few places that its bytes choose.
pub(super) fn of_words(text: &str, dimensions: usize) -> Option<Vec<f32>> {
    let mut vector = vec![0.0_f32; dimensions];
    for word in std::iter::once("").chain(text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())) {
        for round in 0..4_u8 {
            let hash = hash(word.to_lowercase().as_bytes(), round);
            let place = usize::try_from(hash >> 1).unwrap_or(usize::MAX).checked_rem(dimensions)?;
            vector[place] += if hash & 1 == 0 { 1.0 } else { -1.0 };
        }
    }
    if vector.iter().all(|number| *number == 0.0) {
        *vector.first_mut()? = 1.0;
    }
    unit(vector)
}

/// FNV-1a: the same on every machine and in every version, which the standard library's hashes do not promise.
pub(super) fn hash(bytes: &[u8], seed: u8) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    let hash = bytes.iter().fold(step(0xCBF2_9CE4_8422_2325, seed), |hash, byte| step(hash, *byte));
    // Its low bits alone are poor for short texts.
    (hash ^ (hash >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 8
}

#[cfg(test)]
mod tests {
    use super::{of_words, unit};

    fn product(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn lengths_are_one() {
        assert_eq!(unit(vec![3.0, 4.0]), Some(vec![0.6, 0.8]));
        assert_eq!(
            (unit(vec![0.0, 0.0]), unit(vec![f32::INFINITY]), unit(vec![f32::NAN]), unit(vec![])),
            (None, None, None, None)
        );
        assert!(unit(vec![f32::MAX, f32::MAX]).is_some());
    }

    #[test]
    fn words_in_common_are_near() {
        let of = |text| of_words(text, 256).unwrap();
        let question = of("قیمت گوشی سامسونگ");
        assert_eq!(question, of("قیمت گوشی سامسونگ"));
        assert!((product(&question, &question) - 1.0).abs() < 1e-5);
        assert!(product(&question, &of("گوشی سامسونگ ارزان")) > product(&question, &of("a red bicycle")));
        assert!(of_words("", 8).is_some() && of_words("x", 1).is_some() && of_words("x", 0).is_none());
    }
}
