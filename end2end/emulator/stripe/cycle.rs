//! What time does to sessions, subscriptions and invoices. Everything happens at its own time, however late it is looked at.

use super::state::State;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use serde_json::json;

/// How long after each failed payment the next is tried, in days; after the last nothing is.
const RETRY_DAYS: [i64; 3] = [3, 5, 7];
/// More steps than any test means: a loop that does not end is a mistake of the emulator.
const STEPS_MAX: usize = 10_000;

/// One thing that is due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Expire(String),
    End(String),
    Renew(String),
    Retry(String),
}

impl State {
    /// Lets everything happen that is due until then.
    pub(super) fn run_until(&mut self, now: i64) {
        for _ in 0..STEPS_MAX {
            let Some((at, due)) = self.due().into_iter().filter(|(at, _)| *at <= now).min() else { return };
            match due {
                Due::Expire(id) => drop(self.expire_session(&id, at)),
                Due::End(id) => self.end_subscription(&id, at),
                Due::Renew(id) => self.renew(&id, at),
                Due::Retry(id) => self.retry(&id, at),
            }
        }
    }

    fn due(&self) -> Vec<(i64, Due)> {
        let mut due = Vec::new();
        for id in self.all("checkout.session") {
            if self.text(&id, "status") == "open" {
                due.push((self.number(&id, "expires_at"), Due::Expire(id)));
            }
        }
        for id in self.all("subscription") {
            let (status, end) = (self.text(&id, "status"), self.period_end(&id));
            if !["active", "trialing", "past_due"].contains(&status.as_str()) {
                continue;
            }
            if let Some(at) = self.get(&id, "cancel_at").as_i64() {
                due.push((at, Due::End(id.clone())));
            }
            if self.get(&id, "cancel_at_period_end") == true {
                due.push((end, Due::End(id)));
            } else if status != "past_due" {
                due.push((end, Due::Renew(id)));
            }
        }
        for id in self.all("invoice") {
            if let (Some(at), "open") =
                (self.get(&id, "next_payment_attempt").as_i64(), self.text(&id, "status").as_str())
            {
                due.push((at, Due::Retry(id)));
            }
        }
        due
    }

    /// A new period, which is to be paid.
    fn renew(&mut self, id: &str, at: i64) {
        let mut items = self.get(id, "items");
        for item in items["data"].as_array_mut().into_iter().flatten() {
            let interval = item["price"]["recurring"]["interval"].as_str().unwrap_or("month").to_owned();
            item["current_period_start"] = at.into();
            item["current_period_end"] = after(at, &interval).into();
        }
        self.set(id, json!({"items": items, "status": "active"}));
        let lines = self.whole_lines(id);
        self.bill(id, "subscription_cycle", lines, at);
        self.emit("customer.subscription.updated", id, at);
    }

    /// An invoice of a subscription, tried at once.
    pub(super) fn bill(&mut self, id: &str, reason: &str, lines: Vec<serde_json::Value>, at: i64) {
        let invoice = self.make_invoice(id, reason, lines, at);
        self.finalize(&invoice, at);
        if !self.pay_invoice(&invoice, at) {
            self.fall_behind(&invoice, at);
        }
    }

    fn retry(&mut self, invoice: &str, at: i64) {
        let id =
            self.get(invoice, "parent")["subscription_details"]["subscription"].as_str().unwrap_or_default().to_owned();
        if self.pay_invoice(invoice, at) {
            if self.text(&id, "status") == "past_due" {
                self.set(&id, json!({"status": "active"}));
                self.emit("customer.subscription.updated", &id, at);
            }
        } else {
            self.fall_behind(invoice, at);
        }
    }

    fn fall_behind(&mut self, invoice: &str, at: i64) {
        let id =
            self.get(invoice, "parent")["subscription_details"]["subscription"].as_str().unwrap_or_default().to_owned();
        let attempts = usize::try_from(self.number(invoice, "attempt_count")).unwrap_or(0);
        let next = RETRY_DAYS.get(attempts.saturating_sub(1)).map(|days| at + days * 86_400);
        self.set(invoice, json!({ "next_payment_attempt": next }));
        self.emit("invoice.payment_failed", invoice, at);
        if next.is_some() {
            if self.text(&id, "status") != "past_due" {
                self.set(&id, json!({"status": "past_due"}));
                self.emit("customer.subscription.updated", &id, at);
            }
            return;
        }
        self.set(invoice, json!({"status": "uncollectible"}));
        if self.after_retries == "unpaid" {
            self.set(&id, json!({"status": "unpaid"}));
            self.emit("customer.subscription.updated", &id, at);
        } else {
            self.end_subscription(&id, at);
        }
    }
}

/// One interval later, by the calendar.
pub(super) fn after(at: i64, interval: &str) -> i64 {
    let span = match interval {
        "day" => 1.day(),
        "week" => 1.week(),
        "year" => 1.year(),
        _ => 1.month(),
    };
    let start = Timestamp::from_second(at).unwrap_or_default().to_zoned(TimeZone::UTC);
    start.checked_add(span).map_or(at, |later| later.timestamp().as_second())
}
