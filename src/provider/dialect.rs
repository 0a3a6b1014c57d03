//! How OpenAI-compatible servers differ, as data: a new server is a new value here, not new code.

/// What a server understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Ask for usage with `stream_options.include_usage`. Some servers refuse the field, some always report usage.
    pub send_stream_options: bool,
    /// Turn off the random padding of chunks (`stream_options.include_obfuscation`), an extension of OpenAI's own.
    pub no_obfuscation: bool,
    /// What the limit of output tokens is called.
    pub max_tokens_field: MaxTokensField,
}

/// What the limit of output tokens is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MaxTokensField {
    /// `max_tokens`, which most servers know.
    MaxTokens,
    /// `max_completion_tokens`, which OpenAI's reasoning models insist on.
    MaxCompletionTokens,
}

impl Dialect {
    /// Ollama, vLLM, llama.cpp, LM Studio and others behind an address of the operator's.
    pub const COMPATIBLE: Self = Self::plain(true, false, MaxTokensField::MaxTokens);
    /// OpenRouter: always reports usage, and the cost with it.
    pub const OPENROUTER: Self = Self::plain(false, false, MaxTokensField::MaxTokens);
    /// Groq.
    pub const GROQ: Self = Self::plain(true, false, MaxTokensField::MaxCompletionTokens);
    /// OpenAI.
    pub const OPENAI: Self = Self::plain(true, true, MaxTokensField::MaxCompletionTokens);

    const fn plain(send_stream_options: bool, no_obfuscation: bool, max_tokens_field: MaxTokensField) -> Self {
        Self { send_stream_options, no_obfuscation, max_tokens_field }
    }

    /// The dialect of a known provider; [`Self::COMPATIBLE`] for every other name.
    pub fn of(name: &str) -> Self {
        match name {
            "openrouter" => Self::OPENROUTER,
            "groq" => Self::GROQ,
            "openai" => Self::OPENAI,
            _ => Self::COMPATIBLE,
        }
    }
}
