//! Cards that are kept: pages on which one is given, the cards themselves, and payments looked for by their customer.

use super::{
    checkout::words,
    state::{Checkout, Refused, State, invalid},
};
use serde_json::{Value, json};

impl State {
    /// A page on which a card is given, and nothing is paid.
    pub(super) fn create_setup(&mut self, form: &Value, now: i64) -> Result<Value, Refused> {
        let expires_at = form["expires_at"].as_str().map_or(now + 86_400, |at| at.parse().unwrap_or(0));
        let Some(customer) = form["customer"].as_str() else {
            return Err(invalid("parameter_missing", "customer", "A page for a card is made for a customer here."));
        };
        self.find("customer", customer).map_err(|refused| Refused { status: 400, ..refused })?;
        if form["payment_method_types"]["0"] != "card" {
            return Err(invalid("parameter_missing", "currency", "`currency` or `payment_method_types` is required."));
        }
        for wrong in ["line_items", "payment_intent_data", "subscription_data", "customer_email"] {
            if form.get(wrong).is_some() {
                return Err(invalid("", wrong, &format!("You can not pass `{wrong}` in `setup` mode.")));
            }
        }
        let id = self.make("cs_test", "checkout.session", now, json!({
            "mode": "setup", "status": "open", "payment_status": "no_payment_required", "amount_total": null, "currency": null,
            "client_reference_id": form["client_reference_id"], "customer": customer, "payment_intent": null,
            "subscription": null, "invoice": null, "setup_intent": null, "expires_at": expires_at,
            "metadata": words(&form["metadata"]), "success_url": form["success_url"], "cancel_url": form["cancel_url"],
        }));
        let intent = self.make("seti", "setup_intent", now, json!({
            "status": "requires_payment_method", "customer": customer, "payment_method": null, "usage": "off_session",
            "metadata": words(&form["setup_intent_data"]["metadata"]),
        }));
        self.set(&id, json!({"url": format!("{}/stripe/pay/{id}", self.base), "setup_intent": intent}));
        let checkout = Checkout {
            lines: Vec::new(),
            names: vec!["A card to be kept".to_owned()],
            metadata: json!({}),
            keeps_card: true,
            makes_customer: false,
            trial_days: None,
        };
        self.checkouts.insert(id.clone(), checkout);
        Ok(self.objects[&id].clone())
    }

    /// The card was given.
    pub(super) fn keep_card(&mut self, session: &str, now: i64) {
        let (customer, intent) = (self.text(session, "customer"), self.text(session, "setup_intent"));
        let card = self.make_card(Some(&customer), now);
        self.set(&intent, json!({"status": "succeeded", "payment_method": card}));
        self.set(session, json!({"status": "complete", "url": null}));
        self.emit("setup_intent.succeeded", &intent, now);
        self.emit("checkout.session.completed", session, now);
    }

    /// A card, each with other last digits.
    pub(super) fn make_card(&mut self, customer: Option<&str>, now: i64) -> String {
        let last4 = format!("{:04}", 4_242 + self.all("payment_method").len());
        let face = json!({"brand": "visa", "last4": last4, "exp_month": 12, "exp_year": 2_034});
        self.make("pm", "payment_method", now, json!({"type": "card", "customer": customer, "card": face}))
    }

    pub(super) fn show_setup_intent(&self, id: &str, form: &Value) -> Result<Value, Refused> {
        let mut intent = self.find("setup_intent", id)?.clone();
        if form["expand"][""] == "payment_method"
            && let Some(card) = intent["payment_method"].as_str().and_then(|card| self.objects.get(card))
        {
            intent["payment_method"] = card.clone();
        }
        Ok(intent)
    }

    pub(super) fn detach(&mut self, id: &str, now: i64) -> Result<Value, Refused> {
        if self.find("payment_method", id)?["customer"].is_null() {
            let message = "The payment method you provided is not attached to a customer so detachment is impossible.";
            return Err(invalid("", "payment_method", message));
        }
        self.set(id, json!({"customer": null}));
        self.emit("payment_method.detached", id, now);
        Ok(self.objects[id].clone())
    }

    pub(super) fn list_intents(&self, form: &Value) -> Result<Value, Refused> {
        let customer = form["customer"].as_str().unwrap_or_default();
        let limit = form["limit"].as_str().and_then(|limit| limit.parse().ok()).unwrap_or(10);
        let mut all = self.all("payment_intent");
        all.retain(|id| self.text(id, "customer") == customer);
        let data: Vec<&Value> = all.iter().rev().take(limit).map(|id| &self.objects[id]).collect();
        Ok(json!({"object": "list", "data": data, "has_more": all.len() > limit}))
    }

    pub(super) fn cancel_intent(&mut self, id: &str, now: i64) -> Result<Value, Refused> {
        let status = self.find("payment_intent", id)?["status"].clone();
        if status == "succeeded" || status == "canceled" {
            let message = "You cannot cancel this PaymentIntent because of its status.";
            return Err(invalid("payment_intent_unexpected_state", "", message));
        }
        self.set(id, json!({"status": "canceled"}));
        self.emit("payment_intent.canceled", id, now);
        Ok(self.objects[id].clone())
    }
}
