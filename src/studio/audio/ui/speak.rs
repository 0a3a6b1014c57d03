//! Speaking a text: what, in whose voice, how fast, and for how much.

use super::{
    quote::{QuoteLine, Quoted},
    transcribe::choices,
};
use crate::{
    catalog::{
        model::{Capability, Model},
        rpc::list_models,
    },
    i18n::{count, digits, td_string, use_locale},
    kernel::{AppError, id::SpeechId},
    kit::{
        Button, ButtonSize, ButtonVariant, Card, Choice, Choices, Form, Loaded, Select, Skeleton, TextArea, use_toasts,
    },
    routing::wish::AUTO,
    studio::audio::{
        model::{AudioState, NewSpeech, SpeechFormat, TEXT_CHARS_MAX},
        rpc,
        ui::watch::keep_up,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// Speeds in hundredths.
const SPEEDS: [i64; 6] = [75, 90, 100, 110, 125, 150];

/// The form.
#[component]
pub(super) fn Speak() -> impl IntoView {
    let models = Resource::new(|| (), |()| list_models(Some(Capability::Speech)));
    view! {
        <Loaded resource=models skeleton=|| view! { <Skeleton class="h-80 rounded-lg" /> } let:models>
            <Desk models=models />
        </Loaded>
    }
}

/// What is written in the form.
#[derive(Clone, Copy)]
struct Draft {
    text: RwSignal<String>,
    model: RwSignal<String>,
    voice: RwSignal<String>,
    speed: RwSignal<String>,
    format: RwSignal<SpeechFormat>,
}

impl Draft {
    fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            model: RwSignal::new(AUTO.to_owned()),
            voice: RwSignal::new(String::new()),
            speed: RwSignal::new("100".to_owned()),
            format: RwSignal::new(SpeechFormat::Mp3),
        }
    }

    /// This text in the manner that is chosen.
    fn saying(self, text: String) -> NewSpeech {
        NewSpeech {
            text,
            voice: Some(self.voice.get()).filter(|voice| !voice.is_empty()),
            format: Some(self.format.get()),
            speed_percent: self.speed.get().parse().ok(),
            model: Some(self.model.get()).filter(|model| model != AUTO),
            name: None,
            client_request_id: None,
        }
    }
}

#[component]
fn Desk(models: Vec<Model>) -> impl IntoView {
    let (l, navigate) = (use_locale(), use_navigate());
    let (draft, quoted) = (Draft::new(), Quoted::new());
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let is_empty = Memo::new(move |_| draft.text.with(|text| text.trim().is_empty()));
    Effect::new(move |_| {
        if is_empty.get() {
            return quoted.clear();
        }
        let input = draft.saying(draft.text.get());
        quoted.ask(Duration::from_millis(400), move || rpc::quote_speech(input));
    });
    let start = Callback::new(move |()| {
        let (input, navigate) = (untrack(move || draft.saying(draft.text.get())), navigate.clone());
        is_busy.set(true);
        spawn_local(async move {
            match rpc::start_speech(input).await {
                Ok(started) => {
                    let address = format!("/app/audio/speeches/{}", started.speech.speech.id);
                    navigate(&address, NavigateOptions::default());
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
            let _ = is_busy.try_set(false);
        });
    });
    let letters = move || {
        let written = i64::try_from(draft.text.with(|text| text.chars().count())).unwrap_or(i64::MAX);
        td_string!(l, audio.letters, number = count(l, written), most = count(l, i64::from(TEXT_CHARS_MAX)))
    };
    view! {
        <Card>
            <Form on_submit=start error=error>
                <TextArea name="text" label=td_string!(l, audio.text) value=draft.text rows=8 hint=td_string!(l, audio.text_hint) />
                <p class="figures -mt-3 text-xs text-muted">{letters}</p>
                <Manner models=models draft=draft />
                <div class="flex flex-wrap items-center justify-between gap-4">
                    <QuoteLine quoted=quoted />
                    <Button kind="submit" variant=ButtonVariant::Primary icon=i::LuVolume2 busy=is_busy disabled=is_empty attr:data-action="speak">{td_string!(l, audio.speak)}</Button>
                </div>
            </Form>
        </Card>
    }
}

/// Who speaks, and how.
#[component]
fn Manner(models: Vec<Model>, draft: Draft) -> impl IntoView {
    let l = use_locale();
    let known = StoredValue::new(models.clone());
    // Without a model, the voices of all: the policy takes one that has the voice.
    let voices = Memo::new(move |_| {
        let model = draft.model.get();
        let first = (String::new(), td_string!(l, audio.voice_auto).to_owned());
        let mut names: Vec<String> = known.with_value(|models| {
            let chosen = models.iter().filter(|one| model == AUTO || one.id == model);
            chosen.flat_map(|model| model.voices.clone()).collect()
        });
        names.sort();
        names.dedup();
        std::iter::once(first).chain(names.into_iter().map(|name| (name.clone(), name))).collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        let voice = draft.voice.get_untracked();
        if !voices.with(|voices| voices.iter().any(|(name, _)| *name == voice)) {
            draft.voice.set(String::new());
        }
    });
    let speeds = SPEEDS.map(|speed| {
        let text = format!("{}.{:02}", speed / 100, speed % 100);
        (speed.to_string(), format!("{}×", digits(l, text.trim_end_matches('0').trim_end_matches('.'))))
    });
    let formats = SpeechFormat::ALL.iter().map(|format| {
        let label = if *format == SpeechFormat::Mp3 { "MP3" } else { "WAV" };
        Choice { value: format.code().to_owned(), label: label.to_owned(), icon: None }
    });
    let pick = Callback::new(move |(format,): (String,)| draft.format.set(format.parse().unwrap_or(SpeechFormat::Mp3)));
    view! {
        <div class="grid items-start gap-5 sm:grid-cols-2">
            <Select name="model" label=td_string!(l, audio.model) options=choices(l, models) value=draft.model hint=td_string!(l, audio.speech_model_hint) />
            <div class="flex flex-col gap-2">
                <Select name="voice" label=td_string!(l, audio.voice) options=Signal::from(voices) value=draft.voice />
                <Preview draft=draft />
            </div>
            <Select name="speed_percent" label=td_string!(l, audio.speed) options=speeds.to_vec() value=draft.speed hint=td_string!(l, audio.speed_hint) />
            <Choices name="format" label=td_string!(l, audio.format) options=formats.collect() initial="mp3" on_change=pick />
        </div>
    }
}

/// A short sentence in the chosen manner: work like any other, with its price on the button.
#[component]
fn Preview(draft: Draft) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let quoted = Quoted::new();
    let going = RwSignal::new(None::<SpeechId>);
    let address = RwSignal::new(None::<String>);
    let sample = move || NewSpeech {
        name: Some(td_string!(l, audio.preview_name).to_owned()),
        ..draft.saying(td_string!(l, audio.preview_text).to_owned())
    };
    Effect::new(move |_| {
        let input = sample();
        quoted.ask(Duration::from_millis(100), move || rpc::quote_speech(input));
    });
    let ask = move || async move {
        let id = going.try_get_untracked().flatten()?;
        rpc::get_speech(id).await.ok()
    };
    keep_up(
        Signal::derive(move || going.with(Option::is_some)),
        ask,
        move |view: crate::studio::audio::model::SpeechView| {
            if view.speech.state == AudioState::Working {
                return;
            }
            going.set(None);
            match view.speech.asset_id {
                Some(asset) => address.set(Some(format!("/api/v1/assets/{asset}/content"))),
                None => toasts.info(td_string!(l, audio.preview_failed)),
            }
        },
    );
    let start = move |_| {
        let input = untrack(sample);
        address.set(None);
        spawn_local(async move {
            match rpc::start_speech(input).await {
                Ok(started) => drop(going.try_set(Some(started.speech.speech.id))),
                Err(wrong) => toasts.error(&wrong),
            }
        });
    };
    let words = move || match quoted.answer.get() {
        Some(Ok(quote)) => td_string!(l, audio.preview_for, price = crate::i18n::coins_in_words(l, quote.maximum)),
        _ => td_string!(l, audio.preview).to_owned(),
    };
    view! {
        <Button size=ButtonSize::Small icon=i::LuPlay busy=Signal::derive(move || going.with(Option::is_some)) class="self-start" on:click=start attr:data-action="preview">{words}</Button>
        {move || address.get().map(|address| view! { <audio controls=true autoplay=true src=address class="w-full" aria-label=td_string!(l, audio.preview)></audio> })}
    }
}
