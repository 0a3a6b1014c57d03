//! Writing sound down: what, in which language, by whom, and for how much.

use super::{
    desk::{Source, SourceDesk},
    quote::{QuoteLine, Quoted},
    word,
};
use crate::{
    catalog::{
        model::{Capability, Model},
        rpc::list_models,
    },
    i18n::{td_string, use_locale},
    kernel::AppError,
    kit::{Button, ButtonVariant, Card, Checkbox, Form, Loaded, Select, Skeleton},
    routing::wish::AUTO,
    studio::audio::{model::NewRecording, rpc},
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// The form.
#[component]
pub(super) fn Transcribe() -> impl IntoView {
    let models = Resource::new(|| (), |()| list_models(Some(Capability::Transcription)));
    view! {
        <Loaded resource=models skeleton=|| view! { <Skeleton class="h-80 rounded-lg" /> } let:models>
            <Desk models=models />
        </Loaded>
    }
}

#[component]
fn Desk(models: Vec<Model>) -> impl IntoView {
    let (l, navigate) = (use_locale(), use_navigate());
    let source = Source::new();
    let (language, model) = (RwSignal::new(String::new()), RwSignal::new(AUTO.to_owned()));
    let (summary, quoted) = (RwSignal::new(false), Quoted::new());
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let input = move || {
        let asset = source.asset.get()?;
        Some(NewRecording {
            asset_id: asset.id,
            language: Some(language.get()).filter(|language| !language.is_empty()),
            model: Some(model.get()).filter(|model| model != AUTO),
            summary: summary.get(),
            name: None,
            client_request_id: None,
        })
    };
    Effect::new(move |_| match input() {
        Some(input) => quoted.ask(Duration::from_millis(50), move || rpc::quote_recording(input)),
        None => quoted.clear(),
    });
    let start = Callback::new(move |()| {
        let (Some(input), navigate) = (untrack(input), navigate.clone()) else { return };
        is_busy.set(true);
        spawn_local(async move {
            match rpc::start_recording(input).await {
                Ok(started) => {
                    let address = format!("/app/audio/recordings/{}", started.recording.recording.id);
                    navigate(&address, NavigateOptions::default());
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
            let _ = is_busy.try_set(false);
        });
    });
    let languages = std::iter::once((String::new(), td_string!(l, audio.language_auto).to_owned()))
        .chain(word::LANGUAGES.map(|code| (code.to_owned(), word::language(l, code))));
    let languages: Vec<_> = languages.collect();
    let models = choices(l, models);
    let is_empty = Signal::derive(move || source.asset.with(Option::is_none));
    view! {
        <Card>
            <Form on_submit=start error=error>
                <SourceDesk source=source />
                <div class="grid gap-5 sm:grid-cols-2">
                    <Select name="language" label=td_string!(l, audio.language) options=languages value=language />
                    <Select name="model" label=td_string!(l, audio.model) options=models value=model hint=td_string!(l, audio.model_hint) />
                </div>
                <Checkbox name="summary" label=td_string!(l, audio.want_summary) hint=td_string!(l, audio.want_summary_hint) checked=summary />
                <div class="flex flex-wrap items-center justify-between gap-4">
                    <QuoteLine quoted=quoted />
                    <Button kind="submit" variant=ButtonVariant::Primary icon=i::LuFileText busy=is_busy disabled=is_empty attr:data-action="transcribe">{td_string!(l, audio.transcribe)}</Button>
                </div>
            </Form>
        </Card>
    }
}

/// The models to choose from, the policy first.
pub(super) fn choices(l: crate::i18n::Locale, models: Vec<Model>) -> Vec<(String, String)> {
    let first = (AUTO.to_owned(), td_string!(l, audio.model_auto).to_owned());
    std::iter::once(first).chain(models.into_iter().map(|model| (model.id, model.name))).collect()
}
