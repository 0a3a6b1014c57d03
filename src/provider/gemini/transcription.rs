//! Speech to text: there is no endpoint for it, so the model is asked to write down what it hears.

use super::{
    Gemini, Server,
    reply::{self, End},
    tally,
    wire::{GenerateBody, GenerationConfig, OutPart},
};
use crate::provider::{
    chat::Finish,
    exchange::Loss,
    failure::{Failure, FailureClass},
    media::{Reply, Transcriber, Transcript, TranscriptionRequest},
};
use futures::FutureExt;

const INSTRUCTION: &str = "Write down the speech in this recording, word for word, in the language and script in which it \
    is spoken. Do not translate, answer, summarise or comment. Reply with the words alone, and with nothing when nobody \
    speaks.";

impl Transcriber for Gemini {
    fn transcribe(&self, request: TranscriptionRequest) -> Reply<'_, Transcript> {
        let server = &self.server;
        async move { transcribe(server, &request).await.map_err(|failure| server.remote.clean(failure)) }.boxed()
    }
}

async fn transcribe(server: &Server, request: &TranscriptionRequest) -> Result<Transcript, Failure> {
    let parts = vec![OutPart::media(&request.audio), OutPart::text(instruction(request))];
    let config = GenerationConfig { temperature: Some(0.into()), ..GenerationConfig::default() };
    let body = GenerateBody::once(parts, config);
    let answer = server.ask(&request.model, "generateContent", &body, Loss::Harmless).await?;
    let failed = |failure: Failure| Failure { request_id: answer.request_id.clone(), ..failure };
    match reply::end(&answer.body) {
        // Nothing said is an answer too: silence.
        Some(End::Finished(Finish::Stop)) => {}
        Some(End::Finished(Finish::Length)) => {
            return Err(failed(Failure::new(FailureClass::Protocol, "the transcript was cut off")));
        }
        _ => return Err(failed(reply::without("transcript", &answer.body))),
    }
    Ok(Transcript {
        text: reply::said(&answer.body).trim().to_owned(),
        usage: tally::usage(&answer.body["usageMetadata"]).unwrap_or_default(),
        request_id: answer.request_id,
        ..Transcript::default()
    })
}

fn instruction(request: &TranscriptionRequest) -> String {
    let mut instruction = INSTRUCTION.to_owned();
    if let Some(language) = &request.language {
        instruction.push_str(&format!(" The language is {language} (ISO 639-1)."));
    }
    if let Some(words) = request.prompt.as_deref().filter(|words| !words.trim().is_empty()) {
        instruction.push_str(&format!(" Words that are likely to come: {words}"));
    }
    instruction
}
