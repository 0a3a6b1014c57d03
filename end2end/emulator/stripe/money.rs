//! Customers, payments, refunds and disputes.

use super::{
    checkout::words,
    state::{Refused, State, invalid},
};
use serde_json::{Value, json};

impl State {
    pub(super) fn create_customer(&mut self, email: Option<&str>, metadata: &Value, now: i64) -> Value {
        let id = self.make("cus", "customer", now, json!({"email": email, "metadata": words(metadata)}));
        self.objects[&id].clone()
    }

    pub(super) fn make_intent(
        &mut self,
        amount: i64,
        currency: &str,
        customer: Option<&str>,
        metadata: &Value,
        now: i64,
    ) -> String {
        self.make("pi", "payment_intent", now, json!({
            "amount": amount, "amount_received": 0, "currency": currency, "customer": customer, "metadata": metadata,
            "status": "requires_payment_method", "payment_method": null, "latest_charge": null, "last_payment_error": null,
        }))
    }

    /// The money comes in.
    pub(super) fn settle_intent(&mut self, intent: &str, now: i64) {
        let paid = self.objects[intent].clone();
        let charge = self.make(
            "ch",
            "charge",
            now,
            json!({
                "amount": paid["amount"], "amount_refunded": 0, "refunded": false, "currency": paid["currency"],
                "payment_intent": intent, "customer": paid["customer"], "metadata": paid["metadata"], "paid": true,
                "disputed": false, "status": "succeeded",
            }),
        );
        self.set(intent, json!({"status": "succeeded", "amount_received": paid["amount"], "latest_charge": charge}));
        self.emit("charge.succeeded", &charge, now);
        self.emit("payment_intent.succeeded", intent, now);
    }

    /// The bank says no.
    pub(super) fn refuse_intent(&mut self, intent: &str, code: &str, now: i64) -> Value {
        let mut error = card_error(code);
        self.set(intent, json!({"status": "requires_payment_method", "last_payment_error": error}));
        self.emit("payment_intent.payment_failed", intent, now);
        error["payment_intent"] = self.objects[intent].clone();
        error
    }

    pub(super) fn charge_off_session(&mut self, form: &Value, now: i64) -> Result<Value, Refused> {
        let text = |name: &str| form[name].as_str().unwrap_or_default();
        let (customer, card) = (text("customer"), text("payment_method"));
        self.find("customer", customer).map_err(|refused| Refused { status: 400, ..refused })?;
        if self.find("payment_method", card)?["customer"] != customer {
            let message = "The payment method you provided has not been attached to this customer.";
            return Err(invalid("", "payment_method", message));
        }
        let amount: i64 = text("amount").parse().unwrap_or(0);
        if amount < 50 {
            return Err(invalid("amount_too_small", "amount", "Amount must be at least $0.50 usd"));
        }
        let decline = self.declines.get(customer).cloned();
        let intent = self.make_intent(amount, text("currency"), Some(customer), &words(&form["metadata"]), now);
        self.set(&intent, json!({ "payment_method": card }));
        match decline {
            Some(code) => Err(Refused { status: 402, error: self.refuse_intent(&intent, &code, now) }),
            None => {
                self.settle_intent(&intent, now);
                Ok(self.objects[&intent].clone())
            }
        }
    }

    /// A call that its bank declines, whatever it was.
    pub(super) fn declined_call(&mut self, code: &str, form: &Value, now: i64) -> Refused {
        let amount = form["amount"].as_str().and_then(|amount| amount.parse().ok()).unwrap_or(0);
        let currency = form["currency"].as_str().unwrap_or("usd").to_owned();
        let intent = self.make_intent(amount, &currency, form["customer"].as_str(), &words(&form["metadata"]), now);
        Refused { status: 402, error: self.refuse_intent(&intent, code, now) }
    }

    pub(super) fn create_refund(&mut self, form: &Value, now: i64) -> Result<Value, Refused> {
        let intent = form["payment_intent"].as_str().unwrap_or_default();
        let amount = form["amount"].as_str().and_then(|amount| amount.parse::<i64>().ok());
        self.find("payment_intent", intent).map_err(|refused| Refused { status: 400, ..refused })?;
        let charge = self.text(intent, "latest_charge");
        if self.text(intent, "status") != "succeeded" {
            return Err(invalid(
                "",
                "payment_intent",
                "This PaymentIntent does not have a successful charge to refund.",
            ));
        }
        let takes = |id: &String| self.text(id, "charge") == charge && self.text(id, "status") != "won";
        if self.all("dispute").iter().any(takes) {
            let message = format!("Charge {charge} has been charged back; cannot issue a refund.");
            return Err(invalid("charge_disputed", "", &message));
        }
        let left = self.number(&charge, "amount") - self.number(&charge, "amount_refunded");
        if left == 0 {
            let message = format!("Charge {charge} has already been refunded.");
            return Err(invalid("charge_already_refunded", "", &message));
        }
        let amount = amount.unwrap_or(left);
        if amount < 1 || amount > left {
            let message = format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
            return Err(invalid("", "amount", &message));
        }
        let id = self.make("re", "refund", now, json!({
            "amount": amount, "currency": self.get(&charge, "currency"), "payment_intent": intent, "charge": charge,
            "status": "succeeded", "reason": form["reason"], "metadata": words(&form["metadata"]), "failure_reason": null,
        }));
        self.set(
            &charge,
            json!({
                "amount_refunded": self.number(&charge, "amount") - left + amount, "refunded": amount == left,
            }),
        );
        self.emit("refund.created", &id, now);
        self.emit("charge.refunded", &charge, now);
        Ok(self.objects[&id].clone())
    }

    /// A refund that the bank sent back.
    pub(super) fn fail_refund(&mut self, id: &str, now: i64) {
        let charge = self.text(id, "charge");
        let left = self.number(&charge, "amount_refunded") - self.number(id, "amount");
        self.set(&charge, json!({"amount_refunded": left, "refunded": false}));
        self.set(id, json!({"status": "failed", "failure_reason": "expired_or_canceled_card"}));
        self.emit("refund.updated", id, now);
        self.emit("refund.failed", id, now);
    }

    pub(super) fn open_dispute(&mut self, intent: &str, reason: &str, now: i64) -> String {
        let charge = self.text(intent, "latest_charge");
        let id = self.make(
            "du",
            "dispute",
            now,
            json!({
                "amount": self.get(&charge, "amount"), "currency": self.get(&charge, "currency"), "charge": charge,
                "payment_intent": intent, "reason": reason, "status": "needs_response", "metadata": {},
                "is_charge_refundable": false,
            }),
        );
        self.set(&charge, json!({"disputed": true}));
        self.emit("charge.dispute.created", &id, now);
        self.emit("charge.dispute.funds_withdrawn", &id, now);
        id
    }

    pub(super) fn close_dispute(&mut self, id: &str, status: &str, now: i64) {
        self.set(id, json!({ "status": status }));
        self.emit("charge.dispute.closed", id, now);
        if status == "won" {
            self.emit("charge.dispute.funds_reinstated", id, now);
        }
    }
}

fn card_error(code: &str) -> Value {
    let asks = code == "authentication_required";
    json!({
        "type": "card_error", "code": if asks { code } else { "card_declined" }, "decline_code": code,
        "message": if asks { "This transaction requires authentication." } else { "Your card was declined." },
    })
}
