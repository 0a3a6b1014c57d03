//! One recording: heard and read together, corrected, summed up, taken away as a file.

use super::{
    player::{Player, Playing},
    segments::SegmentsCard,
    summary::SummaryCard,
    watch::keep_up,
    word::{StateBadge, clock, language},
};
use crate::{
    i18n::{coins_in_words, count, date_time, td_string, use_locale},
    kernel::{AppError, id::RecordingId},
    kit::{
        Alert, Button, ButtonSize, ButtonVariant, Card, Confirm, CopyButton, Form, Input, LinkButton, Loaded, PageBody,
        PageHeader, Skeleton, Tone, use_toasts,
    },
    studio::audio::{
        model::{AudioPartState, AudioState, ExportFormat, RecordingChange, RecordingView, SummaryState},
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

/// `/app/audio/recordings/:id`
#[component]
pub fn RecordingPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse::<RecordingId>().ok());
    let recording = Resource::new(id, async |id| match id {
        Some(id) => rpc::get_recording(id).await,
        None => Err(AppError::NotFound),
    });
    view! {
        <PageBody>
            <Loaded resource=recording skeleton=|| view! { <Skeleton class="h-[60dvh] rounded-lg" /> } let:view>
                <Shown view=view />
            </Loaded>
        </PageBody>
    }
}

#[component]
fn Shown(view: RecordingView) -> impl IntoView {
    let l = use_locale();
    let recording = view.recording.clone();
    let (id, playing) = (recording.id, Playing::new(recording.duration_ms));
    let (peaks, address) = (view.peaks.clone(), format!("/api/v1/assets/{}/content", recording.asset_id));
    let shown = RwSignal::new(view);
    let works = Memo::new(move |_| {
        shown.with(|view| {
            let sums_up = matches!(view.recording.summary_state, SummaryState::Wanted | SummaryState::Working);
            view.recording.state == AudioState::Working || (sums_up && view.recording.state == AudioState::Done)
        })
    });
    keep_up(works.into(), move || async move { rpc::get_recording(id).await.ok() }, move |view| shown.set(view));
    let text = Signal::derive(move || shown.with(|view| view.text.clone()));
    view! {
        <PageHeader title=recording.name.clone()>
            <LinkButton href="/app/audio" size=ButtonSize::Small icon=i::LuAudioLines>{td_string!(l, audio.title)}</LinkButton>
            <CopyButton text=text words=true />
        </PageHeader>
        <Trouble shown=shown />
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div class="flex min-w-0 flex-col gap-6">
                <Card class="min-w-0">
                    <Player playing=playing address=address name=recording.name.clone() peaks=peaks />
                </Card>
                <SegmentsCard shown=shown playing=playing />
            </div>
            <div class="flex min-w-0 flex-col gap-6">
                <SummaryCard shown=shown />
                <Exports shown=shown />
                <Facts shown=shown />
                <Naming shown=shown />
                <Away id=id />
            </div>
        </div>
    }
}

/// What failed, and a way on.
#[component]
fn Trouble(shown: RwSignal<RecordingView>) -> impl IntoView {
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
        let id = shown.with_untracked(|view| view.recording.id);
        is_busy.set(true);
        spawn_local(async move {
            match rpc::again_recording(id).await {
                Ok(started) => drop(shown.try_set(started.recording)),
                Err(wrong) => toasts.error(&wrong),
            }
            let _ = is_busy.try_set(false);
        });
    };
    move || {
        failed.get().map(|(number, error)| {
            let number = i64::try_from(number).unwrap_or(0);
            let all = shown.with_untracked(|view| view.recording.parts);
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

/// Files to take away.
#[component]
fn Exports(shown: RwSignal<RecordingView>) -> impl IntoView {
    let l = use_locale();
    let state = Memo::new(move |_| shown.with(|view| (view.recording.id, view.is_timed, view.segments.is_empty())));
    let links = move || {
        let (id, is_timed, is_empty) = state.get();
        if is_empty {
            return view! { <p class="text-sm text-muted">{td_string!(l, audio.export_empty)}</p> }.into_any();
        }
        let can = |format: &&ExportFormat| is_timed || !matches!(format, ExportFormat::Srt | ExportFormat::Vtt);
        let link = |format: &ExportFormat| {
            let code = format.code();
            view! {
                <LinkButton href=format!("/api/v1/audio/recordings/{id}/export?format={code}") external=true size=ButtonSize::Small icon=i::LuDownload>{code.to_uppercase()}</LinkButton>
            }
        };
        let hint =
            (!is_timed).then(|| view! { <p class="mt-3 text-xs text-muted">{td_string!(l, audio.no_times)}</p> });
        view! {
            <div class="flex flex-wrap gap-2">{ExportFormat::ALL.iter().filter(can).map(link).collect_view()}</div>
            {hint}
        }
        .into_any()
    };
    view! { <Card title=td_string!(l, audio.export)>{links}</Card> }
}

/// What is known of it.
#[component]
fn Facts(shown: RwSignal<RecordingView>) -> impl IntoView {
    let l = use_locale();
    let facts = move || {
        let view = shown.get();
        let one = view.recording;
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
            {fact(td_string!(l, audio.length), Some(clock(l, one.duration_ms)))}
            {fact(td_string!(l, audio.language), one.language.as_deref().map(|code| language(l, code)))}
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
fn Naming(shown: RwSignal<RecordingView>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (id, name) = shown.with_untracked(|view| (view.recording.id, view.recording.name.clone()));
    let (name, is_busy, error) = (RwSignal::new(name), RwSignal::new(false), RwSignal::new(None::<AppError>));
    let save = Callback::new(move |()| {
        let change = RecordingChange { name: Some(name.get_untracked()), ..RecordingChange::default() };
        is_busy.set(true);
        spawn_local(async move {
            let saved = rpc::change_recording(id, change).await;
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
fn Away(id: RecordingId) -> impl IntoView {
    let (l, toasts, navigate) = (use_locale(), use_toasts(), use_navigate());
    let (asking, is_busy) = (RwSignal::new(false), RwSignal::new(false));
    let delete = Callback::new(move |()| {
        let navigate = navigate.clone();
        is_busy.set(true);
        spawn_local(async move {
            match rpc::delete_recording(id).await {
                Ok(()) => navigate("/app/audio", NavigateOptions::default()),
                Err(wrong) => toasts.error(&wrong),
            }
            let _ = is_busy.try_set(false);
        });
    });
    view! {
        <Button variant=ButtonVariant::Danger icon=i::LuTrash2 busy=is_busy class="self-start" on:click=move |_| asking.set(true) attr:data-action="delete">{td_string!(l, audio.delete)}</Button>
        <Confirm
            open=asking
            id="delete-recording"
            title=td_string!(l, audio.delete_recording_title)
            text=td_string!(l, audio.delete_recording_text)
            action=td_string!(l, audio.delete)
            on_confirm=delete
        />
    }
}
