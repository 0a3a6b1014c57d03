//! Texts as a whole: started like any other, waited for until they are there. A caller that hangs up finds it in its list.

use super::start::launch;
use crate::{
    kernel::{AppError, error::ProviderProblem},
    run::model::{RunEvent, RunState},
    server::{
        Cx, Fault, Result,
        access::Member,
        live::{Entry, Log},
    },
    studio::text::{
        call::{GenerateText, GeneratedText, TaskPrompt, TaskResult, TextUsage},
        model::NewTexts,
    },
};
use std::sync::Arc;

/// Writes a text and waits for it. Refuses as `start_texts`, and `provider` when nothing whole came.
pub async fn generate_text(cx: &Cx, who: &Member, input: GenerateText) -> Result<GeneratedText> {
    let order = NewTexts { model: input.model.clone(), ..NewTexts::of(input.form()?) };
    write(cx, who, order).await
}

/// Does a task with a prompt and waits for it. Refuses as [`generate_text`].
pub async fn generate_for_task(cx: &Cx, who: &Member, input: TaskPrompt) -> Result<TaskResult> {
    let text = write(cx, who, NewTexts::of(input.form()?)).await?;
    Ok(TaskResult { result: text.output, provider: text.provider, model: text.model })
}

async fn write(cx: &Cx, who: &Member, order: NewTexts) -> Result<GeneratedText> {
    let (started, logs) = launch(cx, who, order).await?;
    let text = started.texts.first().ok_or_else(|| Fault::broken("an order without a text"))?;
    let log = logs.first().ok_or_else(|| Fault::broken("a run without a log"))?;
    ended(log).await;
    let lost = AppError::Provider { reason: ProviderProblem::Interrupted };
    let (mut output, mut usage) = (String::new(), None);
    for event in log.after(0).iter().filter_map(read) {
        match event {
            RunEvent::MessageDelta { text } => output.push_str(&text),
            RunEvent::Error(error) => return Err(error.into()),
            RunEvent::MessageDone { state: RunState::Interrupted, .. } => return Err(lost.into()),
            RunEvent::Usage { .. } => usage = Some(event),
            _ => {}
        }
    }
    // Without its end another process took it over.
    let Some(RunEvent::Usage { input_tokens, output_tokens, coin_cost, model, provider, estimated, .. }) = usage else {
        return Err(lost.into());
    };
    let usage = TextUsage { input_tokens, output_tokens, estimated };
    Ok(GeneratedText { output, usage, coin_cost, provider, model, run_id: text.run_id })
}

async fn ended(log: &Arc<Log>) {
    let mut tip = log.watch();
    while !tip.borrow_and_update().ended {
        if tip.changed().await.is_err() {
            return;
        }
    }
}

fn read(entry: &Entry) -> Option<RunEvent> {
    serde_json::from_str(&format!("{{\"event\":\"{}\",\"data\":{}}}", entry.event, entry.data)).ok()
}
