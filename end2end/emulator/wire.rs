//! Providers that speak a wire of their own, each of which checks and answers its own requests.

use super::{anthropic, record::Request, scenario::Scenario, task};
use serde_json::Value;

/// A provider with a wire of its own.
#[derive(Debug, Clone, Copy)]
pub struct Wire {
    /// The provider's name.
    pub name: &'static str,
    /// Where its API begins.
    pub prefix: &'static str,
    /// The key that it expects.
    pub key: &'static str,
    /// What is wrong with a request.
    pub check: fn(&Request) -> Result<(), String>,
    /// The answer when no test asked for a special one.
    pub answer: fn(&Request) -> Scenario,
}

/// Every one that is played.
pub const WIRES: [Wire; 3] = [anthropic::WIRE, task::GOAPI, task::LEGNEXT];

/// The one that a request is for.
pub fn at(path: &str) -> Option<Wire> {
    WIRES.into_iter().find(|wire| path.strip_prefix(wire.prefix).is_some_and(|rest| rest.starts_with('/')))
}

/// The one of this name.
pub fn named(provider: &str) -> Option<Wire> {
    WIRES.into_iter().find(|wire| wire.name == provider)
}

/// Headers that no provider has a use for.
pub fn no_stray_headers(request: &Request) -> Result<(), String> {
    let stray = ["cookie", "referer", "accept-encoding"].into_iter().find(|name| request.header(name).is_some());
    stray.map_or(Ok(()), |name| Err(format!("unexpected header {name}")))
}

/// An object that has no other fields than these.
pub fn only(value: &Value, known: &[&str], what: &str) -> Result<(), String> {
    let fields = value.as_object().ok_or_else(|| format!("{what} is no JSON object"))?;
    let unknown = fields.keys().find(|name| !known.contains(&name.as_str()));
    unknown.map_or(Ok(()), |name| Err(format!("unexpected field {name} in {what}")))
}
