//! Checkout sessions: `open → complete | expired`.

use super::state::{Checkout, Refused, State, invalid};
use serde_json::{Value, json};

/// How a person ends a session's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paying {
    Now,
    /// By a way that takes days.
    Later,
}

impl State {
    pub(super) fn create_session(&mut self, form: &Value, now: i64) -> Result<Value, Refused> {
        if form["mode"] == "setup" {
            return self.create_setup(form, now);
        }
        let is_subscription = form["mode"] == "subscription";
        let expires_at = form["expires_at"].as_str().map_or(now + 86_400, |at| at.parse().unwrap_or(0));
        if !(now + 1_800..=now + 86_400).contains(&expires_at) {
            let message =
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.";
            return Err(invalid("", "expires_at", message));
        }
        let customer = form["customer"].as_str();
        if let Some(id) = customer {
            self.find("customer", id).map_err(|refused| Refused { status: 400, ..refused })?;
            if form.get("customer_email").is_some() {
                return Err(invalid(
                    "",
                    "customer_email",
                    "You may only specify one of these parameters: customer, customer_email.",
                ));
            }
        }
        let carrier = if is_subscription { "subscription_data" } else { "payment_intent_data" };
        let wrong = if is_subscription { "payment_intent_data" } else { "subscription_data" };
        if form.get(wrong).is_some() {
            return Err(invalid("", wrong, &format!("You can not pass `{wrong}` in this mode.")));
        }
        let (lines, names, total, currency) = self.lines(&form["line_items"], is_subscription, now)?;
        if lines.is_empty() {
            return Err(invalid("parameter_missing", "line_items", "Missing required param: line_items."));
        }
        if !is_subscription && total < 50 {
            return Err(invalid("amount_too_small", "line_items", "The total amount due must be at least $0.50."));
        }
        let trial_days = form["subscription_data"]["trial_period_days"].as_str().and_then(|days| days.parse().ok());
        let due = if trial_days.is_some() { 0 } else { total };
        let id = self.make("cs_test", "checkout.session", now, json!({
            "mode": form["mode"], "status": "open", "payment_status": "unpaid", "amount_total": due, "amount_subtotal": due,
            "currency": currency, "client_reference_id": form["client_reference_id"], "customer": customer,
            "customer_email": form["customer_email"], "payment_intent": null, "subscription": null, "invoice": null,
            "expires_at": expires_at, "metadata": words(&form["metadata"]), "success_url": form["success_url"],
            "cancel_url": form["cancel_url"], "locale": form["locale"],
        }));
        self.set(&id, json!({"url": format!("{}/stripe/pay/{id}", self.base)}));
        let checkout = Checkout {
            lines,
            names,
            metadata: words(&form[carrier]["metadata"]),
            keeps_card: form["payment_intent_data"]["setup_future_usage"] == "off_session",
            makes_customer: is_subscription || form["customer_creation"] == "always",
            trial_days,
        };
        self.checkouts.insert(id.clone(), checkout);
        Ok(self.objects[&id].clone())
    }

    #[allow(clippy::type_complexity, reason = "used once")]
    fn lines(
        &mut self,
        items: &Value,
        recurs: bool,
        now: i64,
    ) -> Result<(Vec<(String, i64)>, Vec<String>, i64, String), Refused> {
        let (mut lines, mut names, mut total, mut currency) = (Vec::new(), Vec::new(), 0, String::new());
        for item in items.as_object().into_iter().flatten().map(|(_, item)| item) {
            let quantity: i64 = item["quantity"].as_str().unwrap_or_default().parse().unwrap_or(0);
            let price = self.price(item, now)?;
            let is_recurring = !self.get(&price, "recurring").is_null();
            if is_recurring != recurs {
                return Err(invalid("", "mode", "The prices do not fit the mode: recurring or not."));
            }
            let of = self.text(&price, "currency");
            if !currency.is_empty() && currency != of {
                return Err(invalid("", "line_items", "All prices on a Checkout Session must have the same currency."));
            }
            total += self.number(&price, "unit_amount") * quantity;
            currency = of;
            names.push(self.text(&self.text(&price, "product"), "name"));
            lines.push((price, quantity));
        }
        Ok((lines, names, total, currency))
    }

    /// The price that an item names or brings.
    pub(super) fn price(&mut self, item: &Value, now: i64) -> Result<String, Refused> {
        if let Some(id) = item["price"].as_str() {
            return self.find("price", id).map(|_| id.to_owned());
        }
        let data = &item["price_data"];
        let (Some(currency), Some(amount)) = (data["currency"].as_str(), data["unit_amount"].as_str()) else {
            return Err(invalid("parameter_missing", "price_data", "A price has a currency and an amount."));
        };
        let amount: i64 = amount.parse().unwrap_or(-1);
        if amount < 0 {
            return Err(invalid(
                "parameter_invalid_integer",
                "unit_amount",
                "This value must be greater than or equal to 0.",
            ));
        }
        let product = match (data["product"].as_str(), data["product_data"]["name"].as_str()) {
            (Some(id), None) => self.find("product", id).map(|_| id.to_owned())?,
            (None, Some(name)) => self.make("prod", "product", now, json!({"name": name, "active": true})),
            _ => return Err(invalid("parameter_missing", "product", "One of product and product_data is needed.")),
        };
        let every = data["recurring"]["interval"].as_str();
        let recurring =
            every.map(|interval| json!({"interval": interval, "interval_count": 1, "usage_type": "licensed"}));
        let price = json!({
            "unit_amount": amount, "currency": currency, "product": product, "recurring": recurring, "active": false,
            "type": if every.is_some() { "recurring" } else { "one_time" }, "metadata": {},
        });
        Ok(self.make("price", "price", now, price))
    }

    pub(super) fn expire_session(&mut self, id: &str, now: i64) -> Result<Value, Refused> {
        if self.find("checkout.session", id)?["status"] != "open" {
            let message = "Only Checkout Sessions with a status in [\"open\"] can be expired.";
            return Err(invalid("", "session", message));
        }
        self.set(id, json!({"status": "expired", "url": null}));
        self.emit("checkout.session.expired", id, now);
        Ok(self.objects[id].clone())
    }

    /// The page's button was pressed; where its browser goes.
    pub(super) fn complete(&mut self, id: &str, how: Paying, now: i64) -> Result<String, String> {
        let checkout = self.open_session(id, now)?;
        let mut customer = self.get(id, "customer").as_str().map(str::to_owned);
        if customer.is_none() && checkout.makes_customer {
            let email = self.text(id, "customer_email");
            let made = self.create_customer(
                Some(&email).filter(|email| !email.is_empty()).map(String::as_str),
                &Value::Null,
                now,
            );
            customer = made["id"].as_str().map(str::to_owned);
            self.set(id, json!({ "customer": customer }));
        }
        if self.text(id, "mode") == "setup" {
            self.keep_card(id, now);
        } else if self.text(id, "mode") == "subscription" {
            if how == Paying::Later {
                return Err("a subscription is paid at once here".to_owned());
            }
            self.subscribe(id, &customer.unwrap_or_default(), &checkout, now);
        } else {
            self.pay_once(id, customer.as_deref(), &checkout, how, now);
        }
        let url = self.text(id, "success_url").replace("{CHECKOUT_SESSION_ID}", id);
        Ok(url)
    }

    /// The card is refused; the session stays open.
    pub(super) fn decline(&mut self, id: &str, code: &str, now: i64) -> Result<(), String> {
        let checkout = self.open_session(id, now)?;
        if self.text(id, "mode") == "setup" {
            return Ok(());
        }
        let (amount, currency) = (self.number(id, "amount_total"), self.text(id, "currency"));
        let intent = self.make_intent(amount, &currency, None, &checkout.metadata, now);
        self.refuse_intent(&intent, code, now);
        Ok(())
    }

    fn open_session(&self, id: &str, now: i64) -> Result<Checkout, String> {
        let session = self.find("checkout.session", id).map_err(|_| "no such session")?;
        if session["status"] != "open" || session["expires_at"].as_i64().is_some_and(|at| at <= now) {
            return Err("this session is over".to_owned());
        }
        self.checkouts.get(id).cloned().ok_or_else(|| "no such session".to_owned())
    }

    fn pay_once(&mut self, id: &str, customer: Option<&str>, checkout: &Checkout, how: Paying, now: i64) {
        let (amount, currency) = (self.number(id, "amount_total"), self.text(id, "currency"));
        let intent = self.make_intent(amount, &currency, customer, &checkout.metadata, now);
        if checkout.keeps_card {
            let card = self.make_card(customer, now);
            self.set(&intent, json!({"payment_method": card, "setup_future_usage": "off_session"}));
        }
        let settled = how == Paying::Now;
        if settled {
            self.settle_intent(&intent, now);
        } else {
            self.set(&intent, json!({"status": "processing"}));
        }
        let payment_status = if settled { "paid" } else { "unpaid" };
        let done =
            json!({"status": "complete", "payment_status": payment_status, "payment_intent": intent, "url": null});
        self.set(id, done);
        self.emit("checkout.session.completed", id, now);
    }

    /// A payment that takes days comes in, or does not.
    pub(super) fn finish_later(&mut self, id: &str, succeeds: bool, now: i64) -> Result<(), String> {
        let intent = self.text(id, "payment_intent");
        if self.text(&intent, "status") != "processing" {
            return Err("this session waits for nothing".to_owned());
        }
        if succeeds {
            self.settle_intent(&intent, now);
            self.set(id, json!({"payment_status": "paid"}));
            self.emit("checkout.session.async_payment_succeeded", id, now);
        } else {
            self.refuse_intent(&intent, "generic_decline", now);
            self.emit("checkout.session.async_payment_failed", id, now);
        }
        Ok(())
    }
}

/// Words of the product's, an empty object when there are none.
pub(super) fn words(metadata: &Value) -> Value {
    if metadata.is_object() { metadata.clone() } else { json!({}) }
}
