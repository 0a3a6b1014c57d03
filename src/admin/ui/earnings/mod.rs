//! What runs brought and cost.

mod margin_page;
mod table;

pub use margin_page::MarginPage;
