//! The models of the emulated providers.

use super::contract::Surface;
use serde_json::{Value, json};

/// What a provider lists.
pub fn list(surface: &Surface) -> Value {
    let ids = ["emulator/talk", "happy", "reasoning", "stall", "reset", "no-end", "overloaded"];
    let plain = |id: &str| json!({"id": id, "object": "model", "created": 1, "owned_by": "emulator"});
    let rows: Vec<Value> = match surface.name {
        "openrouter" => ids.into_iter().map(talker).chain(others()).collect(),
        "openai" => ids
            .into_iter()
            .map(plain)
            .map(|mut row| {
                row["shutdown_date"] = json!(null);
                row
            })
            .collect(),
        _ => ids.into_iter().map(plain).collect(),
    };
    json!({"object": "list", "data": rows})
}

fn talker(id: &str) -> Value {
    json!({
        "id": id, "name": format!("Emulated {id}"), "context_length": 128_000,
        "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
        "supported_parameters": ["tools", "structured_outputs", "temperature"],
        "top_provider": {"context_length": 128_000, "max_completion_tokens": 16_384},
        "pricing": {"prompt": "0.00000015", "completion": "0.0000006"}, "expiration_date": null,
    })
}

/// Models that do something else than talk.
fn others() -> [Value; 4] {
    let row = |id: &str, input: &str, output: &str, pricing: Value| {
        json!({
            "id": id, "name": format!("Emulated {id}"), "context_length": 8_192,
            "architecture": {"input_modalities": [input], "output_modalities": [output]}, "pricing": pricing,
        })
    };
    let mut voice = row("emulator/voice", "text", "speech", json!({"prompt": "0.000015", "completion": "0"}));
    voice["supported_voices"] = json!(["ava", "omid"]);
    [
        row(
            "emulator/draw",
            "text",
            "image",
            json!({"prompt": "0.000005", "completion": "0", "image_output": "0.00003"}),
        ),
        row("emulator/hear", "audio", "transcription", json!({"prompt": "0.0001", "completion": "0"})),
        row("emulator/vectors", "text", "embeddings", json!({"prompt": "0.00000002", "completion": "0"})),
        voice,
    ]
}
