//! Answers to come that are not what a gateway would say by itself.

use super::super::scenario::{Scenario, Step};
use serde::Deserialize;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// What the next fitting request gets.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Next {
    /// What the request's path must have in it.
    pub path: String,
    /// For how many requests; one when it is not said.
    pub times: Option<u32>,
    /// Whether what was asked is done all the same, before this answer.
    pub commit: bool,
    /// Zarinpal: this code.
    pub code: Option<i64>,
    /// Zarinpal: the true answer with arrays and objects changed for each other.
    pub flip: bool,
    /// Stripe: one of `lock`, `rate`, `server`, `decline`.
    pub kind: Option<String>,
    /// Stripe: the bank's word of a `decline`.
    pub decline_code: Option<String>,
    /// Another status.
    pub status: Option<u16>,
    /// This body.
    pub body: Option<Value>,
    /// A page of a proxy's.
    pub html: bool,
    /// No answer until the client leaves.
    pub stall: bool,
    /// The connection is reset instead.
    pub cut: bool,
    /// Headers beside the usual ones.
    pub headers: BTreeMap<String, String>,
}

impl Next {
    /// The answer, where it does not need to know the gateway.
    pub fn plain(&self) -> Option<Scenario> {
        let scenario = if self.stall {
            Scenario::new("stall").step(Step::WaitForClientClose(Duration::from_secs(600)))
        } else if self.cut {
            Scenario::new("cut").step(Step::Reset)
        } else if self.html {
            let page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";
            Scenario::body(self.status.unwrap_or(502), "text/html", page).named_as("html")
        } else {
            Scenario::status(self.status.unwrap_or(200), self.body.clone()?).named_as("body")
        };
        Some(self.dressed(scenario))
    }

    /// An answer with the headers that were asked for.
    pub fn dressed(&self, scenario: Scenario) -> Scenario {
        self.headers.iter().fold(scenario, |scenario, (name, value)| scenario.header(name, value))
    }
}

/// The answers to come.
#[derive(Debug, Default)]
pub struct Queue(Mutex<Vec<Next>>);

impl Queue {
    /// One more.
    pub fn push(&self, body: &Value) -> Result<(), String> {
        let next: Next = serde_json::from_value(body.clone()).map_err(|error| error.to_string())?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(next);
        Ok(())
    }

    /// Forgets all of them.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The first that fits, which is then used up once.
    pub fn take(&self, path: &str) -> Option<Next> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = all.iter().position(|next| path.contains(&next.path))?;
        match all[at].times {
            Some(times @ 2..) => {
                all[at].times = Some(times - 1);
                Some(all[at].clone())
            }
            _ => Some(all.remove(at)),
        }
    }
}
