//! One speech: heard, with its text.

use super::{watch::keep_up, word::StateBadge};
use crate::{
    i18n::{coins_in_words, count, date_time, digits, td_string, use_locale},
    kernel::{AppError, id::SpeechId},
    kit::{
        Alert, Button, ButtonSize, ButtonVariant, Card, Confirm, CopyButton, Form, Input, LinkButton, Loaded, PageBody,
        PageHeader, Skeleton, Tone, use_toasts,
    },
    studio::audio::{
        model::{AudioPartState, AudioState, SpeechName, SpeechView},
        rpc,
        ui::quote::said,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};

/// `/app/audio/speeches/:id`
#[component]
pub fn SpeechPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse::<SpeechId>().ok());
    let speech = Resource::new(id, async |id| match id {
        Some(id) => rpc::get_speech(id).await,
        None => Err(AppError::NotFound),
    });
    view! {
        <PageBody>
            <Loaded resource=speech skeleton=|| view! { <Skeleton class="h-[60dvh] rounded-lg" /> } let:view>
                <Shown view=view />
            </Loaded>
        </PageBody>
    }
}

#[component]
fn Shown(view: SpeechView) -> impl IntoView {
    let l = use_locale();
    let (id, name, text) = (view.speech.id, view.speech.name.clone(), view.text.clone());
    let shown = RwSignal::new(view);
    let works = Memo::new(move |_| shown.with(|view| view.speech.state == AudioState::Working));
    keep_up(works.into(), move || async move { rpc::get_speech(id).await.ok() }, move |view| shown.set(view));
    let copied = text.clone();
    view! {
        <PageHeader title=name.clone()>
            <LinkButton href="/app/audio?tab=speak" size=ButtonSize::Small icon=i::LuAudioLines>{td_string!(l, audio.title)}</LinkButton>
        </PageHeader>
        <Trouble shown=shown />
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div class="flex min-w-0 flex-col gap-6">
                <Card class="min-w-0"><Sound shown=shown name=name /></Card>
                <Card title=td_string!(l, audio.text) aside=move || view! { <CopyButton text=Signal::derive(move || copied.clone()) /> } class="min-w-0">
                    <p dir="auto" class="leading-7 whitespace-pre-wrap wrap-break-word">{text}</p>
                </Card>
            </div>
            <div class="flex min-w-0 flex-col gap-6">
                <Facts shown=shown />
                <Naming shown=shown />
                <Away id=id />
            </div>
        </div>
    }
}

/// The sound once it is there.
#[component]
fn Sound(shown: RwSignal<SpeechView>, name: String) -> impl IntoView {
    let l = use_locale();
    let asset = Memo::new(move |_| shown.with(|view| view.speech.asset_id));
    let note = Memo::new(move |_| {
        shown.with(|view| {
            let speech = &view.speech;
            let done = td_string!(l, audio.speaking, done = count(l, speech.parts_done), all = count(l, speech.parts));
            if speech.state == AudioState::Working { done } else { td_string!(l, audio.no_sound).to_owned() }
        })
    });
    move || match asset.get() {
        None => view! { <p role="status" class="py-4 text-sm text-muted">{note}</p> }.into_any(),
        Some(asset) => {
            let address = format!("/api/v1/assets/{asset}/content");
            view! {
                <div class="flex flex-col gap-4">
                    <audio controls=true preload="metadata" src=address.clone() class="w-full" aria-label=name.clone()></audio>
                    <div class="flex flex-wrap gap-2">
                        <LinkButton href=format!("{address}?download=true") external=true size=ButtonSize::Small icon=i::LuDownload>{td_string!(l, audio.download)}</LinkButton>
                        <LinkButton href=format!("/app/library/{asset}") size=ButtonSize::Small icon=i::LuImages>{td_string!(l, audio.in_library)}</LinkButton>
                    </div>
                </div>
            }
            .into_any()
        }
    }
}

/// What failed, and a way on.
#[component]
fn Trouble(shown: RwSignal<SpeechView>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let is_busy = RwSignal::new(false);
    let failed = Memo::new(move |_| {
        shown.with(|view| {
            let mut failed = view.parts.iter().filter(|part| part.state == AudioPartState::Failed);
            let count = failed.clone().count();
            failed.next_back().and_then(|part| part.error.clone()).map(|error| (count, error))
        })
    });
    let again = move |_| {
        let id = shown.with_untracked(|view| view.speech.id);
        is_busy.set(true);
        spawn_local(async move {
            match rpc::again_speech(id).await {
                Ok(started) => drop(shown.try_set(started.speech)),
                Err(wrong) => toasts.error(&wrong),
            }
            let _ = is_busy.try_set(false);
        });
    };
    move || {
        failed.get().map(|(number, error)| {
            let number = i64::try_from(number).unwrap_or(0);
            let all = shown.with_untracked(|view| view.speech.parts);
            let title = td_string!(l, audio.parts_failed, number = count(l, number), all = count(l, all));
            view! {
                <Alert tone=Tone::Warning title=title>
                    <p>{said(l, &error)} " " {td_string!(l, audio.nothing_charged)}</p>
                    <Button size=ButtonSize::Small icon=i::LuRotateCcw busy=is_busy class="mt-3" on:click=again attr:data-action="again">{td_string!(l, audio.again)}</Button>
                </Alert>
            }
        })
    }
}

/// What is known of it.
#[component]
fn Facts(shown: RwSignal<SpeechView>) -> impl IntoView {
    let l = use_locale();
    let facts = move || {
        let view = shown.get();
        let one = view.speech;
        let speed = format!("{}.{:02}", one.speed_percent / 100, one.speed_percent % 100);
        let speed = format!("{}×", digits(l, speed.trim_end_matches('0').trim_end_matches('.')));
        let fact = |name: &'static str, value: Option<String>| {
            value.map(|value| {
                view! {
                    <dt class="text-muted">{name}</dt>
                    <dd class="figures min-w-0 text-end wrap-break-word"><bdi>{value}</bdi></dd>
                }
            })
        };
        let parts = (one.parts > 1)
            .then(|| td_string!(l, audio.parts_done, done = count(l, one.parts_done), all = count(l, one.parts)));
        view! {
            <dt class="text-muted">{td_string!(l, audio.state)}</dt>
            <dd class="text-end"><StateBadge state=one.state /></dd>
            {fact(td_string!(l, audio.voice), one.voice)}
            {fact(td_string!(l, audio.speed), Some(speed))}
            {fact(td_string!(l, audio.parts_name), parts)}
            {fact(td_string!(l, audio.model), Some(one.model))}
            {fact(td_string!(l, audio.cost), Some(coins_in_words(l, view.coin_cost)))}
            {fact(td_string!(l, audio.created_at), Some(date_time(l, one.created_at)))}
        }
    };
    view! {
        <Card title=td_string!(l, audio.facts)>
            <dl class="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 text-sm">{facts}</dl>
        </Card>
    }
}

#[component]
fn Naming(shown: RwSignal<SpeechView>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (id, name) = shown.with_untracked(|view| (view.speech.id, view.speech.name.clone()));
    let (name, is_busy, error) = (RwSignal::new(name), RwSignal::new(false), RwSignal::new(None::<AppError>));
    let save = Callback::new(move |()| {
        let input = SpeechName { name: name.get_untracked() };
        is_busy.set(true);
        spawn_local(async move {
            let saved = rpc::rename_speech(id, input).await;
            let _ = is_busy.try_set(false);
            let _ = error.try_set(saved.as_ref().err().cloned());
            if let Ok(view) = saved {
                let _ = shown.try_set(view);
                toasts.success(td_string!(l, audio.saved));
            }
        });
    });
    view! {
        <Card>
            <Form on_submit=save error=error>
                <Input name="name" label=td_string!(l, audio.name) value=name autocomplete="off" />
                <Button kind="submit" busy=is_busy class="self-start">{td_string!(l, audio.save)}</Button>
            </Form>
        </Card>
    }
}

#[component]
fn Away(id: SpeechId) -> impl IntoView {
    let (l, toasts, navigate) = (use_locale(), use_toasts(), use_navigate());
    let (asking, is_busy) = (RwSignal::new(false), RwSignal::new(false));
    let delete = Callback::new(move |()| {
        let navigate = navigate.clone();
        is_busy.set(true);
        spawn_local(async move {
            match rpc::delete_speech(id).await {
                Ok(()) => navigate("/app/audio?tab=speak", NavigateOptions::default()),
                Err(wrong) => toasts.error(&wrong),
            }
            let _ = is_busy.try_set(false);
        });
    });
    view! {
        <Button variant=ButtonVariant::Danger icon=i::LuTrash2 busy=is_busy class="self-start" on:click=move |_| asking.set(true) attr:data-action="delete">{td_string!(l, audio.delete)}</Button>
        <Confirm
            open=asking
            id="delete-speech"
            title=td_string!(l, audio.delete_speech_title)
            text=td_string!(l, audio.delete_speech_text)
            action=td_string!(l, audio.delete)
            on_confirm=delete
        />
    }
}
