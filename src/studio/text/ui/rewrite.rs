//! The dialog in which a passage is written anew.

use super::{price::quote_line, rewriter::Rewriter};
use crate::{
    i18n::{error_text, td_string, use_locale},
    kernel::AppError,
    kit::{Alert, Button, ButtonSize, ButtonVariant, Dialog, Input, LinkButton, Tone, Typing},
    studio::text::model::TextState,
};
use icondata as i;
use leptos::prelude::*;

/// The passage, the wish, and what came of it.
#[component]
pub(super) fn RewriteDialog(rewriter: Rewriter) -> impl IntoView {
    let l = use_locale();
    view! {
        <Dialog
            open=rewriter.is_open
            id=format!("rewrite-{}", rewriter.pane.id)
            title=td_string!(l, text.rewrite_title)
            foot=move || view! { <Buttons rewriter=rewriter /> }
            class="max-w-2xl"
        >
            <Body rewriter=rewriter />
        </Dialog>
    }
}

#[component]
fn Body(rewriter: Rewriter) -> impl IntoView {
    let l = use_locale();
    let wishes = [
        td_string!(l, text.wish_shorter),
        td_string!(l, text.wish_longer),
        td_string!(l, text.wish_simpler),
        td_string!(l, text.wish_formal),
        td_string!(l, text.wish_friendly),
        td_string!(l, text.wish_correct),
    ];
    let wish = move |words: &'static str| {
        view! {
            <Button size=ButtonSize::Small attr:data-wish="" on:click=move |_| rewriter.wish.set(words.to_owned())>{words}</Button>
        }
    };
    let passage = move || rewriter.passage.with(|passage| passage.as_ref().map(|passage| passage.words.clone()));
    let quote = move || rewriter.quote.with(|quote| quote.as_ref().map(|quote| quote_line(l, quote)));
    view! {
        <div class="flex flex-col gap-4">
            <div>
                <h3 class="mb-1 text-sm font-medium">{td_string!(l, text.passage)}</h3>
                <blockquote dir="auto" tabindex="0" class="max-h-40 overflow-y-auto rounded-md bg-sunken p-3 text-sm wrap-anywhere whitespace-pre-wrap text-muted">{passage}</blockquote>
            </div>
            <div class="flex flex-wrap gap-2">{wishes.map(wish)}</div>
            <Input
                name="fields.wish"
                id=format!("wish-{}", rewriter.pane.id)
                label=td_string!(l, text.field_wish)
                value=rewriter.wish
                optional=true
                autocomplete="off"
            />
            {quote}
            {move || rewriter.error.get().map(|error| view! { <Problem error=error /> })}
            {move || rewriter.made.with(Option::is_some).then(|| view! { <Came rewriter=rewriter /> })}
        </div>
    }
}

#[component]
fn Problem(error: AppError) -> impl IntoView {
    let l = use_locale();
    let wallet = matches!(error, AppError::InsufficientCoins { .. }).then(|| {
        view! { <LinkButton href="/app/wallet" size=ButtonSize::Small class="mt-2">{td_string!(l, chat.charge_wallet)}</LinkButton> }
    });
    view! {
        <Alert tone=Tone::Danger>
            <p>{error_text(l, &error)}</p>
            {wallet}
        </Alert>
    }
}

#[component]
fn Came(rewriter: Rewriter) -> impl IntoView {
    let l = use_locale();
    let failed = move || {
        let error = rewriter.made.with(|made| {
            let made = made.as_ref().filter(|made| made.state == TextState::Failed)?;
            Some(
                made.error.as_ref().map_or_else(|| td_string!(l, chat.failed).to_owned(), |error| error_text(l, error)),
            )
        });
        error.map(|text| view! { <Alert tone=Tone::Danger>{text}</Alert> })
    };
    let is_silent = move || rewriter.is_writing() && rewriter.content.with(String::is_empty);
    view! {
        <div data-rewritten=move || rewriter.made.with(|made| made.as_ref().map(|made| made.state.code()))>
            <h3 class="mb-1 text-sm font-medium">{td_string!(l, text.rewritten)}</h3>
            {failed}
            <p dir="auto" class="rounded-md border border-line p-3 text-sm wrap-anywhere whitespace-pre-wrap empty:hidden" aria-live="off">{move || rewriter.content.get()}</p>
            {move || is_silent().then(|| view! { <Typing /> })}
        </div>
    }
}

#[component]
fn Buttons(rewriter: Rewriter) -> impl IntoView {
    let l = use_locale();
    let is_writing = Memo::new(move |_| rewriter.is_writing());
    let cannot_put =
        Signal::derive(move || is_writing.get() || rewriter.content.with(|content| content.trim().is_empty()));
    let put = move |_| {
        if rewriter.put() {
            rewriter.pane.desk.toasts.success(td_string!(l, text.replaced));
        } else {
            rewriter.pane.desk.toasts.info(td_string!(l, text.moved_on));
        }
    };
    let stop = move || {
        is_writing.get().then(|| {
            view! {
                <Button icon=i::LuSquare on:click=move |_| rewriter.stop()>{td_string!(l, text.stop)}</Button>
            }
        })
    };
    view! {
        {stop}
        <Button
            icon=i::LuPenLine
            busy=Signal::derive(move || rewriter.is_busy.get() || is_writing.get())
            attr:data-action="rewrite-start"
            on:click=move |_| rewriter.start()
        >
            {td_string!(l, text.rewrite_start)}
        </Button>
        <Button variant=ButtonVariant::Primary icon=i::LuCheck disabled=cannot_put attr:data-action="replace" on:click=put>
            {td_string!(l, text.replace)}
        </Button>
    }
}
