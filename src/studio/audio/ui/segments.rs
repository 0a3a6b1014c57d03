//! What was said: heard along, pressed to go there, corrected.

use super::{player::Playing, word::clock};
use crate::{
    i18n::{td_string, use_locale},
    kit::{Button, ButtonSize, ButtonVariant, Card, Empty, use_toasts},
    studio::audio::{
        model::{RecordingChange, RecordingSegment, RecordingView, SegmentEdit},
        rpc,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeMap;

/// The text in its pieces.
#[component]
pub(super) fn SegmentsCard(shown: RwSignal<RecordingView>, playing: Playing) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let segments = Memo::new(move |_| shown.with(|view| view.segments.clone()));
    let is_timed = Memo::new(move |_| shown.with(|view| view.is_timed));
    let (is_edited, is_busy) = (RwSignal::new(false), RwSignal::new(false));
    let edits = StoredValue::new(BTreeMap::<i64, String>::new());
    let save = move |_| {
        let changed = edits.get_value().into_iter().map(|(id, text)| SegmentEdit { id, text }).collect();
        let id = shown.with_untracked(|view| view.recording.id);
        is_busy.set(true);
        spawn_local(async move {
            let saved =
                rpc::change_recording(id, RecordingChange { segments: changed, ..RecordingChange::default() }).await;
            let _ = is_busy.try_set(false);
            match saved {
                Ok(view) => {
                    let _ = shown.try_set(view);
                    let _ = is_edited.try_set(false);
                    toasts.success(td_string!(l, audio.saved));
                }
                Err(wrong) => toasts.error(&wrong),
            }
        });
    };
    let begin = move |_| {
        edits.update_value(BTreeMap::clear);
        is_edited.set(true);
    };
    let tools = move || {
        if segments.with(Vec::is_empty) {
            return ().into_any();
        }
        if is_edited.get() {
            return view! {
                <div class="flex gap-2">
                    <Button size=ButtonSize::Small disabled=is_busy on:click=move |_| is_edited.set(false)>{td_string!(l, kit.cancel)}</Button>
                    <Button size=ButtonSize::Small variant=ButtonVariant::Primary busy=is_busy on:click=save attr:data-action="save-text">{td_string!(l, audio.save)}</Button>
                </div>
            }
            .into_any();
        }
        view! { <Button size=ButtonSize::Small icon=i::LuPencil on:click=begin attr:data-action="edit-text">{td_string!(l, audio.edit)}</Button> }.into_any()
    };
    let body = move || {
        let (all, timed) = (segments.get(), is_timed.get());
        if all.is_empty() {
            return view! { <NoText shown=shown /> }.into_any();
        }
        if is_edited.get() {
            let field = move |segment: RecordingSegment| view! { <EditRow segment=segment edits=edits /> };
            return view! { <ol class="flex flex-col gap-3">{all.into_iter().map(field).collect_view()}</ol> }
                .into_any();
        }
        view! { <Reading segments=all is_timed=timed playing=playing /> }.into_any()
    };
    view! {
        <Card title=td_string!(l, audio.transcript) aside=move || view! { {tools} } class="min-w-0">
            {body}
        </Card>
    }
}

/// Nothing was said, or nothing is known of it yet.
#[component]
fn NoText(shown: RwSignal<RecordingView>) -> impl IntoView {
    use crate::studio::audio::model::AudioState;
    let l = use_locale();
    move || {
        match shown.with(|view| view.recording.state) {
        AudioState::Working => view! { <p role="status" class="py-6 text-sm text-muted">{td_string!(l, audio.listening)}</p> }.into_any(),
        AudioState::Failed => view! { <p class="py-6 text-sm text-muted">{td_string!(l, audio.no_text)}</p> }.into_any(),
        _ => view! { <Empty icon=i::LuAudioLines title=td_string!(l, audio.silent_title) text=td_string!(l, audio.silent_text) /> }.into_any(),
    }
    }
}

#[component]
fn Reading(segments: Vec<RecordingSegment>, is_timed: bool, playing: Playing) -> impl IntoView {
    let l = use_locale();
    let times: Vec<(i64, i64, i64)> = segments.iter().map(|one| (one.id, one.start_ms, one.end_ms)).collect();
    let here = Memo::new(move |_| {
        let now = playing.now_ms.get();
        times.iter().find(|(_, start, end)| now > 0 && *start <= now && now < *end).map(|(id, ..)| *id)
    });
    let row = move |one: RecordingSegment| {
        let (id, start) = (one.id, one.start_ms);
        let time = clock(l, start);
        let label = td_string!(l, audio.play_from, time = time.clone());
        view! {
            <li
                data-segment=id.to_string()
                data-now=move || (here.get() == Some(id)).then_some("")
                class="flex items-start gap-3 rounded-md px-2 py-1.5 data-now:bg-primary-soft"
            >
                {is_timed.then(|| view! {
                    <button type="button" aria-label=label class="figures min-h-8 min-w-14 shrink-0 rounded-md px-1.5 text-xs text-primary-text hover:bg-sunken" on:click=move |_| playing.go(start)>
                        <bdi>{time}</bdi>
                    </button>
                })}
                <p dir="auto" class="min-w-0 flex-1 leading-7 whitespace-pre-wrap wrap-break-word">{one.text}</p>
            </li>
        }
    };
    view! { <ol class="flex flex-col gap-0.5">{segments.into_iter().map(row).collect_view()}</ol> }
}

#[component]
fn EditRow(segment: RecordingSegment, edits: StoredValue<BTreeMap<i64, String>>) -> impl IntoView {
    let l = use_locale();
    let (id, text) = (segment.id, segment.text);
    let time = clock(l, segment.start_ms);
    let note = move |event| {
        let written = event_target_value(&event);
        edits.update_value(|edits| drop(edits.insert(id, written)));
    };
    view! {
        <li class="flex items-start gap-3">
            <bdi class="figures min-w-14 pt-3 text-xs text-muted">{time.clone()}</bdi>
            <textarea
                dir="auto"
                rows="2"
                class="control autosize min-h-12"
                aria-label=td_string!(l, audio.text_at, time = time)
                prop:value=text
                on:input=note
            ></textarea>
        </li>
    }
}
