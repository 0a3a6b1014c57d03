//! Subscriptions: `incomplete → active → past_due → (active | canceled | unpaid)`, `trialing → active`; and their invoices:
//! `draft → open → paid | uncollectible | void`.

use super::{
    checkout::words,
    cycle::after,
    state::{Checkout, Refused, State, invalid, missing},
};
use serde_json::{Value, json};

impl State {
    /// A session becomes a subscription with its first invoice.
    pub(super) fn subscribe(&mut self, session: &str, customer: &str, checkout: &Checkout, now: i64) {
        let trial_end = checkout.trial_days.map(|days| now + days * 86_400);
        let mode = if self.is_flexible { "flexible" } else { "classic" };
        let id = self.make("sub", "subscription", now, json!({
            "status": if trial_end.is_some() { "trialing" } else { "active" }, "customer": customer,
            "cancel_at_period_end": false, "cancel_at": null, "canceled_at": null, "ended_at": null, "trial_end": trial_end,
            "metadata": checkout.metadata, "billing_mode": {"type": mode}, "collection_method": "charge_automatically",
            "latest_invoice": null,
        }));
        let items: Vec<Value> = checkout
            .lines
            .iter()
            .map(|(price, quantity)| {
                let end = trial_end.unwrap_or_else(|| after(now, &self.interval(price)));
                let item = json!({
                    "price": self.objects[price], "quantity": quantity, "subscription": id, "current_period_start": now,
                    "current_period_end": end, "metadata": {},
                });
                let item = self.make("si", "subscription_item", now, item);
                self.objects[&item].clone()
            })
            .collect();
        self.set(&id, json!({"items": list(items)}));
        let lines = if trial_end.is_some() { Vec::new() } else { self.whole_lines(&id) };
        self.emit("customer.subscription.created", &id, now);
        let invoice = self.make_invoice(&id, "subscription_create", lines, now);
        self.finalize(&invoice, now);
        self.pay_invoice(&invoice, now);
        let payment_status = if trial_end.is_some() { "no_payment_required" } else { "paid" };
        self.set(session, json!({
            "status": "complete", "payment_status": payment_status, "subscription": id, "invoice": invoice, "url": null,
        }));
        self.emit("checkout.session.completed", session, now);
    }

    pub(super) fn interval(&self, price: &str) -> String {
        self.get(price, "recurring")["interval"].as_str().unwrap_or("month").to_owned()
    }

    /// What the running period of a subscription costs.
    pub(super) fn whole_lines(&self, id: &str) -> Vec<Value> {
        let items = self.get(id, "items")["data"].as_array().cloned().unwrap_or_default();
        items
            .iter()
            .map(|item| {
                let amount =
                    item["price"]["unit_amount"].as_i64().unwrap_or(0) * item["quantity"].as_i64().unwrap_or(1);
                line(id, item, amount, (&item["current_period_start"], &item["current_period_end"]), false)
            })
            .collect()
    }

    pub(super) fn make_invoice(&mut self, id: &str, reason: &str, mut lines: Vec<Value>, now: i64) -> String {
        lines.extend(self.waiting.remove(id).unwrap_or_default());
        let total: i64 = lines.iter().filter_map(|line| line["amount"].as_i64()).sum();
        let (customer, metadata) = (self.text(id, "customer"), self.get(id, "metadata"));
        let currency = self.get(id, "items")["data"][0]["price"]["currency"].clone();
        let number = format!("EMU-{:04}", self.all("invoice").len() + 1);
        let invoice = self.make("in", "invoice", now, json!({
            "status": "draft", "number": null, "customer": customer, "billing_reason": reason, "amount_due": total.max(0),
            "amount_paid": 0, "amount_remaining": total.max(0), "total": total, "currency": currency, "attempt_count": 0,
            "attempted": false, "next_payment_attempt": null, "period_start": now, "period_end": now, "metadata": {},
            "parent": {"type": "subscription_details", "quote_details": null,
                "subscription_details": {"subscription": id, "metadata": metadata}},
            "lines": list(lines),
        }));
        self.set(
            &invoice,
            json!({
                "hosted_invoice_url": format!("{}/stripe/invoice/{invoice}", self.base),
                "invoice_pdf": format!("{}/stripe/invoice/{invoice}/pdf", self.base), "number": number,
            }),
        );
        self.set(id, json!({ "latest_invoice": invoice }));
        invoice
    }

    pub(super) fn finalize(&mut self, invoice: &str, now: i64) {
        self.set(invoice, json!({"status": "open"}));
        self.emit("invoice.finalized", invoice, now);
    }

    /// Tries to get an invoice paid with its customer's card; whether it is.
    pub(super) fn pay_invoice(&mut self, invoice: &str, now: i64) -> bool {
        let (amount, currency) = (self.number(invoice, "amount_due"), self.text(invoice, "currency"));
        let customer = self.text(invoice, "customer");
        let attempts = self.number(invoice, "attempt_count") + 1;
        if amount > 0 {
            let intent = self.make_intent(amount, &currency, Some(&customer), &json!({}), now);
            let decline = self.declines.get(&customer).cloned();
            let status = if decline.is_some() { "open" } else { "paid" };
            self.payments.entry(invoice.to_owned()).or_default().push(json!({
                "object": "invoice_payment", "status": status, "is_default": true, "amount_requested": amount,
                "payment": {"type": "payment_intent", "payment_intent": intent},
            }));
            if let Some(code) = decline {
                self.refuse_intent(&intent, &code, now);
                self.set(invoice, json!({"attempt_count": attempts, "attempted": true}));
                return false;
            }
            self.settle_intent(&intent, now);
        }
        self.set(invoice, json!({
            "status": "paid", "amount_paid": amount, "amount_remaining": 0, "attempt_count": attempts, "attempted": true,
            "next_payment_attempt": null,
        }));
        self.emit("invoice.paid", invoice, now);
        true
    }

    pub(super) fn show_invoice(&self, id: &str, form: &Value) -> Result<Value, Refused> {
        let mut invoice = self.find("invoice", id)?.clone();
        match form["expand"][""].as_str() {
            None => {}
            Some("payments") => invoice["payments"] = list(self.payments.get(id).cloned().unwrap_or_default()),
            Some(other) => return Err(invalid("", "expand", &format!("This property cannot be expanded ({other})."))),
        }
        Ok(invoice)
    }

    pub(super) fn list_invoices(&self, form: &Value) -> Result<Value, Refused> {
        let customer = form["customer"].as_str().unwrap_or_default();
        self.find("customer", customer).map_err(|refused| Refused { status: 400, ..refused })?;
        let mut all: Vec<String> = self.all("invoice");
        all.retain(|id| self.text(id, "customer") == customer);
        all.reverse();
        if let Some(behind) = form["starting_after"].as_str() {
            self.find("invoice", behind)?;
            all = all.split_off(all.iter().position(|id| id == behind).map_or(0, |at| at + 1));
        }
        let limit = form["limit"].as_str().and_then(|limit| limit.parse().ok()).unwrap_or(10_usize);
        let data: Vec<Value> = all.iter().take(limit).map(|id| self.objects[id].clone()).collect();
        Ok(json!({"object": "list", "url": "/v1/invoices", "has_more": all.len() > limit, "data": data}))
    }

    pub(super) fn update_subscription(&mut self, id: &str, form: &Value, now: i64) -> Result<Value, Refused> {
        if self.find("subscription", id)?["status"] == "canceled" {
            let message = "A canceled subscription can only update its cancellation_details and metadata.";
            return Err(invalid("", "", message));
        }
        let (end, at) = (form["cancel_at_period_end"].as_str(), form["cancel_at"].as_str());
        if end.is_some() && at.is_some() {
            return Err(invalid("", "cancel_at", "You may only specify one of: cancel_at, cancel_at_period_end."));
        }
        if let Some(end) = end {
            self.set_end(id, end == "true", None, now);
        }
        if let Some(at) = at {
            self.set_end(id, false, at.parse().ok(), now);
        }
        if form["metadata"].is_object() {
            let mut all = self.get(id, "metadata");
            for (name, value) in words(&form["metadata"]).as_object().into_iter().flatten() {
                all[name] = value.clone();
            }
            self.set(id, json!({ "metadata": all }));
        }
        if let Some(items) = form["items"].as_object() {
            let behaviour = form["proration_behavior"].as_str().unwrap_or("create_prorations").to_owned();
            for item in items.values() {
                self.change_item(id, item, &behaviour, now)?;
            }
        }
        self.emit("customer.subscription.updated", id, now);
        Ok(self.objects[id].clone())
    }

    pub(super) fn set_end(&mut self, id: &str, with_period: bool, at: Option<i64>, now: i64) {
        let canceled_at = (with_period || at.is_some()).then_some(now);
        // Only the classic mode tells the time beside the wish.
        let told = if with_period && !self.is_flexible { Some(self.period_end(id)) } else { at };
        self.set(id, json!({"cancel_at_period_end": with_period, "cancel_at": told, "canceled_at": canceled_at}));
    }

    pub(super) fn period_end(&self, id: &str) -> i64 {
        let items = self.get(id, "items")["data"].as_array().cloned().unwrap_or_default();
        items.iter().filter_map(|item| item["current_period_end"].as_i64()).max().unwrap_or(0)
    }

    fn change_item(&mut self, id: &str, change: &Value, behaviour: &str, now: i64) -> Result<(), Refused> {
        let mut items = self.get(id, "items");
        let item_id = change["id"].as_str().unwrap_or_default();
        let found = items["data"].as_array_mut().into_iter().flatten().find(|item| item["id"] == item_id);
        let Some(item) = found else { return Err(missing("subscription_item", item_id)) };
        let price = self.price(change, now)?;
        if self.get(&price, "recurring").is_null() {
            return Err(invalid("", "items[0][price]", "The price must be recurring."));
        }
        let (old, new) = (item["price"].clone(), self.objects[&price].clone());
        if old["currency"] != new["currency"] {
            return Err(invalid("", "items[0][price]", "You cannot combine currencies on a single customer."));
        }
        let quantity = item["quantity"].as_i64().unwrap_or(1);
        let number = |value: &Value| value.as_i64().unwrap_or(0);
        let (start, end) = (number(&item["current_period_start"]), number(&item["current_period_end"]));
        let (rest, whole) = ((end - now).max(0), (end - start).max(1));
        let share = |price: &Value| number(&price["unit_amount"]) * quantity * rest / whole;
        let is_new_rhythm = old["recurring"]["interval"] != new["recurring"]["interval"];
        let (credit, debit) = (-share(&old), share(&new));
        item["price"] = new;
        if is_new_rhythm {
            item["current_period_start"] = now.into();
            item["current_period_end"] = after(now, &self.interval(&price)).into();
        }
        let item = item.clone();
        self.set(id, json!({ "items": items }));
        let mut lines = Vec::new();
        if behaviour != "none" {
            lines.push(line(id, &item, credit, (&now.into(), &end.into()), true));
            if !is_new_rhythm {
                lines.push(line(id, &item, debit, (&now.into(), &end.into()), true));
            }
        }
        if is_new_rhythm || behaviour == "always_invoice" {
            if is_new_rhythm {
                lines.extend(self.whole_lines(id));
            }
            self.bill(id, "subscription_update", lines, now);
        } else {
            self.waiting.entry(id.to_owned()).or_default().extend(lines);
        }
        Ok(())
    }

    /// Ends a subscription now.
    pub(super) fn cancel_subscription(&mut self, id: &str, now: i64) -> Result<Value, Refused> {
        if self.find("subscription", id)?["status"] == "canceled" {
            return Err(missing("subscription", id));
        }
        self.end_subscription(id, now);
        Ok(self.objects[id].clone())
    }

    pub(super) fn end_subscription(&mut self, id: &str, now: i64) {
        let asked = self.get(id, "canceled_at").as_i64().unwrap_or(now);
        self.set(id, json!({"status": "canceled", "canceled_at": asked, "ended_at": now}));
        self.emit("customer.subscription.deleted", id, now);
    }
}

pub(super) fn list(data: Vec<Value>) -> Value {
    json!({"object": "list", "has_more": false, "total_count": data.len(), "data": data})
}

fn line(subscription: &str, item: &Value, amount: i64, (start, end): (&Value, &Value), proration: bool) -> Value {
    json!({
        "object": "line_item", "amount": amount, "currency": item["price"]["currency"], "quantity": item["quantity"],
        "description": if proration { "Time that is left" } else { "The whole period" },
        "period": {"start": start, "end": end},
        "parent": {"type": "subscription_item_details", "invoice_item_details": null, "subscription_item_details": {
            "subscription": subscription, "subscription_item": item["id"], "proration": proration,
        }},
        "pricing": {"type": "price_details", "price_details": {
            "price": item["price"]["id"], "product": item["price"]["product"],
        }},
    })
}
