//! The calls themselves: who may, what was asked before with the same key, and what the answer is.

use super::{
    super::{
        payment::{Answer, form, next::Next},
        record::Request,
        scenario::Scenario,
    },
    SECRET_KEY, Stripe, check,
    state::{Kept, Refused, State, invalid},
};
use serde_json::{Value, json};

/// An answer: an object, or a refusal.
type Said = Result<Value, Refused>;

impl Stripe {
    pub(super) fn api(&self, path: &str, request: &Request) -> Answer {
        if request.header("authorization") != Some(format!("Bearer {SECRET_KEY}").as_str()) {
            let message = "Invalid API Key provided: sk_test_****cdef";
            return Answer::api(tell(401, &json!({"type": "invalid_request_error", "message": message})));
        }
        let query = request.path.split_once('?').map_or("", |(_, query)| query);
        let form = if request.method == "POST" { request.body.clone() } else { form::parse(query.as_bytes()) };
        if let Err(check::Broken(refused, violation)) = check::check(path, request, &form) {
            return Answer::violation(tell(refused.status, &refused.error), violation);
        }
        let key = request.header("idempotency-key");
        if let Some(answer) = key.and_then(|key| self.again(key, path, &form)) {
            return Answer::api(answer);
        }
        let next = self.next.take(path);
        let now = self.clock.now();
        let Some(next) = next else {
            let said = self.lock().call(&request.method, path, &form, now);
            return Answer::api(self.keep(key, path, &form, said));
        };
        Answer::api(self.injected(&next, request, path, &form, key))
    }

    /// What this key gets, when it is not new.
    fn again(&self, key: &str, path: &str, form: &Value) -> Option<Scenario> {
        let state = self.lock();
        if state.at_work.contains(key) {
            let message = "There is currently another in-progress request using this Stripe-Idempotency-Key.";
            let error = json!({"type": "idempotency_error", "code": "idempotency_key_in_use", "message": message});
            return Some(tell(409, &error).header("stripe-should-retry", "true"));
        }
        let kept = state.kept.get(key)?;
        if kept.path != path || kept.body != *form {
            let message =
                "Keys for idempotent requests can only be used with the same parameters they were first used with.";
            return Some(tell(400, &json!({"type": "idempotency_error", "message": message})));
        }
        let again = Scenario::status(kept.status, kept.answer.clone()).named_as("replay");
        Some(again.header("idempotent-replayed", "true"))
    }

    /// Keeps an answer under its key, unless the request was wrong before anything was tried.
    fn keep(&self, key: Option<&str>, path: &str, form: &Value, said: Said) -> Scenario {
        let (status, answer) = match said {
            Ok(object) => (200, object),
            Err(refused) => (refused.status, json!({ "error": refused.error })),
        };
        if let (Some(key), 200 | 402 | 500..) = (key, status) {
            let kept = Kept { path: path.to_owned(), body: form.clone(), status, answer: answer.clone() };
            self.lock().kept.insert(key.to_owned(), kept);
        }
        Scenario::status(status, answer).named_as("stripe")
    }

    fn injected(&self, next: &Next, request: &Request, path: &str, form: &Value, key: Option<&str>) -> Scenario {
        let now = self.clock.now();
        let declines = (next.kind.as_deref() == Some("decline")).then(|| next.decline_code.clone());
        if let Some(code) = declines {
            let said = self.lock().declined_call(&code.unwrap_or_else(|| "generic_decline".to_owned()), form, now);
            return next.dressed(self.keep(key, path, form, Err(said)));
        }
        let true_answer = next.commit.then(|| {
            let said = self.lock().call(&request.method, path, form, now);
            self.keep(key, path, form, said)
        });
        match next.kind.as_deref() {
            Some("lock") => {
                let message = "This object cannot be accessed right now because another API request is accessing it.";
                let error = json!({"type": "invalid_request_error", "code": "lock_timeout", "message": message});
                next.dressed(tell(next.status.unwrap_or(409), &error))
            }
            Some("rate") => next.dressed(tell(
                429,
                &json!({"type": "rate_limit_error", "code": "rate_limit", "message": "Slow down."}),
            )),
            Some("server") => {
                let error = json!({"type": "api_error", "message": "An unknown error occurred."});
                // The first outcome is what a key gets, a failure of Stripe's own included.
                let refused = Refused { status: next.status.unwrap_or(500), error };
                next.dressed(self.keep(key, path, form, Err(refused)))
            }
            _ => {
                if let (true, Some(key)) = (next.stall, key) {
                    self.lock().at_work.insert(key.to_owned());
                }
                let plain = next.plain().or(true_answer);
                plain.unwrap_or_else(|| tell(500, &json!({"type": "api_error", "message": "nothing to say"})))
            }
        }
    }
}

pub(super) fn tell(status: u16, error: &Value) -> Scenario {
    Scenario::status(status, json!({ "error": error })).named_as(&format!("stripe {status}"))
}

impl State {
    fn call(&mut self, method: &str, path: &str, form: &Value, now: i64) -> Said {
        let Some((call, id)) = check::route(method, path) else { return Err(invalid("", "", "no such call")) };
        match (method, call) {
            ("POST", "/checkout/sessions") => self.create_session(form, now),
            ("GET", "/checkout/sessions/*") => self.find("checkout.session", id).cloned(),
            ("POST", "/checkout/sessions/*/expire") => self.expire_session(id, now),
            ("POST", "/billing_portal/sessions") => self.create_portal(form, now),
            ("GET", "/subscriptions/*") => self.find("subscription", id).cloned(),
            ("POST", "/subscriptions/*") => self.update_subscription(id, form, now),
            ("DELETE", "/subscriptions/*") => self.cancel_subscription(id, now),
            ("GET", "/invoices/*") => self.show_invoice(id, form),
            ("GET", "/invoices") => self.list_invoices(form),
            ("POST", "/refunds") => self.create_refund(form, now),
            ("GET", "/refunds/*") => self.find("refund", id).cloned(),
            ("GET", "/payment_intents/*") => self.find("payment_intent", id).cloned(),
            ("GET", "/payment_intents") => self.list_intents(form),
            ("POST", "/payment_intents/*/cancel") => self.cancel_intent(id, now),
            ("GET", "/setup_intents/*") => self.show_setup_intent(id, form),
            ("POST", "/payment_methods/*/detach") => self.detach(id, now),
            ("GET", "/charges/*") => self.find("charge", id).cloned(),
            ("POST", "/payment_intents") => self.charge_off_session(form, now),
            ("POST", "/customers") => Ok(self.create_customer(form["email"].as_str(), &form["metadata"], now)),
            ("POST", "/products") => {
                let id = self.make("prod", "product", now, json!({"name": form["name"], "active": true}));
                Ok(self.objects[&id].clone())
            }
            _ => Err(invalid("", "", "no such call")),
        }
    }
}
