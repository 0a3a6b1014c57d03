//! The facade of orders: what the doorways and later features may call.

mod card;
mod deliver;
mod pay;
mod place;
mod plan;
mod receipt;
mod refund;
pub mod rest;
mod review;
mod staff;
pub mod staff_rest;
mod store;
mod stripe;
mod stripe_plan;
mod tend;
mod topup;
mod totals;
mod view;
mod zarinpal;

pub use card::{change_card, create_card, list_cards};
pub use deliver::deliver_due;
pub use place::{cancel_order, list_gateways, open_checkout, place_order, quote_order};
pub use receipt::send_receipt;
pub use refund::refund_order;
pub use review::review_receipt;
pub use staff::{count_receipts, export_orders, get_file, get_image, list_all_orders};
pub use stripe::take_event;
pub use tend::{go_around, tend};
pub use topup::{
    end_top_up, get_top_up, open_top_up, pay_order, put_top_up, remove_card, rest as topup_rest, set_up_card,
};
pub use totals::{Concern, ConcernKind, MoneyCell, list_concerns, money_by_day};
pub use view::store::count_waiting;
pub use view::{get_order, list_orders, view_order};
pub use zarinpal::come_back;
