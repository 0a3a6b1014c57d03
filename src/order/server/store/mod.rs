//! Orders' SQL.

mod card;
mod outbox;
mod read;
mod receipt;
mod refund;
mod write;

pub(super) use card::{
    insert_card, insert_card_payment, is_amount_open, list_cards, list_usable_cards, update_card, use_card,
};
pub(super) use outbox::{
    begin_event, end_delivery, end_event, find_delivery_problem, find_undelivered, insert_delivery, list_due, put_off,
};
pub use read::count_waiting;
pub(super) use read::{
    Found, count_bought, count_open, count_paid, find, find_by_payment, find_by_ref, find_of, has_cards, list_all,
    list_of, list_steps,
};
pub(super) use receipt::{
    approve_receipt, find_image, find_receipt_state, insert_receipt, is_receipt_known, list_receipts, reject_receipt,
    second_receipt, submit_receipt,
};
pub(super) use refund::{
    OpenRefund, coins_left, count_refund, end_dispute, end_refund, find_open_refund, insert_dispute, insert_refund,
    list_refunds, list_unsettled_refunds, uncount_refund,
};
pub(super) use write::{
    NewRow, check_later, end_open, insert_order, is_check_due, keep_ref, list_checks, list_expired, move_state, note,
    note_problem, set_aside, set_paid, set_pending, stop_checks,
};
