//! A new key, shown this once.

use super::board::Board;
use crate::{
    i18n::{td_string, use_locale},
    kit::{Alert, Button, ButtonVariant, Checkbox, CopyButton, Dialog, Tone},
};
use leptos::prelude::*;

/// The dialog with the key. It closes when its reader says that the key is safe.
#[component]
pub(super) fn Reveal(board: Board) -> impl IntoView {
    let l = use_locale();
    let is_saved = RwSignal::new(false);
    let text = move || board.revealed.with(|key| key.as_ref().map(|key| key.0.clone()).unwrap_or_default());
    let done = move |_| board.is_revealing.set(false);
    Effect::new(move |_| {
        if !board.is_revealing.get() {
            board.revealed.set(None);
            is_saved.set(false);
        }
    });
    let foot = move || {
        let waits = Signal::derive(move || !is_saved.get());
        view! {
            <Button variant=ButtonVariant::Primary disabled=waits on:click=done attr:data-action="close-key">
                {td_string!(l, key.reveal_done)}
            </Button>
        }
    };
    view! {
        <Dialog open=board.is_revealing id="reveal-key" title=td_string!(l, key.reveal_title) foot=foot insistent=true class="max-w-xl">
            <div class="flex flex-col gap-4">
                <Alert tone=Tone::Warning>{td_string!(l, key.reveal_text)}</Alert>
                <div class="flex items-center gap-3 rounded-md border border-line bg-sunken py-2 ps-4 pe-2">
                    <code dir="ltr" class="min-w-0 flex-1 text-sm break-all select-all" data-key-text>{text}</code>
                    <CopyButton text=Signal::derive(text) />
                </div>
                <Checkbox name="saved" label=td_string!(l, key.reveal_saved) checked=is_saved />
            </div>
        </Dialog>
    }
}
