//! How OpenAI-compatible servers differ, as data: a new server is a new value here, not new code.

use super::chat::AnswerFormat;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a server understands. The default is what most servers do. Not `Debug`, because its headers may hold secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dialect {
    /// How the key is sent.
    pub auth: Auth,
    /// Headers sent with every request, beside the key.
    pub extra_headers: Vec<(String, String)>,
    /// Fields put into every question, unless the question has them itself.
    pub extra_body: Map<String, Value>,
    /// Ask for usage with `stream_options.include_usage`. Some servers refuse the field, some always report usage.
    pub send_stream_options: bool,
    /// Turn off the random padding of chunks (`stream_options.include_obfuscation`), an extension of OpenAI's own.
    pub no_obfuscation: bool,
    /// What the limit of output tokens is called.
    pub max_tokens_field: MaxTokensField,
    /// What the product's own words are called.
    pub system_role: SystemRole,
    /// How the wanted effort is told.
    pub effort: EffortField,
    /// How much of the answer's form the server can enforce; the rest is asked for in words.
    pub schema: SchemaSupport,
    /// Whether an answer of a wanted form can be streamed; otherwise it is asked for as a whole.
    pub stream_with_schema: bool,
    /// Whether `parallel_tool_calls` is understood.
    pub parallel_tools: bool,
    /// Where texts stand among pictures and sound.
    pub part_order: PartOrder,
    /// Refuse servers behind the provider that would ignore tools or a form (`provider.require_parameters`).
    pub require_parameters: bool,
    /// Give `reasoning_details` back with the assistant's messages.
    pub reasoning_details: bool,
    /// Models that write their thinking into the answer between `<think>` tags: pieces of their ids.
    pub think_models: Vec<String>,
    /// How pictures are made; not at all when not given.
    pub images: Option<ImageApi>,
    /// How speech is written down; not at all when not given.
    pub transcription: Option<TranscriptionApi>,
    /// How text is spoken; not at all when not given.
    pub speech: Option<SpeechApi>,
    /// Whether texts can be turned into vectors.
    pub embeddings: bool,
    /// Whether it can be asked afterwards what a request cost (`GET /generation`).
    pub books: bool,
    /// Whether the account can be asked what is left (`/key`, `/credits`).
    pub balance: bool,
    /// Where the models are listed.
    pub models_path: String,
}

/// How a key is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// `Authorization: Bearer …`.
    #[default]
    Bearer,
    /// As it is, in this header.
    Header(String),
    /// Not at all.
    None,
}

/// What the limit of output tokens is called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaxTokensField {
    /// `max_tokens`, which most servers know.
    #[default]
    MaxTokens,
    /// `max_completion_tokens`, which OpenAI's reasoning models insist on.
    MaxCompletionTokens,
}

/// What the product's own words are called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemRole {
    /// `system`.
    #[default]
    System,
    /// `developer`.
    Developer,
}

/// How the wanted effort is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffortField {
    /// `reasoning_effort`.
    #[default]
    ReasoningEffort,
    /// `reasoning.effort`.
    Reasoning,
    /// Not at all.
    None,
}

/// How much of an answer's form a server can enforce.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchemaSupport {
    /// A JSON schema.
    #[default]
    Schema,
    /// That it is some JSON object.
    Object,
    /// Nothing.
    None,
}

/// Where texts stand among pictures and sound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOrder {
    /// Where they were put.
    #[default]
    AsGiven,
    /// Before them.
    TextFirst,
    /// After them.
    TextLast,
}

/// How pictures are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageApi {
    /// OpenAI's `/images/generations` and `/images/edits`.
    Openai {
        /// Ask for the picture itself instead of its address. OpenAI's own models always send it and refuse the question.
        ask_b64: bool,
    },
    /// OpenRouter's `/images`.
    Openrouter,
}

/// How speech is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TranscriptionApi {
    /// OpenAI's form with a file.
    Form {
        /// Models that tell times: pieces of their ids.
        verbose_models: Vec<String>,
    },
    /// OpenRouter's JSON with the sound in it.
    Json,
}

/// How text is spoken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpeechApi {
    /// The voice when none was asked for.
    pub voice: Option<String>,
    /// The kinds of file it makes, the best first; any when none is named.
    pub formats: Vec<String>,
    /// Whether it can be told in words how to speak.
    pub instructions: bool,
    /// Whether it can be told how fast.
    pub speed: bool,
}

impl Default for Dialect {
    /// Ollama, vLLM, llama.cpp, LM Studio and others behind an address of the operator's.
    fn default() -> Self {
        Self {
            auth: Auth::default(),
            extra_headers: Vec::new(),
            extra_body: Map::new(),
            send_stream_options: true,
            no_obfuscation: false,
            max_tokens_field: MaxTokensField::default(),
            system_role: SystemRole::default(),
            effort: EffortField::default(),
            schema: SchemaSupport::default(),
            stream_with_schema: true,
            parallel_tools: true,
            part_order: PartOrder::default(),
            require_parameters: false,
            reasoning_details: false,
            think_models: texts(&["deepseek-r1", "qwq", "qwen3"]),
            images: None,
            transcription: None,
            speech: None,
            embeddings: true,
            books: false,
            balance: false,
            models_path: "/models".to_owned(),
        }
    }
}

impl Dialect {
    /// The dialect of a known provider; the default for every other name.
    pub fn of(name: &str) -> Self {
        match name {
            "openrouter" => Self::openrouter(),
            "groq" => Self::groq(),
            "openai" => Self::openai(),
            _ => Self::default(),
        }
    }

    /// OpenRouter: always reports usage, and the cost with it.
    fn openrouter() -> Self {
        Self {
            send_stream_options: false,
            effort: EffortField::Reasoning,
            part_order: PartOrder::TextFirst,
            require_parameters: true,
            reasoning_details: true,
            think_models: Vec::new(),
            images: Some(ImageApi::Openrouter),
            transcription: Some(TranscriptionApi::Json),
            speech: Some(SpeechApi { formats: texts(&["mp3", "pcm"]), speed: true, ..SpeechApi::default() }),
            books: true,
            balance: true,
            // Without this it only lists models that write text.
            models_path: "/models?output_modalities=all".to_owned(),
            ..Self::default()
        }
    }

    fn groq() -> Self {
        Self {
            max_tokens_field: MaxTokensField::MaxCompletionTokens,
            stream_with_schema: false,
            transcription: Some(TranscriptionApi::Form { verbose_models: texts(&["whisper"]) }),
            speech: Some(SpeechApi { formats: texts(&["wav"]), ..SpeechApi::default() }),
            embeddings: false,
            ..Self::default()
        }
    }

    fn openai() -> Self {
        Self {
            no_obfuscation: true,
            max_tokens_field: MaxTokensField::MaxCompletionTokens,
            think_models: Vec::new(),
            images: Some(ImageApi::Openai { ask_b64: false }),
            transcription: Some(TranscriptionApi::Form { verbose_models: texts(&["whisper"]) }),
            speech: Some(SpeechApi {
                voice: Some("alloy".to_owned()),
                formats: texts(&["mp3", "opus", "aac", "flac", "wav", "pcm"]),
                instructions: true,
                speed: true,
            }),
            ..Self::default()
        }
    }

    /// Whether an answer of this form comes in a stream.
    pub(super) fn streams(&self, format: &AnswerFormat) -> bool {
        self.stream_with_schema || *format == AnswerFormat::Text
    }

    /// Whether a model writes its thinking into its answer.
    pub(super) fn thinks_aloud(&self, model: &str) -> bool {
        names(&self.think_models, model)
    }
}

/// Whether one of the pieces is in a model's id.
pub(super) fn names(pieces: &[String], model: &str) -> bool {
    let model = model.to_lowercase();
    pieces.iter().any(|piece| model.contains(&piece.to_lowercase()))
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::Dialect;

    #[test]
    fn dialects_are_data() {
        for name in ["openrouter", "groq", "openai", "ollama"] {
            let dialect = Dialect::of(name);
            let text = serde_json::to_string(&dialect).unwrap();
            assert!(serde_json::from_str::<Dialect>(&text).unwrap() == dialect, "{text}");
        }
        let own = r#"{"auth": {"header": "x-api-key"}, "images": {"openai": {"ask_b64": true}}}"#;
        let own: Dialect = serde_json::from_str(own).unwrap();
        assert!(own.images.is_some() && own.embeddings && own.models_path == "/models");
        assert!(serde_json::from_str::<Dialect>(r#"{"auht": "none"}"#).is_err());
    }

    #[test]
    fn models_that_think_aloud_are_named() {
        assert!(Dialect::default().thinks_aloud("Qwen3:8b") && !Dialect::default().thinks_aloud("llama3"));
        assert!(!Dialect::of("openai").thinks_aloud("qwen3"));
    }
}
