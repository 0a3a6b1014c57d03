//! The pages of the wallet.
