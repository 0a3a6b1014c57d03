//! `GET /models`: ids everywhere; what models can do, what they cost and when they end where the provider tells.

use super::{
    OpenAiCompat, Server,
    exchange::{Answer, Loss, exchange},
    prices::prices,
};
use crate::provider::{
    failure::{Failure, FailureClass},
    listing::{Capability, ListedModel, ModelList},
};
use futures::{FutureExt, future::BoxFuture};
use jiff::civil::Date;
use serde_json::Value;
use tokio::time::timeout;

/// The largest list that is read; OpenRouter's has about 1 MB.
const LIST_BYTES_MAX: usize = 16 << 20;

impl ModelList for OpenAiCompat {
    fn list(&self) -> BoxFuture<'_, Result<Vec<ListedModel>, Failure>> {
        let server = &self.server;
        async move {
            let late = |_| Failure::new(FailureClass::Transient, "the list of models did not come in time");
            let listed = timeout(server.remote.clocks.list, fetch(server)).await.map_err(late).flatten();
            listed.map_err(|failure| server.remote.clean(failure))
        }
        .boxed()
    }
}

async fn fetch(server: &Server) -> Result<Vec<ListedModel>, Failure> {
    let asking = server.remote.get(&server.dialect.models_path)?;
    models(&exchange(&server.remote, asking, Loss::Harmless, LIST_BYTES_MAX).await?)
}

fn models(answer: &Answer) -> Result<Vec<ListedModel>, Failure> {
    let reply: Value = answer.read("list of models")?;
    match reply.get("data") {
        Some(Value::Array(rows)) => Ok(rows.iter().filter_map(model).collect()),
        // Ollama without any model.
        Some(Value::Null) => Ok(Vec::new()),
        _ => Err(answer.odd("the reply holds no list of models")),
    }
}

fn model(row: &Value) -> Option<ListedModel> {
    let text = |field: &str| row.get(field).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let tokens = |place: &&str| {
        let tokens = row.pointer(place).and_then(Value::as_u64).filter(|tokens| *tokens > 0)?;
        Some(u32::try_from(tokens).unwrap_or(u32::MAX))
    };
    if row.get("active") == Some(&Value::Bool(false)) {
        return None;
    }
    let id = text("id")?;
    let inputs = texts(row.pointer("/architecture/input_modalities"));
    let outputs = texts(row.pointer("/architecture/output_modalities"));
    let capabilities = capabilities(&inputs, &outputs, &texts(row.get("supported_parameters")));
    Some(ListedModel {
        name: text("name"),
        // OpenRouter's name for it, Groq's, vLLM's.
        context_tokens: ["/context_length", "/context_window", "/max_model_len"].iter().find_map(tokens),
        output_tokens_max: ["/top_provider/max_completion_tokens", "/max_completion_tokens"].iter().find_map(tokens),
        voices: texts(row.get("supported_voices")),
        retires_on: ["expiration_date", "shutdown_date"].iter().find_map(|field| date(row.get(*field)?.as_str()?)),
        prices: prices(&id, &capabilities, row.get("pricing")),
        capabilities,
        input_modalities: inputs,
        output_modalities: outputs,
        id,
    })
}

fn texts(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The day of a date or of a time.
fn date(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

fn capabilities(inputs: &[String], outputs: &[String], parameters: &[String]) -> Vec<Capability> {
    let has = |list: &[String], word: &str| list.iter().any(|known| known == word);
    let (writes, draws, sees) = (has(outputs, "text"), has(outputs, "image"), has(inputs, "image"));
    let found = [
        (Capability::Chat, writes),
        (Capability::Vision, writes && sees),
        (Capability::AudioInput, writes && has(inputs, "audio")),
        (Capability::Tools, writes && has(parameters, "tools")),
        (Capability::Schema, writes && has(parameters, "structured_outputs")),
        (Capability::Reasoning, writes && has(parameters, "reasoning")),
        (Capability::Image, draws),
        (Capability::ImageEdit, draws && sees),
        (Capability::Transcription, has(outputs, "transcription")),
        (Capability::Speech, has(outputs, "speech")),
        (Capability::Embedding, has(outputs, "embeddings")),
    ];
    found.into_iter().filter_map(|(capability, has)| has.then_some(capability)).collect()
}

#[cfg(test)]
mod tests {
    use super::models;
    use crate::provider::{Capability, PriceComponent, listing::ListedModel, openai_compat::exchange::Answer};

    fn listed(body: &str) -> Vec<ListedModel> {
        let body = bytes::Bytes::copy_from_slice(body.as_bytes());
        models(&Answer { body, content_type: String::new(), request_id: None }).unwrap_or_default()
    }

    #[test]
    fn everything_openrouter_tells() {
        let rows = listed(
            r#"{"data":[{"id":"a/b","name":"B","context_length":128000,"expiration_date":"2027-01-14",
            "architecture":{"input_modalities":["text","image"],"output_modalities":["text"]},
            "supported_parameters":["tools","structured_outputs","reasoning"],"supported_voices":null,
            "top_provider":{"max_completion_tokens":32000},"pricing":{"prompt":"0.00000015","completion":"0.0000006"}},
            {"id":"a/voice","architecture":{"input_modalities":["text"],"output_modalities":["speech"]},
             "supported_voices":["ava","omid"],"pricing":{"prompt":"0.000015","completion":"0"}},
            {"id":"a/draw","architecture":{"input_modalities":["text","image"],"output_modalities":["image"]}},
            {"id":"a/hear","architecture":{"input_modalities":["audio"],"output_modalities":["transcription"]}},
            {"id":"a/vec","architecture":{"input_modalities":["text"],"output_modalities":["embeddings"]}}]}"#,
        );
        use Capability::{Chat, Embedding, Image, ImageEdit, Reasoning, Schema, Speech, Tools, Transcription, Vision};
        let can: Vec<_> = rows.iter().map(|row| row.capabilities.as_slice()).collect();
        let chat: &[Capability] = &[Chat, Vision, Tools, Schema, Reasoning];
        assert_eq!(can, [chat, &[Speech], &[Image, ImageEdit], &[Transcription], &[Embedding]]);
        assert_eq!((rows[0].context_tokens, rows[0].output_tokens_max), (Some(128_000), Some(32_000)));
        assert_eq!(rows[0].retires_on.map(|day| day.to_string()).as_deref(), Some("2027-01-14"));
        assert_eq!(
            rows[0].base_price(PriceComponent::Input).map(|price| price.usd.to_string()).as_deref(),
            Some("0.15")
        );
        assert_eq!(rows[1].voices, ["ava", "omid"]);
    }

    #[test]
    fn others_tell_less() {
        let rows = listed(
            r#"{"data":[{"id":"plain","context_window":8192,"max_completion_tokens":4096,"active":true},
            {"id":"gone","active":false},{"id":"old","shutdown_date":"2026-12-01T00:00:00Z"},
            {"id":"auto","context_length":null,"pricing":{"prompt":"-1","completion":"-1"}},
            {"name":"without an id"}]}"#,
        );
        let ids: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, ["plain", "old", "auto"]);
        assert_eq!((rows[0].context_tokens, rows[0].output_tokens_max), (Some(8_192), Some(4_096)));
        assert_eq!(rows[1].retires_on.map(|day| day.to_string()).as_deref(), Some("2026-12-01"));
        assert!(rows.iter().all(|row| row.prices.is_empty() && row.capabilities.is_empty()));
    }
}
