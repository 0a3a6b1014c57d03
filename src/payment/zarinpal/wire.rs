//! Zarinpal's JSON. `errors` is an empty array when all is well and an object when not, `data` the other way round, and
//! each is now and then the other: both are read as whatever came.

use super::{
    FeePayer, Standing, Started, Unverified, Verdict, Verification,
    refusal::{self, Refusal},
};
use crate::payment::{exchange::Reply, failure::Failure};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

#[derive(Serialize)]
pub(super) struct Request<'a> {
    pub(super) merchant_id: &'a str,
    pub(super) amount: i64,
    /// Always said: without it libraries and accounts disagree about Toman and rial.
    pub(super) currency: &'static str,
    pub(super) description: &'a str,
    pub(super) callback_url: &'a str,
    pub(super) metadata: Metadata<'a>,
}

#[derive(Serialize)]
pub(super) struct Metadata<'a> {
    pub(super) order_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mobile: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct Verify<'a> {
    pub(super) merchant_id: &'a str,
    pub(super) amount: i64,
    pub(super) authority: &'a str,
}

#[derive(Serialize)]
pub(super) struct Named<'a> {
    pub(super) merchant_id: &'a str,
    pub(super) authority: &'a str,
}

#[derive(Serialize)]
pub(super) struct Merchant<'a> {
    pub(super) merchant_id: &'a str,
}

/// What comes around every answer.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default, deserialize_with = "object")]
    data: Option<Map<String, Value>>,
    #[serde(default, deserialize_with = "object")]
    errors: Option<Map<String, Value>>,
}

/// An object that has something in it, alone or in an array; anything else is none.
fn object<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Map<String, Value>>, D::Error> {
    let found = match Value::deserialize(deserializer)? {
        Value::Array(mut all) if !all.is_empty() => all.swap_remove(0),
        other => other,
    };
    Ok(match found {
        Value::Object(fields) if !fields.is_empty() => Some(fields),
        _ => None,
    })
}

/// The `data` of an answer that says yes. Everything else is a failure; an answer that says neither is unknown.
pub(super) fn read(reply: &Reply, clean: impl Fn(&str) -> String) -> Result<Value, Failure<Refusal>> {
    let Ok(Envelope { data, errors }) = serde_json::from_slice(&reply.body) else { return Err(unreadable(reply)) };
    // The server's own trouble, whatever it says of the payment.
    if reply.status >= 500 {
        return Err(Failure::unknown(format!("status {}", reply.status)));
    }
    if let Some(errors) = errors {
        let Some(code) = errors.get("code").and_then(integer) else { return Err(unreadable(reply)) };
        return Err(refusal::failure(code, clean(&words(code, &errors))));
    }
    let Some(data) = data else { return Err(unreadable(reply)) };
    match data.get("code").and_then(integer) {
        Some(100 | 101) if (200..300).contains(&reply.status) => Ok(Value::Object(data)),
        Some(code) if code < 0 => Err(refusal::failure(code, clean(&words(code, &data)))),
        _ => Err(unreadable(reply)),
    }
}

fn unreadable(reply: &Reply) -> Failure<Refusal> {
    match reply.status {
        429 => Failure::RateLimited { retry_after: None, detail: "status 429".to_owned() },
        status => Failure::unknown(format!("status {status} with an answer that makes no sense")),
    }
}

fn words(code: i64, errors: &Map<String, Value>) -> String {
    let message = errors.get("message").and_then(Value::as_str).unwrap_or_default();
    let wrong = errors.get("validations").filter(|wrong| wrong.as_array().is_none_or(|all| !all.is_empty()));
    let wrong = wrong.filter(|wrong| !wrong.is_null()).map(|wrong| format!(" {wrong}")).unwrap_or_default();
    format!("{code} {message}{wrong}")
}

pub(super) fn started(data: &Value) -> Option<Started> {
    let authority = data["authority"].as_str()?.parse().ok()?;
    Some(Started { authority, fee: integer(&data["fee"]), fee_payer: fee_payer(data) })
}

pub(super) fn verification(data: &Value) -> Option<Verification> {
    let verdict = match integer(&data["code"])? {
        100 => Verdict::Verified,
        101 => Verdict::AlreadyVerified,
        _ => return None,
    };
    Some(Verification {
        verdict,
        ref_id: text(&data["ref_id"])?,
        card_pan: text(&data["card_pan"]),
        card_hash: text(&data["card_hash"]),
        fee: integer(&data["fee"]),
        fee_payer: fee_payer(data),
        order_id: text(&data["order_id"]),
    })
}

pub(super) fn standing(data: &Value) -> Option<Standing> {
    Some(match data["status"].as_str()? {
        "VERIFIED" => Standing::Verified,
        "PAID" => Standing::Paid,
        "IN_BANK" => Standing::InBank,
        "FAILED" => Standing::Failed,
        "REVERSED" => Standing::Reversed,
        _ => return None,
    })
}

/// An entry that can not be read is left out: the others must be swept all the same.
pub(super) fn unverified(data: &Value) -> Option<Vec<Unverified>> {
    let one = |entry: &Value| {
        Some(Unverified {
            authority: entry["authority"].as_str()?.parse().ok()?,
            amount: integer(&entry["amount"])?,
            callback_url: text(&entry["callback_url"]),
            date: text(&entry["date"]),
        })
    };
    match &data["authorities"] {
        Value::Array(all) => Some(all.iter().filter_map(one).collect()),
        Value::Object(none) if none.is_empty() => Some(Vec::new()),
        Value::Null => Some(Vec::new()),
        _ => None,
    }
}

fn fee_payer(data: &Value) -> Option<FeePayer> {
    match data["fee_type"].as_str()? {
        "Merchant" => Some(FeePayer::Merchant),
        "Payer" => Some(FeePayer::Payer),
        _ => None,
    }
}

/// A number, or one that was written as text.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// A text, or a number as one.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Reply, read, unverified, verification};
    use crate::payment::zarinpal::{Refusal, Verdict};
    use reqwest::header::HeaderMap;
    use serde_json::{Value, json};

    fn class(status: u16, body: &str) -> (&'static str, Option<Refusal>) {
        let reply = Reply { status, headers: HeaderMap::new(), body: body.to_owned().into() };
        match read(&reply, str::to_owned) {
            Ok(_) => ("ok", None),
            Err(failure) => (failure.class(), failure.refusal().copied()),
        }
    }

    #[test]
    fn errors_and_data_may_be_either() {
        for (body, expected) in [
            (r#"{"data":{"code":100},"errors":[]}"#, ("ok", None)),
            (r#"{"data":{"code":"101"},"errors":{}}"#, ("ok", None)),
            (r#"{"data":[{"code":100}],"errors":null}"#, ("ok", None)),
            (
                r#"{"data":[],"errors":{"code":-51,"message":"x","validations":[]}}"#,
                ("refused", Some(Refusal::NotPaid)),
            ),
            (r#"{"data":{},"errors":[{"code":-51}]}"#, ("refused", Some(Refusal::NotPaid))),
            (r#"{"data":{"code":-50},"errors":[]}"#, ("refused", Some(Refusal::AmountDiffers))),
            // Yes and no at once, neither, and things that are no answer.
            (r#"{"data":{"code":100},"errors":{"code":-53}}"#, ("refused", Some(Refusal::OtherMerchant))),
            (r#"{"data":{"code":100},"errors":{"message":"?"}}"#, ("unknown", None)),
            (r#"{"data":{"code":7},"errors":[]}"#, ("unknown", None)),
            (r#"{"data":[],"errors":[]}"#, ("unknown", None)),
            ("{}", ("unknown", None)),
            ("[]", ("unknown", None)),
            ("", ("unknown", None)),
            ("<html>", ("unknown", None)),
        ] {
            assert_eq!(class(200, body), expected, "{body}");
        }
    }

    #[test]
    fn the_status_has_its_say() {
        let (yes, no) = (r#"{"data":{"code":100},"errors":[]}"#, r#"{"data":[],"errors":{"code":-51}}"#);
        assert_eq!(class(422, no), ("refused", Some(Refusal::NotPaid)));
        assert_eq!(class(404, yes), ("unknown", None));
        assert_eq!(class(500, no), ("unknown", None));
        assert_eq!(class(502, "<html>"), ("unknown", None));
        assert_eq!(class(429, "<html>"), ("rate_limited", None));
    }

    #[test]
    fn a_verification_needs_its_number() {
        let data = json!({"code": 101, "ref_id": 201, "card_pan": "502229******5995", "fee": 0, "fee_type": "Payer"});
        let read = verification(&data).unwrap();
        assert_eq!((read.verdict, read.ref_id.as_str()), (Verdict::AlreadyVerified, "201"));
        assert_eq!((read.fee, read.card_hash), (Some(0), None));
        assert_eq!(verification(&json!({"code": 100})), None);
    }

    #[test]
    fn what_waits_may_be_nothing() {
        let good = "A00000000000000000000000000000000001";
        for (authorities, count) in [
            (json!([]), Some(0)),
            (json!({}), Some(0)),
            (Value::Null, Some(0)),
            (json!([{"authority": good, "amount": "5000"}, {"authority": "short", "amount": 1}]), Some(1)),
            (json!("many"), None),
        ] {
            let read = unverified(&json!({"code": 100, "authorities": authorities}));
            assert_eq!(read.map(|all| all.len()), count, "{authorities}");
        }
    }
}
