//! OpenRouter's `GET /key` and `GET /credits`. Only some keys may read the account's credit; the key's own limit any key
//! may.

use super::{
    OpenAiCompat, Server,
    exchange::{Answer, Loss, exchange},
    tally::decimal,
};
use crate::provider::{
    balance::{Account, Balance},
    failure::{Failure, FailureClass},
};
use futures::{FutureExt, future::BoxFuture};
use serde_json::Value;
use tokio::time::timeout;

const REPLY_BYTES_MAX: usize = 256 << 10;

impl Account for OpenAiCompat {
    fn balance(&self) -> BoxFuture<'_, Result<Balance, Failure>> {
        let server = &self.server;
        async move {
            let late = |_| Failure::new(FailureClass::Transient, "the balance did not come in time");
            let asked = timeout(server.remote.clocks.list, ask(server)).await.map_err(late).flatten();
            asked.map_err(|failure| server.remote.clean(failure))
        }
        .boxed()
    }
}

async fn ask(server: &Server) -> Result<Balance, Failure> {
    let key = fetch(server, "/key").await?;
    let credits = match fetch(server, "/credits").await {
        Ok(credits) => Some(credits),
        // The key works, but may not read this.
        Err(failure) if failure.class == FailureClass::Credential => None,
        Err(failure) => return Err(failure),
    };
    Ok(balance(&key, credits.as_ref()))
}

async fn fetch(server: &Server, path: &str) -> Result<Value, Failure> {
    let answer: Answer = exchange(&server.remote, server.remote.get(path)?, Loss::Harmless, REPLY_BYTES_MAX).await?;
    let mut reply: Value = answer.read("balance")?;
    match reply.get_mut("data").map(Value::take) {
        Some(data @ Value::Object(_)) => Ok(data),
        _ => Err(answer.odd("the reply holds no balance")),
    }
}

fn balance(key: &Value, credits: Option<&Value>) -> Balance {
    let number = |of: &Value, field: &str| of.get(field).and_then(decimal);
    let left = credits.and_then(|of| number(of, "total_credits")?.checked_sub(number(of, "total_usage")?));
    let allowed = number(key, "limit_remaining");
    let remaining_usd = match (left, allowed) {
        (Some(left), Some(allowed)) => Some(left.min(allowed)),
        (left, allowed) => left.or(allowed),
    };
    Balance { remaining_usd, used_usd: number(key, "usage"), limit_usd: number(key, "limit") }
}

#[cfg(test)]
mod tests {
    use super::balance;
    use serde_json::json;

    #[test]
    fn the_smaller_of_credit_and_limit_is_left() {
        let key = json!({"limit": 5, "limit_remaining": 1.25, "usage": 3.75});
        let credits = json!({"total_credits": 20.5, "total_usage": 10.25});
        let left = |key, credits| balance(key, credits).remaining_usd.map(|left| left.to_string());
        assert_eq!(left(&key, Some(&credits)).as_deref(), Some("1.25"));
        let free = json!({"limit": null, "limit_remaining": null, "usage": 3.75});
        assert_eq!(left(&free, Some(&credits)).as_deref(), Some("10.25"));
        assert_eq!(left(&key, None).as_deref(), Some("1.25"));
        assert_eq!(left(&free, None), None);
        assert_eq!(balance(&key, None).limit_usd.map(|limit| limit.to_string()).as_deref(), Some("5"));
    }
}
