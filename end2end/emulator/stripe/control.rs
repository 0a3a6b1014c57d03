//! What tests and journeys do to Stripe. `payments.md` lists it.

use super::{Stripe, WEBHOOK_SECRET, state::State, webhook::Endpoint};
use serde_json::{Value, json};

impl Stripe {
    /// Does it, and tells what came of it. What happened is told to the product before that.
    pub async fn control(&self, path: &str, body: &Value) -> Result<Value, String> {
        let now = self.clock.now();
        let text = |name: &str| body[name].as_str();
        match path {
            "next" => return self.next.push(body).map(|()| json!({})),
            "clear" => {
                self.next.clear();
                return Ok(json!({}));
            }
            "send" => return self.send_again(body).await,
            "release" => return self.release(body).await,
            "flush" => return Ok(self.flush().await.into()),
            "session" => {
                let id = self.lock().meant("checkout.session", text("session"))?;
                let action = text("action").ok_or("no action")?;
                let location = self.act(&id, action, text("decline_code")).await?;
                return Ok(json!({"session": id, "location": location}));
            }
            "portal" => {
                let id = self.lock().meant("billing_portal.session", text("portal"))?;
                let location = self.act_in_portal(&id, text("action").ok_or("no action")?).await?;
                return Ok(json!({"portal": id, "location": location}));
            }
            "renew" => return self.renew(body).await,
            _ => {}
        }
        let done = self.lock().control(path, body, now)?;
        self.flush().await;
        Ok(done)
    }

    /// One event once more, or in a wrong way.
    async fn send_again(&self, body: &Value) -> Result<Value, String> {
        let (endpoint, event) = {
            let state = self.lock();
            let fits = |event: &&Value| {
                body["event"].as_str().is_none_or(|id| event["id"] == id)
                    && body["type"].as_str().is_none_or(|kind| event["type"] == kind)
            };
            let event = state.events.iter().rev().find(fits).cloned().ok_or("there is no such event")?;
            (state.endpoint.clone().ok_or("there is no endpoint")?, event)
        };
        let how = body["how"].as_str().unwrap_or("normal");
        let mut statuses = Vec::new();
        for _ in 0..body["times"].as_u64().unwrap_or(1) {
            statuses.push(self.send(&endpoint, &event, how).await);
        }
        let mut state = self.lock();
        let id = event["id"].as_str().unwrap_or_default();
        state.sent.extend(statuses.iter().map(|status| (id.to_owned(), *status)));
        Ok(json!({"id": id, "type": event["type"], "statuses": statuses}))
    }

    /// Lets go of what was held back: as it came, the other way round, or those first that are named.
    async fn release(&self, body: &Value) -> Result<Value, String> {
        {
            let mut state = self.lock();
            let mut held: Vec<_> = state.outbox.drain(..).collect();
            match &body["order"] {
                Value::Null => {}
                Value::String(word) if word == "reverse" => held.reverse(),
                Value::Array(first) => held.sort_by_key(|delivery| {
                    let named = |name: &Value| *name == delivery.event["id"] || *name == delivery.event["type"];
                    first.iter().position(named).unwrap_or(first.len())
                }),
                other => return Err(format!("no order {other}")),
            }
            state.outbox.extend(held);
            state.is_held = false;
        }
        Ok(self.flush().await.into())
    }

    /// Lets the running period of a subscription end, with a good or a bad card.
    async fn renew(&self, body: &Value) -> Result<Value, String> {
        let (id, seconds) = {
            let mut state = self.lock();
            let id = state.meant("subscription", body["subscription"].as_str())?;
            let customer = state.text(&id, "customer");
            match body["decline_code"].as_str() {
                Some(code) => drop(state.declines.insert(customer, code.to_owned())),
                None => drop(state.declines.remove(&customer)),
            }
            let due = if state.text(&id, "status") == "past_due" {
                state.number(&state.text(&id, "latest_invoice"), "next_payment_attempt")
            } else {
                state.period_end(&id)
            };
            (id, due - self.clock.now())
        };
        self.clock.add_s(seconds.max(0));
        self.tick().await;
        let state = self.lock();
        let invoice = state.text(&id, "latest_invoice");
        Ok(json!({"subscription": state.objects[&id], "invoice": state.objects.get(&invoice), "now": self.clock.now()}))
    }
}

impl State {
    fn control(&mut self, path: &str, body: &Value, now: i64) -> Result<Value, String> {
        let text = |name: &str| body[name].as_str();
        match path {
            "endpoint" => self.set_endpoint(body),
            "hold" => self.is_held = body["held"].as_bool().unwrap_or(true),
            "unlock" => self.at_work.clear(),
            "settings" => {
                if let Some(word) = text("after_retries") {
                    word.clone_into(&mut self.after_retries);
                }
                if let Some(mode) = text("billing_mode") {
                    self.is_flexible = mode == "flexible";
                }
            }
            "async" => {
                let id = self.meant("checkout.session", text("session"))?;
                self.finish_later(&id, text("outcome") != Some("failed"), now)?;
                return Ok(self.objects[&id].clone());
            }
            "card" => {
                let customer = self.meant("customer", text("customer"))?;
                match text("decline_code") {
                    Some(code) => drop(self.declines.insert(customer, code.to_owned())),
                    None => drop(self.declines.remove(&customer)),
                }
            }
            "dispute" => {
                let intent = self.meant("payment_intent", text("payment_intent"))?;
                let id = self.open_dispute(&intent, text("reason").unwrap_or("fraudulent"), now);
                return Ok(self.objects[&id].clone());
            }
            "dispute/close" => {
                let id = self.meant("dispute", text("dispute"))?;
                self.close_dispute(&id, text("status").unwrap_or("lost"), now);
                return Ok(self.objects[&id].clone());
            }
            "refund" => {
                let intent = self.meant("payment_intent", text("payment_intent"))?;
                let amount = body["amount"].as_i64().map(|amount| amount.to_string());
                let made = self.create_refund(&json!({"payment_intent": intent, "amount": amount}), now);
                return made.map_err(|refused| refused.error.to_string());
            }
            "refund/fail" => {
                let id = self.meant("refund", text("refund"))?;
                self.fail_refund(&id, now);
                return Ok(self.objects[&id].clone());
            }
            "emit" => return self.emit_any(body, now),
            "events" => return Ok(self.events.iter().map(|event| self.told(event)).collect()),
            "objects" => {
                let kind = text("kind");
                let wanted = |id: &&String| kind.is_none_or(|kind| self.objects[*id]["object"] == kind);
                return Ok(self.order.iter().filter(wanted).map(|id| self.objects[id].clone()).collect());
            }
            other => return Err(format!("stripe has no control {other}")),
        }
        Ok(json!({}))
    }

    fn set_endpoint(&mut self, body: &Value) {
        let types = body["types"].as_array().into_iter().flatten().filter_map(Value::as_str);
        self.endpoint = body["url"].as_str().map(|url| Endpoint {
            url: url.to_owned(),
            secret: body["secret"].as_str().unwrap_or(WEBHOOK_SECRET).to_owned(),
            old_secret: body["old_secret"].as_str().map(str::to_owned),
            types: types.map(str::to_owned).collect(),
        });
    }

    /// An event of any type: about an object that is there, with some fields changed, or about one that nobody knows.
    fn emit_any(&mut self, body: &Value, now: i64) -> Result<Value, String> {
        let kind = body["type"].as_str().ok_or("no type")?;
        let object = match body["id"].as_str() {
            Some(id) => {
                self.set(id, body["set"].clone());
                self.objects.get(id).cloned().ok_or("there is no such object")?
            }
            None if body["object"].is_object() => body["object"].clone(),
            None => stranger(kind),
        };
        let id = self.emit_object(kind, object, now);
        Ok(json!({ "id": id }))
    }

    fn told(&self, event: &Value) -> Value {
        let id = event["id"].as_str().unwrap_or_default();
        let statuses: Vec<u16> = self.sent.iter().filter(|(sent, _)| sent == id).map(|(_, status)| *status).collect();
        let waits = self.outbox.iter().any(|delivery| delivery.event["id"] == id);
        json!({
            "id": id, "type": event["type"], "created": event["created"], "object": event["data"]["object"]["id"],
            "statuses": statuses, "waits": waits,
        })
    }
}

/// An object of somebody else's: whole, and unknown to the product.
fn stranger(kind: &str) -> Value {
    let words = json!({"order": "00000000-0000-7000-8000-000000000000"});
    let paid = json!({"amount": 1_000, "currency": "usd", "metadata": words, "payment_intent": "pi_stranger"});
    let mut object = match kind.split('.').next().unwrap_or_default() {
        "checkout" => json!({
            "id": "cs_test_stranger", "object": "checkout.session", "mode": "payment", "status": "complete",
            "payment_status": "paid", "amount_total": 1_000, "client_reference_id": "stranger",
        }),
        "customer" => {
            json!({"id": "sub_stranger", "object": "subscription", "status": "active", "customer": "cus_stranger",
            "items": {"object": "list", "data": [], "has_more": false}})
        }
        "invoice" => json!({"id": "in_stranger", "object": "invoice", "status": "paid", "amount_due": 1_000,
            "amount_paid": 1_000, "customer": "cus_stranger", "lines": {"object": "list", "data": [], "has_more": false},
            "parent": {"subscription_details": {"subscription": "sub_stranger", "metadata": words}}}),
        "refund" => json!({"id": "re_stranger", "object": "refund", "status": "succeeded"}),
        "charge" if kind.contains("dispute") => {
            json!({"id": "du_stranger", "object": "dispute", "status": "needs_response", "reason": "fraudulent"})
        }
        _ => json!({"id": "ch_stranger", "object": "charge", "amount_refunded": 1_000, "refunded": true}),
    };
    if let (Value::Object(object), Value::Object(paid)) = (&mut object, paid) {
        for (name, value) in paid {
            object.entry(name).or_insert(value);
        }
    }
    object
}
