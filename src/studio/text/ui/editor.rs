//! The texts of an order, side by side, each in its editor.

use super::{
    desk::Desk,
    meter_panel::MeterPanel,
    pane::{Pane, Saved},
    rewrite::RewriteDialog,
    rewriter::Rewriter,
    word,
};
use crate::{
    i18n::{coins_in_words, count, error_text, td_string, use_locale},
    kernel::{AppError, Coins, id::TextId},
    kit::{
        Alert, Badge, Button, ButtonSize, ButtonVariant, Card, Confirm, CopyButton, Empty, Icon, IconButton, Tone,
        Typing,
    },
    studio::text::{
        model::{Text, TextState},
        rpc::delete_text,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// What was written, or what will stand here.
#[component]
pub(super) fn Results(desk: Desk, texts: Vec<Text>) -> impl IntoView {
    let l = use_locale();
    if texts.is_empty() {
        let (title, text) = (td_string!(l, text.results_empty_title), td_string!(l, text.results_empty_text));
        return view! { <Card flush=true><Empty icon=i::LuPenTool title=title text=text /></Card> }.into_any();
    }
    let panes = RwSignal::new(texts.into_iter().map(|text| Pane::new(l, desk, text)).collect::<Vec<_>>());
    let is_one = move || panes.with(Vec::len) < 2;
    let on_gone = Callback::new(move |(id,): (TextId,)| {
        panes.update(|panes| panes.retain(|pane| pane.id != id));
        if panes.with_untracked(Vec::is_empty) {
            desk.leave();
        }
    });
    view! {
        <section
            class="grid min-w-0 items-start gap-4 data-many:2xl:grid-cols-2"
            data-many=move || (!is_one()).then_some("")
            aria-label=td_string!(l, text.results)
        >
            <For each=move || panes.get() key=|pane| pane.id children=move |pane| view! { <Editor pane=pane on_gone=on_gone /> } />
        </section>
    }
    .into_any()
}

fn state_code(pane: Pane) -> &'static str {
    pane.text.with(|text| text.state.code())
}

#[component]
fn Editor(pane: Pane, on_gone: Callback<(TextId,)>) -> impl IntoView {
    let l = use_locale();
    let number = pane.text.with_untracked(|text| count(l, text.variant));
    let is_measured = RwSignal::new(false);
    let rewriter = Rewriter::new(pane);
    let is_writing = Memo::new(move |_| pane.is_writing());
    let is_silent = move || is_writing.get() && pane.content.with(String::is_empty);
    let lost = move || {
        pane.live.is_lost.get().then(|| view! { <Alert tone=Tone::Warning>{td_string!(l, chat.reconnecting)}</Alert> })
    };
    view! {
        <article
            class="flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface p-4 shadow-low md:p-5"
            data-text-id=pane.id.to_string()
            data-state=move || state_code(pane)
            aria-busy=move || is_writing.get().then_some("true")
        >
            <Head pane=pane number=number.clone() on_gone=on_gone />
            {lost}
            {move || ending(pane)}
            <textarea
                node_ref=pane.area
                name="output"
                rows="14"
                dir="auto"
                class="control autosize max-h-[70dvh] min-h-48 leading-7"
                aria-label=td_string!(l, text.editor, number = number)
                prop:value=move || pane.content.get()
                readonly=move || is_writing.get()
                on:input=move |event| pane.write(event_target_value(&event))
                on:change=move |_| pane.save()
            ></textarea>
            {move || is_silent().then(|| view! { <Typing /> })}
            <Foot pane=pane rewriter=rewriter is_measured=is_measured />
            {move || is_measured.get().then(|| view! { <MeterPanel pane=pane /> })}
            <RewriteDialog rewriter=rewriter />
            <p class="sr-only" aria-live="polite">{move || pane.said.get()}</p>
        </article>
    }
}

/// Which version it is, how it stands, and what can be done with it as a whole.
#[component]
fn Head(pane: Pane, number: String, on_gone: Callback<(TextId,)>) -> impl IntoView {
    let l = use_locale();
    let deleting = RwSignal::new(false);
    let is_favourite = Memo::new(move |_| pane.text.with(|text| text.favourite));
    let star_label = Signal::derive(move || {
        if is_favourite.get() { td_string!(l, text.unfavourite) } else { td_string!(l, text.favourite) }.to_owned()
    });
    let delete = Callback::new(move |()| {
        spawn_local(async move {
            match delete_text(pane.id).await {
                Ok(()) => {
                    pane.desk.toasts.success(td_string!(l, text.deleted));
                    pane.forget();
                    on_gone.run((pane.id,));
                }
                Err(error) => pane.desk.toasts.error(&error),
            }
        });
    });
    let badge = move || {
        let state = pane.text.with(|text| text.state);
        let tone = match state {
            TextState::Writing => Tone::Primary,
            TextState::Failed => Tone::Danger,
            _ => Tone::Warning,
        };
        word::state(l, state).map(|words| view! { <Badge tone=tone>{words}</Badge> })
    };
    view! {
        <header class="flex flex-wrap items-center gap-2">
            <h2 class="text-sm font-semibold">{td_string!(l, text.version, number = number)}</h2>
            {badge}
            <div class="ms-auto flex items-center">
                <CopyButton text=pane.content />
                <IconButton
                    label=star_label
                    icon=i::LuStar
                    class="aria-pressed:text-warning [&[aria-pressed=true]_svg]:fill-current"
                    attr:data-action="favourite"
                    attr:aria-pressed=move || is_favourite.get().to_string()
                    on:click=move |_| pane.mark()
                />
                <IconButton
                    label=td_string!(l, text.delete)
                    icon=i::LuTrash2
                    attr:data-action="delete-text"
                    on:click=move |_| deleting.set(true)
                />
            </div>
        </header>
        <Confirm
            open=deleting
            id=format!("delete-text-{}", pane.id)
            title=td_string!(l, text.delete_title)
            text=td_string!(l, text.delete_text)
            action=td_string!(l, text.delete)
            on_confirm=delete
        />
    }
}

/// A word about a text that did not end well.
fn ending(pane: Pane) -> Option<AnyView> {
    let l = use_locale();
    let (state, cost, error) = pane.text.with(|text| (text.state, text.coin_cost, text.error.clone()));
    let is_free = cost.is_none_or(|cost| cost == Coins::ZERO);
    let (tone, text) = match (state, is_free) {
        (TextState::Complete | TextState::Writing, _) => return None,
        (TextState::Cancelled, true) => (Tone::Neutral, td_string!(l, chat.cancelled_free).to_owned()),
        (TextState::Cancelled, false) => (Tone::Neutral, td_string!(l, chat.cancelled).to_owned()),
        (TextState::Interrupted, true) => (Tone::Warning, td_string!(l, chat.interrupted_free).to_owned()),
        (TextState::Interrupted, false) => (Tone::Warning, td_string!(l, chat.interrupted).to_owned()),
        (TextState::Failed, _) => {
            let words = |error: &AppError| error_text(l, error);
            (Tone::Danger, error.as_ref().map_or_else(|| td_string!(l, chat.failed).to_owned(), words))
        }
    };
    Some(view! { <Alert tone=tone>{text}</Alert> }.into_any())
}

/// Stopping while it is written; afterwards what it cost, whether it is kept, and what can be done with its words.
#[component]
fn Foot(pane: Pane, rewriter: Rewriter, is_measured: RwSignal<bool>) -> impl IntoView {
    let l = use_locale();
    let stop = move || {
        pane.is_writing().then(|| view! {
            <Button size=ButtonSize::Small icon=i::LuSquare busy=pane.is_stopping attr:data-action="stop-text" on:click=move |_| pane.stop()>
                {td_string!(l, text.stop)}
            </Button>
        })
    };
    let is_idle = Signal::derive(move || pane.is_writing() || pane.content.with(|content| content.trim().is_empty()));
    view! {
        <div class="flex flex-wrap items-center gap-2">
            {stop}
            <Button
                size=ButtonSize::Small
                icon=i::LuPenLine
                disabled=is_idle
                attr:data-action="rewrite"
                attr:title=td_string!(l, text.rewrite_hint)
                on:click=move |_| rewriter.open()
            >
                {td_string!(l, text.rewrite)}
            </Button>
            <Button
                size=ButtonSize::Small
                variant=ButtonVariant::Ghost
                icon=i::LuGauge
                attr:data-action="meter"
                attr:aria-expanded=move || is_measured.get().to_string()
                on:click=move |_| is_measured.update(|is| *is = !*is)
            >
                {td_string!(l, text.meter)}
            </Button>
        </div>
        <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-xs text-muted">
            {move || receipt(pane)}
            <KeptWord pane=pane />
        </div>
    }
}

fn receipt(pane: Pane) -> Option<AnyView> {
    let l = use_locale();
    pane.text.with(|text| {
        let cost = text.coin_cost?;
        let tokens = text.input_tokens.zip(text.output_tokens).map(|(read, written)| {
            format!(" · {}", td_string!(l, chat.tokens, number = count(l, read.saturating_add(written))))
        });
        Some(
            view! {
                <p class="figures flex flex-wrap items-center gap-x-1.5" data-cost=cost.to_string()>
                    <bdi>{text.model.clone()}</bdi>
                    <span aria-hidden="true">"·"</span>
                    <Icon icon=i::LuCoins class="size-3.5" />
                    <span>{coins_in_words(l, cost)} {tokens}</span>
                </p>
            }
            .into_any(),
        )
    })
}

#[component]
fn KeptWord(pane: Pane) -> impl IntoView {
    let l = use_locale();
    let words = move || match pane.saved.get() {
        Saved::Kept => td_string!(l, text.saved),
        Saved::Changed => td_string!(l, text.unsaved),
        Saved::Saving => td_string!(l, text.saving),
        Saved::Failed => td_string!(l, text.save_failed),
    };
    let again =
        move || {
            (pane.saved.get() == Saved::Failed).then(|| view! {
            <Button size=ButtonSize::Small on:click=move |_| pane.save()>{td_string!(l, text.save_again)}</Button>
        })
        };
    let code = move || match pane.saved.get() {
        Saved::Kept => "kept",
        Saved::Changed => "changed",
        Saved::Saving => "saving",
        Saved::Failed => "failed",
    };
    view! {
        <div class="ms-auto flex items-center gap-2" class:invisible=move || pane.is_writing()>
            <span data-saved=code>{words}</span>
            {again}
        </div>
    }
}
