//! Where messages are written.

use super::{draft, edit::is_sending, model_picker::ModelPicker, quote_line::QuoteLine, thread::Thread};
use crate::{
    i18n::{error_text, td_string, use_locale},
    kernel::AppError,
    kit::{Alert, ButtonVariant, IconButton, LinkButton, Tone},
};
use icondata as i;
use leptos::{
    either::Either,
    ev::{KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
};
use web_sys::{HtmlElement, HtmlTextAreaElement, wasm_bindgen::JsCast};

const ID: &str = "composer";

const FRAME: &str = "rounded-2xl border border-line-strong bg-surface shadow-mid transition-[border-color,box-shadow] \
    has-[textarea:focus]:border-primary has-[textarea:focus]:shadow-[0_0_0_3px_color-mix(in_srgb,var(--primary)_20%,transparent)]";

/// The text area, the model, the price and the button.
#[component]
pub(super) fn Composer(thread: Thread) -> impl IntoView {
    let l = use_locale();
    let area = NodeRef::<html::Textarea>::new();
    restore(thread, area);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        thread.send();
    };
    let press = move |event: KeyboardEvent| {
        if is_sending(&event) {
            event.prevent_default();
            thread.send();
        }
    };
    view! {
        <div class="mx-auto w-full max-w-[46rem] shrink-0 px-4 pb-3">
            <Problem thread=thread />
            <form class=FRAME on:submit=submit>
                <label for=ID class="sr-only">{td_string!(l, chat.message)}</label>
                <textarea
                    node_ref=area
                    id=ID
                    name="content"
                    rows=move || thread.content.with(|text| text.lines().count().clamp(1, 8)).to_string()
                    dir="auto"
                    class="autosize block max-h-60 min-h-13 w-full bg-transparent px-4 pt-3.5 pb-1 outline-none placeholder:text-faint"
                    placeholder=td_string!(l, chat.placeholder)
                    prop:value=move || thread.content.get()
                    on:input=move |event| thread.write(event_target_value(&event))
                    on:keydown=press
                    aria-describedby="composer-keys"
                    autocomplete="off"
                ></textarea>
                <div class="flex items-center gap-2 p-2">
                    <ModelPicker thread=thread />
                    <div class="hidden min-w-0 flex-1 sm:block"><QuoteLine thread=thread /></div>
                    <div class="ms-auto"><SendOrStop thread=thread /></div>
                </div>
            </form>
            <div class="min-h-6 px-2 pt-1 text-center sm:hidden"><QuoteLine thread=thread /></div>
            <p id="composer-keys" class="hidden pt-2 text-center text-xs text-faint sm:block">{td_string!(l, chat.keys)}</p>
        </div>
    }
}

#[component]
fn SendOrStop(thread: Thread) -> impl IntoView {
    let l = use_locale();
    let is_writing = Memo::new(move |_| thread.writing.with(Option::is_some));
    let cannot = Signal::derive(move || {
        thread.content.with(|text| text.trim().is_empty())
            || thread.is_busy()
            || thread.desk.models.with_value(Vec::is_empty)
    });
    let stop_label = move || {
        if thread.is_stopping.get() { td_string!(l, chat.stopping) } else { td_string!(l, chat.stop) }.to_owned()
    };
    // `Either`, not `into_any`: two buttons, so that a press that began on one is not finished on the other.
    move || {
        if is_writing.get() {
            Either::Left(view! {
                <IconButton
                    label=Signal::derive(stop_label)
                    icon=i::LuSquare
                    variant=ButtonVariant::Primary
                    disabled=thread.is_stopping
                    class="rounded-full! [&_svg]:fill-current"
                    attr:data-action="stop"
                    on:click=move |_| thread.stop()
                />
            })
        } else {
            Either::Right(view! {
                <IconButton
                    label=td_string!(l, chat.send)
                    icon=i::LuArrowUp
                    variant=ButtonVariant::Primary
                    kind="submit"
                    disabled=cannot
                    class="rounded-full!"
                    attr:data-action="send"
                />
            })
        }
    }
}

/// Why it could not be sent; the text is back in its place.
#[component]
fn Problem(thread: Thread) -> impl IntoView {
    let l = use_locale();
    move || {
        let error = thread.problem.get()?;
        let wallet = matches!(error, AppError::InsufficientCoins { .. }).then(|| {
            view! { <LinkButton href="/app/wallet" variant=ButtonVariant::Primary class="mt-2" size=crate::kit::ButtonSize::Small>{td_string!(l, chat.charge_wallet)}</LinkButton> }
        });
        let (code, text) = (error.code(), error_text(l, &error));
        Some(view! {
            <div class="relative mb-2" data-problem=code>
                <Alert tone=Tone::Danger class="pe-12">
                    <p>{text}</p>
                    {wallet}
                </Alert>
                <div class="absolute end-1 top-1">
                    <IconButton label=td_string!(l, chat.dismiss) icon=i::LuX on:click=move |_| thread.problem.set(None) />
                </div>
            </div>
        })
    }
}

/// Puts back what was typed before: into the page that had no script yet, or kept as a draft.
fn restore(thread: Thread, area: NodeRef<html::Textarea>) {
    let typed = StoredValue::new(typed_before());
    Effect::new(move |_| {
        let Some(area) = area.get() else { return };
        let _ = area.set_attribute("data-live", "");
        let typed = typed.get_value();
        let text = if typed.is_empty() { draft::load(untrack(|| thread.id())) } else { typed };
        if !text.is_empty() && thread.content.with_untracked(String::is_empty) {
            thread.write(text);
        }
        if window().match_media("(hover: hover)").ok().flatten().is_some_and(|media| media.matches()) {
            let _ = area.focus();
        }
    });
}

/// What was typed into the server's page while the script was loading. It would be overwritten.
fn typed_before() -> String {
    if is_server() {
        return String::new();
    }
    let area = document().query_selector("#composer:not([data-live])").ok().flatten();
    area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok()).map(|area| area.value()).unwrap_or_default()
}

impl Thread {
    pub(super) fn focus_composer(self) {
        let area = document().get_element_by_id(ID).and_then(|area| area.dyn_into::<HtmlElement>().ok());
        if let Some(area) = area {
            let _ = area.focus();
        }
    }
}
