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

/// FNV-1a: the same on every machine and in every version, which the standard library's hashes do not promise.
pub(super) fn hash(bytes: &[u8], seed: u8) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    let hash = bytes.iter().fold(step(0xCBF2_9CE4_8422_2325, seed), |hash, byte| step(hash, *byte));
    // Its low bits alone are poor for short texts.
    (hash ^ (hash >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 8
}

#[cfg(test)]
mod tests {
    use super::unit;

    #[test]
    fn lengths_are_one() {
        assert_eq!(unit(vec![3.0, 4.0]), Some(vec![0.6, 0.8]));
        assert_eq!(
            (unit(vec![0.0, 0.0]), unit(vec![f32::INFINITY]), unit(vec![f32::NAN]), unit(vec![])),
            (None, None, None, None)
        );
        assert!(unit(vec![f32::MAX, f32::MAX]).is_some());
    }
}
