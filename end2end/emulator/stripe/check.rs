//! What requests to Stripe must keep to: the fields that are known, and those that must be there.

use super::{
    super::{
        contract::{ensure, no_stray_headers},
        payment::form::leaves,
        record::Request,
    },
    VERSION,
    state::{Refused, invalid},
};
use serde_json::Value;

/// One call: method, path (`*` is a name), whether it wants an idempotency key, the fields it knows (`!` behind those that
/// must be there; `*` in brackets is any name).
type Call = (&'static str, &'static str, bool, &'static [&'static str]);

const CALLS: [Call; 20] = [
    (
        "POST",
        "/checkout/sessions",
        true,
        &[
            "mode!",
            "line_items[#][quantity]",
            "payment_method_types[#]",
            "setup_intent_data[metadata][*]",
            "line_items[#][price]",
            "line_items[#][price_data][currency]",
            "line_items[#][price_data][unit_amount]",
            "line_items[#][price_data][product]",
            "line_items[#][price_data][product_data][name]",
            "line_items[#][price_data][product_data][description]",
            "line_items[#][price_data][recurring][interval]",
            "success_url!",
            "cancel_url",
            "client_reference_id",
            "customer",
            "customer_email",
            "customer_creation",
            "expires_at",
            "locale",
            "metadata[*]",
            "payment_intent_data[metadata][*]",
            "payment_intent_data[setup_future_usage]",
            "subscription_data[metadata][*]",
            "subscription_data[trial_period_days]",
        ],
    ),
    ("GET", "/checkout/sessions/*", false, &[]),
    ("POST", "/checkout/sessions/*/expire", false, &[]),
    ("POST", "/billing_portal/sessions", false, &["customer!", "return_url!"]),
    ("GET", "/subscriptions/*", false, &[]),
    (
        "POST",
        "/subscriptions/*",
        true,
        &[
            "cancel_at_period_end",
            "cancel_at",
            "items[#][id]",
            "items[#][price]",
            "items[#][price_data][currency]",
            "items[#][price_data][unit_amount]",
            "items[#][price_data][product]",
            "items[#][price_data][recurring][interval]",
            "proration_behavior",
            "metadata[*]",
        ],
    ),
    ("DELETE", "/subscriptions/*", false, &[]),
    ("GET", "/invoices/*", false, &["expand[]"]),
    ("GET", "/invoices", false, &["customer!", "limit", "starting_after"]),
    ("POST", "/refunds", true, &["payment_intent!", "amount", "reason", "metadata[*]"]),
    ("GET", "/payment_intents/*", false, &[]),
    (
        "POST",
        "/payment_intents",
        true,
        &[
            "amount!",
            "currency!",
            "customer!",
            "payment_method!",
            "off_session!",
            "confirm!",
            "description",
            "metadata[*]",
        ],
    ),
    ("GET", "/payment_intents", false, &["customer!", "limit"]),
    ("POST", "/payment_intents/*/cancel", true, &[]),
    ("GET", "/setup_intents/*", false, &["expand[]"]),
    ("POST", "/payment_methods/*/detach", false, &[]),
    ("POST", "/customers", true, &["email", "metadata[*]"]),
    ("POST", "/products", true, &["name!", "metadata[*]"]),
    ("GET", "/refunds/*", false, &[]),
    ("GET", "/charges/*", false, &[]),
];

/// What the languages of Stripe's pages are.
const LOCALES: [&str; 8] = ["auto", "ar", "de", "en", "en-GB", "es", "fr", "tr"];

/// A request that breaks a rule: what Stripe says, and which rule.
pub(super) struct Broken(pub(super) Refused, pub(super) String);

/// The place of a call in the list, and the name in its path.
pub(super) fn route<'p>(method: &str, path: &'p str) -> Option<(&'static str, &'p str)> {
    CALLS.iter().filter(|call| call.0 == method).find_map(|call| Some((call.1, fits(call.1, path)?)))
}

fn fits<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    let Some((before, after)) = pattern.split_once('*') else { return (pattern == path).then_some("") };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

/// What is wrong with the way a request is put.
pub(super) fn check(path: &str, request: &Request, form: &Value) -> Result<(), Broken> {
    let head = |rule: Result<(), String>| rule.map_err(|rule| Broken(invalid("", "", &rule), rule.clone()));
    head(no_stray_headers(request))?;
    head(ensure(request.header("stripe-version") == Some(VERSION), "stripe-version is not the pinned one"))?;
    let typed = request.header("content-type") == Some("application/x-www-form-urlencoded");
    head(ensure(typed == (request.method == "POST"), "a wrong content-type"))?;
    let unknown = || {
        let message = format!("Unrecognized request URL ({}: {path})", request.method);
        Broken(Refused { status: 404, ..invalid("", "", &message) }, message)
    };
    let call =
        CALLS.iter().find(|call| call.0 == request.method && fits(call.1, path).is_some()).ok_or_else(unknown)?;
    let key = request.header("idempotency-key");
    head(ensure(!call.2 || key.is_some(), "no idempotency key"))?;
    head(ensure(key.is_none_or(|key| (1..=255).contains(&key.len())), "an idempotency key of a wrong length"))?;
    head(ensure(form.is_object(), "the fields make no sense"))?;
    fields(call.3, form).and_then(|()| values(form))
}

fn fields(known: &[&str], form: &Value) -> Result<(), Broken> {
    let leaves = leaves(form);
    for (name, _) in &leaves {
        let is_known = known.iter().any(|pattern| {
            let pattern = pattern.trim_end_matches('!');
            pattern == name
                || pattern.strip_suffix("[*]").is_some_and(|start| {
                    name.strip_prefix(start).is_some_and(|rest| rest.starts_with('[') && rest.matches('[').count() == 1)
                })
        });
        if !is_known {
            let message = format!("Received unknown parameter: {name}");
            return Err(Broken(invalid("parameter_unknown", name, &message), message));
        }
    }
    for must in known.iter().filter_map(|pattern| pattern.strip_suffix('!')) {
        if !leaves.iter().any(|(name, value)| name == must && !value.is_empty()) {
            let message = format!("Missing required param: {must}.");
            return Err(Broken(invalid("parameter_missing", must, &message), message));
        }
    }
    Ok(())
}

fn values(form: &Value) -> Result<(), Broken> {
    let mut words = 0;
    for (name, value) in leaves(form) {
        let wrong = |what: &str| {
            let message = format!("{name}: {what}");
            Err(Broken(invalid("", &name, &message), message))
        };
        let last = name.rsplit('[').next().unwrap_or_default().trim_end_matches(']');
        let length = value.chars().count();
        if name.starts_with("metadata[") {
            words += 1;
        }
        if name.contains("metadata[") && (last.len() > 40 || length > 500 || words > 50) {
            return wrong("too much metadata");
        }
        match last {
            "unit_amount" | "amount" | "quantity" | "expires_at" | "limit" | "trial_period_days"
                if value.parse::<i64>().is_err() =>
            {
                return wrong("Invalid integer");
            }
            "off_session" | "confirm" | "cancel_at_period_end" if !["true", "false"].contains(&value.as_str()) => {
                return wrong("Invalid boolean");
            }
            "success_url" | "cancel_url" | "return_url" if !value.starts_with("http") => {
                return wrong("Not a valid URL");
            }
            "client_reference_id" if length > 200 => return wrong("longer than 200"),
            "name" if length == 0 || length > 250 => return wrong("no name, or a long one"),
            "locale" if !LOCALES.contains(&value.as_str()) => return wrong("Invalid locale"),
            "mode" if !["payment", "setup", "subscription"].contains(&value.as_str()) => return wrong("Invalid mode"),
            "interval" if !["day", "week", "month", "year"].contains(&value.as_str()) => {
                return wrong("Invalid interval");
            }
            "currency" if !["usd", "eur"].contains(&value.as_str()) => return wrong("Invalid currency"),
            "reason" if !["duplicate", "fraudulent", "requested_by_customer"].contains(&value.as_str()) => {
                return wrong("Invalid reason");
            }
            "proration_behavior" if !["create_prorations", "always_invoice", "none"].contains(&value.as_str()) => {
                return wrong("Invalid proration_behavior");
            }
            _ => {}
        }
    }
    Ok(())
}
