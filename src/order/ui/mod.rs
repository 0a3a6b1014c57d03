//! The pages of orders: buying, the own orders, and what staff does with everybody's.

mod bill;
mod card_number;
mod checkout;
mod order_page;
mod orders_page;
mod outcome;
mod receipt;
mod staff;
mod topup;
mod transfer;
mod watch;
mod word;

pub use checkout::CheckoutPage;
pub use order_page::OrderPage;
pub use orders_page::OrdersPage;
pub use staff::{AdminOrderPage, AdminOrdersPage, PayCardsPage, ReceiptsWaiting};
pub use topup::TopUpPage;
