//! What Stripe knows.

use super::{
    VERSION,
    webhook::{Delivery, Endpoint},
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// A refusal in Stripe's words: status and error.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) status: u16,
    pub(super) error: Value,
}

/// What a session was made of, beside what it tells.
#[derive(Debug, Clone)]
pub(super) struct Checkout {
    /// Price, how many.
    pub(super) lines: Vec<(String, i64)>,
    pub(super) names: Vec<String>,
    /// Words for the payment or subscription.
    pub(super) metadata: Value,
    pub(super) keeps_card: bool,
    pub(super) makes_customer: bool,
    pub(super) trial_days: Option<i64>,
}

/// The answer that an idempotency key gets again.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) path: String,
    pub(super) body: Value,
    pub(super) status: u16,
    pub(super) answer: Value,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) base: String,
    pub(super) objects: BTreeMap<String, Value>,
    /// Names in the order in which they came to be.
    pub(super) order: Vec<String>,
    pub(super) checkouts: HashMap<String, Checkout>,
    /// Customers whose card is declined, and the bank's word.
    pub(super) declines: HashMap<String, String>,
    /// How invoices were paid: not told unless it is asked for.
    pub(super) payments: HashMap<String, Vec<Value>>,
    /// Lines that wait for a subscription's next invoice.
    pub(super) waiting: HashMap<String, Vec<Value>>,
    pub(super) kept: HashMap<String, Kept>,
    /// Idempotency keys that are at work.
    pub(super) at_work: BTreeSet<String>,
    pub(super) events: Vec<Value>,
    pub(super) outbox: VecDeque<Delivery>,
    /// What was sent: event, status.
    pub(super) sent: Vec<(String, u16)>,
    pub(super) endpoint: Option<Endpoint>,
    pub(super) is_held: bool,
    /// What becomes of a subscription whose payments all failed: `canceled` or `unpaid`.
    pub(super) after_retries: String,
    /// Whether the portal tells an end as `cancel_at` (billing mode `flexible`) or both ways (`classic`).
    pub(super) is_flexible: bool,
}

impl State {
    pub(super) fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            objects: BTreeMap::new(),
            order: Vec::new(),
            checkouts: HashMap::new(),
            declines: HashMap::new(),
            payments: HashMap::new(),
            waiting: HashMap::new(),
            kept: HashMap::new(),
            at_work: BTreeSet::new(),
            events: Vec::new(),
            outbox: VecDeque::new(),
            sent: Vec::new(),
            endpoint: None,
            is_held: false,
            after_retries: "canceled".to_owned(),
            is_flexible: true,
        }
    }

    /// A new object, which gets a name that begins like this.
    pub(super) fn make(&mut self, prefix: &str, kind: &str, now: i64, fields: Value) -> String {
        let id = format!("{prefix}_emu{:08}", self.order.len() + 1);
        let mut object = Map::new();
        object.insert("id".to_owned(), id.as_str().into());
        object.insert("object".to_owned(), kind.into());
        object.insert("created".to_owned(), now.into());
        object.insert("livemode".to_owned(), false.into());
        if let Value::Object(fields) = fields {
            object.extend(fields);
        }
        self.objects.insert(id.clone(), Value::Object(object));
        self.order.push(id.clone());
        id
    }

    /// An object of a kind by its name.
    pub(super) fn find(&self, kind: &str, id: &str) -> Result<&Value, Refused> {
        let found = self.objects.get(id).filter(|object| object["object"] == kind);
        found.ok_or_else(|| missing(kind, id))
    }

    /// Fields of an object become these.
    pub(super) fn set(&mut self, id: &str, fields: Value) {
        if let (Some(Value::Object(object)), Value::Object(fields)) = (self.objects.get_mut(id), fields) {
            object.extend(fields);
        }
    }

    /// The named object of a kind, or the newest of it.
    pub(super) fn meant(&self, kind: &str, id: Option<&str>) -> Result<String, String> {
        let is = |id: &&String| self.objects.get(*id).is_some_and(|object| object["object"] == kind);
        match id {
            Some(id) => self.order.iter().filter(is).find(|known| *known == id),
            None => self.order.iter().rev().find(is),
        }
        .cloned()
        .ok_or_else(|| format!("there is no {kind} {}", id.unwrap_or_default()))
    }

    /// Names of all objects of a kind, the oldest first.
    pub(super) fn all(&self, kind: &str) -> Vec<String> {
        let is = |id: &&String| self.objects.get(*id).is_some_and(|object| object["object"] == kind);
        self.order.iter().filter(is).cloned().collect()
    }

    /// A field of an object; null when there is none.
    pub(super) fn get(&self, id: &str, field: &str) -> Value {
        self.objects.get(id).map_or(Value::Null, |object| object[field].clone())
    }

    pub(super) fn text(&self, id: &str, field: &str) -> String {
        self.get(id, field).as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn number(&self, id: &str, field: &str) -> i64 {
        self.get(id, field).as_i64().unwrap_or(0)
    }

    /// Tells that something happened to an object, as it is now.
    pub(super) fn emit(&mut self, kind: &str, id: &str, now: i64) {
        let object = self.objects.get(id).cloned().unwrap_or(Value::Null);
        self.emit_object(kind, object, now);
    }

    /// Tells that something happened to something.
    pub(super) fn emit_object(&mut self, kind: &str, object: Value, now: i64) -> String {
        let id = format!("evt_emu{:08}", self.events.len() + 1);
        let event = json!({
            "id": id, "object": "event", "api_version": VERSION, "created": now, "livemode": false, "type": kind,
            "data": {"object": object}, "pending_webhooks": 1, "request": {"id": null, "idempotency_key": null},
        });
        self.outbox.push_back(Delivery { event: event.clone(), attempts: 0, due: 0 });
        self.events.push(event);
        id
    }
}

/// There is no such object.
pub(super) fn missing(kind: &str, id: &str) -> Refused {
    let message = format!("No such {}: '{id}'", kind.replace(['.', '_'], " "));
    let error = json!({"type": "invalid_request_error", "code": "resource_missing", "param": "id", "message": message});
    Refused { status: 404, error }
}

/// The request is wrong.
pub(super) fn invalid(code: &str, param: &str, message: &str) -> Refused {
    let code = if code.is_empty() { Value::Null } else { code.into() };
    let error = json!({"type": "invalid_request_error", "code": code, "param": param, "message": message});
    Refused { status: 400, error }
}
