//! The short summary beside a recording.

use crate::{
    i18n::{td_string, use_locale},
    kit::{Button, ButtonSize, Card, CopyButton, Spinner, use_toasts},
    studio::audio::{
        model::{AudioState, RecordingView, SummaryState},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// The summary, how far it is, or a button that asks for one.
#[component]
pub(super) fn SummaryCard(shown: RwSignal<RecordingView>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let is_busy = RwSignal::new(false);
    let state = Memo::new(move |_| shown.with(|view| view.recording.summary_state));
    let text = Memo::new(move |_| shown.with(|view| view.summary.clone()).filter(|text| !text.trim().is_empty()));
    let can = Memo::new(move |_| shown.with(|view| view.recording.state == AudioState::Done && !view.text.is_empty()));
    let ask = move |_| {
        let id = shown.with_untracked(|view| view.recording.id);
        is_busy.set(true);
        spawn_local(async move {
            match rpc::summarise_recording(id).await {
                Ok(view) => drop(shown.try_set(view)),
                Err(wrong) => toasts.error(&wrong),
            }
            let _ = is_busy.try_set(false);
        });
    };
    let waits = move || matches!(state.get(), SummaryState::Wanted | SummaryState::Working);
    let note = move || match state.get() {
        SummaryState::Wanted => Some(td_string!(l, audio.summary_wanted)),
        SummaryState::Working => Some(td_string!(l, audio.summary_working)),
        SummaryState::Failed => Some(td_string!(l, audio.summary_failed)),
        SummaryState::None if text.with(Option::is_none) => Some(td_string!(l, audio.summary_none)),
        _ => None,
    };
    view! {
        <Card title=td_string!(l, audio.summary)>
            {move || text.get().map(|text| {
                let copied = text.clone();
                view! {
                    <p dir="auto" data-part="summary" class="text-sm leading-7 whitespace-pre-wrap wrap-break-word">{text}</p>
                    <CopyButton text=Signal::derive(move || copied.clone()) />
                }
            })}
            <p role="status" class="flex items-center gap-2 text-sm text-muted empty:hidden">
                {move || waits().then(|| view! { <Spinner /> })}
                {note}
            </p>
            {move || (can.get() && !waits()).then(|| view! {
                <Button size=ButtonSize::Small icon=i::LuSparkles busy=is_busy class="mt-3" on:click=ask attr:data-action="summarise">
                    {if text.with_untracked(Option::is_some) { td_string!(l, audio.summarise_again) } else { td_string!(l, audio.summarise) }}
                </Button>
            })}
        </Card>
    }
}
