//! The pages of the wallet.

mod expiring;
mod transaction_list;
mod wallet_page;
pub mod word;

pub use wallet_page::WalletPage;
