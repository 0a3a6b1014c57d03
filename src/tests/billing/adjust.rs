//! Staff's adjustments.
