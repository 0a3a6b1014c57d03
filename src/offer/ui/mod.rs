//! The pages of offers.
