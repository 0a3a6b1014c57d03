//! What a request cost, asked afterwards: OpenRouter's `GET /generation?id=`. It is written some time after the request;
//! until then the answer is 404.

use super::{
    OpenAiCompat,
    exchange::{Loss, exchange},
    tally::decimal,
};
use crate::provider::{books::Books, media::Reply, usage::Usage};
use futures::FutureExt;
use rust_decimal::Decimal;
use serde_json::Value;

/// The largest reply that is read.
const REPLY_BYTES_MAX: usize = 1 << 20;

impl Books for OpenAiCompat {
    fn find(&self, request_id: String) -> Reply<'_, Option<Usage>> {
        let remote = &self.server.remote;
        async move {
            // It came in a header of the provider's, and becomes a part of an address.
            if !request_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
                return Ok(None);
            }
            let asking = remote.get(&format!("/generation?id={request_id}"))?;
            match exchange(remote, asking, Loss::Harmless, REPLY_BYTES_MAX).await {
                Ok(answer) => Ok(usage(&answer.read::<Value>("generation")?)),
                Err(failure) if failure.status == Some(404) => Ok(None),
                Err(failure) => Err(remote.clean(failure)),
            }
        }
        .boxed()
    }
}

/// The entry; none while its cost is not written.
fn usage(reply: &Value) -> Option<Usage> {
    let entry = reply.get("data").unwrap_or(reply);
    let cost = |name: &str| entry.get(name).and_then(decimal).filter(|cost| !cost.is_sign_negative());
    // With a key of the operator's own behind the provider, the total is only its fee.
    let upstream = if entry["is_byok"] == true { cost("upstream_inference_cost")? } else { Decimal::ZERO };
    let cost_usd = cost("total_cost")?.checked_add(upstream)?;
    let count = |name: &str| entry.get(name).and_then(Value::as_u64);
    let (read, cached) = (count("native_tokens_prompt"), count("native_tokens_cached"));
    let (written, thought) = (count("native_tokens_completion"), count("native_tokens_reasoning"));
    Some(Usage {
        input_uncached: read.map(|read| read.saturating_sub(cached.unwrap_or(0))),
        input_cache_read: cached,
        output_text: written.map(|written| written.saturating_sub(thought.unwrap_or(0))),
        output_reasoning: thought,
        cost_usd: Some(cost_usd),
        raw: Some(entry.clone()),
        ..Usage::default()
    })
}

#[cfg(test)]
mod tests {
    use super::usage;
    use serde_json::json;

    #[test]
    fn an_entry_counts_when_its_cost_is_written() {
        let entry = json!({"data": {"id": "gen-1", "total_cost": 0.0015, "native_tokens_prompt": 10, "native_tokens_cached": 4,
            "native_tokens_completion": 7, "native_tokens_reasoning": 2, "cancelled": true}});
        let usage = usage(&entry).unwrap();
        assert_eq!((usage.input(), usage.output()), (Some(10), Some(7)));
        assert_eq!(usage.cost_usd.unwrap().to_string(), "0.0015");
        assert_eq!(super::usage(&json!({"data": {"id": "gen-1", "total_cost": null}})), None);
    }
}
