//! What Zarinpal's requests must keep to.

use super::super::{
    contract::{ensure, no_stray_headers, only},
    record::Request,
};
use serde_json::Value;

/// What is wrong with a request to one of the calls.
pub(super) fn check(call: &str, request: &Request) -> Result<(), String> {
    ensure(request.method == "POST", "not a POST")?;
    no_stray_headers(request)?;
    ensure(request.header("authorization").is_none(), "an authorization that Zarinpal has no use for")?;
    ensure(request.header("content-type") == Some("application/json"), "content-type is not application/json")?;
    ensure(request.header("accept") == Some("application/json"), "accept is not application/json")?;
    let body = &request.body;
    match call {
        "request" => check_request(body),
        "verify" => {
            only(body, &["merchant_id", "amount", "authority"], "a verify")?;
            amount(body)?;
            named(body)
        }
        "inquiry" | "reverse" => {
            only(body, &["merchant_id", "authority"], call)?;
            named(body)
        }
        "unVerified" => {
            only(body, &["merchant_id"], call)?;
            merchant(body)
        }
        other => Err(format!("zarinpal has no call {other}")),
    }
}

fn check_request(body: &Value) -> Result<(), String> {
    let known = ["merchant_id", "amount", "currency", "description", "callback_url", "metadata"];
    only(body, &known, "a request")?;
    merchant(body)?;
    amount(body)?;
    ensure(matches!(body["currency"].as_str(), Some("IRR" | "IRT")), "currency is not said")?;
    let length = body["description"].as_str().map_or(0, |text| text.chars().count());
    ensure((1..=500).contains(&length), "no description, or more than 500 characters")?;
    let url = body["callback_url"].as_str().unwrap_or_default();
    ensure(url.starts_with("http://") || url.starts_with("https://"), "callback_url is no address")?;
    let metadata = body.get("metadata").unwrap_or(&Value::Null);
    if !metadata.is_null() {
        only(metadata, &["mobile", "email", "order_id", "card_pan"], "metadata")?;
        let texts = metadata.as_object().into_iter().flatten().all(|(_, value)| value.is_string());
        ensure(texts, "metadata holds something else than texts")?;
    }
    Ok(())
}

fn merchant(body: &Value) -> Result<(), String> {
    let id = body["merchant_id"].as_str().unwrap_or_default();
    ensure(id.len() == 36, "merchant_id has not 36 characters")
}

fn amount(body: &Value) -> Result<(), String> {
    ensure(body["amount"].as_i64().is_some_and(|amount| amount > 0), "amount is no whole number above 0")
}

fn named(body: &Value) -> Result<(), String> {
    merchant(body)?;
    ensure(body["authority"].is_string(), "authority is no text")
}
