//! The pages of the wallet.

mod transaction_list;
mod wallet_page;

pub use wallet_page::WalletPage;
