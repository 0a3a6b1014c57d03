//! Stripe's pages: where a person pays, and where they look after their subscription.

use super::{
    super::{payment::page, scenario::Scenario},
    Stripe,
    checkout::Paying,
    state::{Refused, State},
};
use serde_json::{Value, json};

impl Stripe {
    pub(super) async fn page(&self, method: &str, path: &str) -> Scenario {
        let parts: Vec<&str> = path.trim_start_matches("/stripe/").split('/').collect();
        match (method, parts.as_slice()) {
            ("GET", ["pay", id]) => self.show_session(id, ""),
            ("POST", ["pay", id, action]) => match self.act(id, action, None).await {
                Ok(Some(to)) => page::redirect(&to),
                Ok(None) => self.show_session(id, "Your card was declined."),
                Err(wrong) => told(400, &wrong),
            },
            ("GET", ["portal", id]) => self.show_portal(id),
            ("POST", ["portal", id, action]) => match self.act_in_portal(id, action).await {
                Ok(Some(to)) => page::redirect(&to),
                Ok(None) => page::redirect(&format!("/stripe/portal/{id}")),
                Err(wrong) => told(400, &wrong),
            },
            ("GET", ["invoice", id, ..]) => match self.lock().find("invoice", id) {
                Ok(invoice) => told(200, &format!("{} {}", word(&invoice["number"]), word(&invoice["status"]))),
                Err(_) => told(404, "There is no such invoice."),
            },
            _ => told(404, "There is no such page."),
        }
    }

    fn show_session(&self, id: &str, message: &str) -> Scenario {
        let state = self.lock();
        let (Ok(session), Some(checkout)) = (state.find("checkout.session", id), state.checkouts.get(id)) else {
            return told(404, "There is no such session.");
        };
        if session["status"] != "open" {
            return told(410, "This session is over.");
        }
        let to = |action: &str| format!("/stripe/pay/{id}/{action}");
        let mut inner: Vec<String> = checkout.names.iter().map(|name| page::line("item", name)).collect();
        inner.push(page::line("amount", &format!("{} {}", session["amount_total"], word(&session["currency"]))));
        inner.push(page::line("message", message));
        inner.push(page::button(&to("pay"), if session["mode"] == "setup" { "Save card" } else { "Pay" }));
        if session["mode"] == "payment" {
            inner.push(page::button(&to("pay-later"), "Pay by a way that takes days"));
        }
        inner.push(page::button(&to("decline"), "Pay with a card that is declined"));
        inner.push(page::button(&to("cancel"), "Back"));
        page::page(200, "Stripe Checkout", &inner.concat())
    }

    /// What a button does; where the browser goes, or none when it stays.
    pub(super) async fn act(&self, id: &str, action: &str, code: Option<&str>) -> Result<Option<String>, String> {
        let now = self.clock.now();
        let done = {
            let mut state = self.lock();
            match action {
                "pay" => state.complete(id, Paying::Now, now).map(Some),
                "pay-later" => state.complete(id, Paying::Later, now).map(Some),
                "decline" => state.decline(id, code.unwrap_or("generic_decline"), now).map(|()| None),
                "cancel" => Ok(Some(state.text(id, "cancel_url"))),
                other => Err(format!("no action {other}")),
            }
        };
        // As often, the event is there before the browser is back. Held back, it is not.
        self.flush().await;
        done
    }

    fn show_portal(&self, id: &str) -> Scenario {
        let state = self.lock();
        let Ok(portal) = state.find("billing_portal.session", id) else { return told(404, "There is no such page.") };
        let to = |action: &str| format!("/stripe/portal/{id}/{action}");
        let customer = portal["customer"].as_str().unwrap_or_default();
        let subscriptions = state.subscriptions_of(customer);
        let line = |id: &String| {
            let object = &state.objects[id];
            let ends = object["cancel_at_period_end"] == true || !object["cancel_at"].is_null();
            page::line(
                "subscription",
                &format!("{id}: {}{}", word(&object["status"]), if ends { ", ends" } else { "" }),
            )
        };
        let lines: Vec<String> = subscriptions.iter().map(line).collect();
        let inner = [
            lines.concat(),
            page::line("card", state.declines.get(customer).map_or("The card is good.", |_| "The card is declined.")),
            page::button(&to("cancel"), "Cancel subscription"),
            page::button(&to("keep"), "Don't cancel subscription"),
            page::button(&to("card"), "Update card"),
            page::button(&to("bad-card"), "Update card to one that is declined"),
            page::button(&to("back"), "Back"),
        ];
        page::page(200, "Stripe billing portal", &inner.concat())
    }

    /// What a button does; where the browser goes, or none when it stays.
    pub(super) async fn act_in_portal(&self, id: &str, action: &str) -> Result<Option<String>, String> {
        let now = self.clock.now();
        let to = self.lock().act_in_portal(id, action, now)?;
        self.flush().await;
        Ok(to)
    }
}

impl State {
    pub(super) fn create_portal(&mut self, form: &Value, now: i64) -> Result<Value, Refused> {
        let customer = form["customer"].as_str().unwrap_or_default();
        self.find("customer", customer).map_err(|refused| Refused { status: 400, ..refused })?;
        let fields = json!({"customer": customer, "return_url": form["return_url"]});
        let id = self.make("bps", "billing_portal.session", now, fields);
        self.set(&id, json!({"url": format!("{}/stripe/portal/{id}", self.base)}));
        Ok(self.objects[&id].clone())
    }

    fn subscriptions_of(&self, customer: &str) -> Vec<String> {
        let mut all = self.all("subscription");
        all.retain(|id| self.text(id, "customer") == customer && self.text(id, "status") != "canceled");
        all
    }

    fn act_in_portal(&mut self, id: &str, action: &str, now: i64) -> Result<Option<String>, String> {
        let portal = self.find("billing_portal.session", id).map_err(|_| "no such page")?.clone();
        let customer = portal["customer"].as_str().unwrap_or_default();
        match action {
            "back" => return Ok(portal["return_url"].as_str().map(str::to_owned)),
            "card" => drop(self.declines.remove(customer)),
            "bad-card" => drop(self.declines.insert(customer.to_owned(), "generic_decline".to_owned())),
            "cancel" | "keep" => {
                for subscription in self.subscriptions_of(customer) {
                    let end = self.period_end(&subscription);
                    match (action, self.is_flexible) {
                        ("cancel", true) => self.set_end(&subscription, false, Some(end), now),
                        ("cancel", false) => self.set_end(&subscription, true, None, now),
                        _ => self.set_end(&subscription, false, None, now),
                    }
                    self.emit("customer.subscription.updated", &subscription, now);
                }
            }
            other => return Err(format!("no action {other}")),
        }
        Ok(None)
    }
}

fn told(status: u16, message: &str) -> Scenario {
    page::page(status, "Stripe", &page::line("message", message))
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
