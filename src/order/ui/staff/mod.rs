//! What staff sees of orders: all of them, one with everything of it, and the cards people pay to.

mod card_form;
mod cards_page;
mod file;
mod filters;
mod history;
mod list;
mod order_page;
mod orders_page;
mod receipts;
mod refund;
mod review;
mod waiting;

pub use cards_page::PayCardsPage;
pub use order_page::AdminOrderPage;
pub use orders_page::AdminOrdersPage;
pub use waiting::ReceiptsWaiting;
