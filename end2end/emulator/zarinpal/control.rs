//! What tests and journeys do to Zarinpal. `payments.md` lists it.

use super::{super::payment::call, Payment, Standing, Zarinpal};
use serde_json::{Value, json};

impl Zarinpal {
    /// Does it, and tells what came of it.
    pub async fn control(&self, path: &str, body: &Value) -> Result<Value, String> {
        match path {
            "next" => self.next.push(body).map(|()| json!({})),
            "clear" => {
                self.next.clear();
                Ok(json!({}))
            }
            "settings" => self.set(body),
            "payments" => Ok(self.lock().payments.iter().map(Payment::to_json).collect()),
            "act" => {
                let action = body["action"].as_str().ok_or("no action")?;
                let done = self.act(&self.meant(body)?, action).await?;
                Ok(json!({"location": done.location, "calls": done.calls}))
            }
            "callback" => {
                let url = self.callback(&self.meant(body)?, body["status"].as_str().unwrap_or("OK"))?;
                Ok(json!({"url": url, "status": call::get(&url).await}))
            }
            "reverse" => {
                let authority = self.meant(body)?;
                let mut state = self.lock();
                let payment = state.find(&authority).ok_or("no such payment")?;
                payment.standing = Standing::Reversed;
                Ok(payment.to_json())
            }
            "start" => Ok(json!({"url": format!("{}/zarinpal/pg/StartPay/{}", self.base, self.meant(body)?)})),
            other => Err(format!("zarinpal has no control {other}")),
        }
    }

    /// The payment that is named, or the newest.
    fn meant(&self, body: &Value) -> Result<String, String> {
        if let Some(authority) = body["authority"].as_str() {
            return Ok(authority.to_owned());
        }
        let state = self.lock();
        Ok(state.payments.last().ok_or("there is no payment")?.authority.clone())
    }

    fn set(&self, body: &Value) -> Result<Value, String> {
        let mut state = self.lock();
        let settings = &mut state.settings;
        let number = |value: &Value| value.as_i64().ok_or("no number");
        for (name, value) in body.as_object().ok_or("no settings")? {
            match name.as_str() {
                "fee_payer" => settings.fee_payer = value.as_str().ok_or("no text")?.to_owned(),
                "error_status" => settings.error_status = u16::try_from(number(value)?).map_err(|_| "no status")?,
                "reverse_after_s" => settings.reverse_after_s = number(value)?,
                "domain" => settings.domain = value.as_str().map(str::to_owned),
                "may_reverse" => settings.may_reverse = value.as_bool().ok_or("no yes or no")?,
                "minimum" => settings.minimum = number(value)?,
                other => return Err(format!("zarinpal has no setting {other}")),
            }
        }
        Ok(json!({}))
    }
}
