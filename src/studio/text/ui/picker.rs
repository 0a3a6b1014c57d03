//! What can be written.

use super::{desk::Desk, word};
use crate::{
    i18n::{td_string, use_locale},
    kit::Icon,
    studio::text::kind::TextKind,
};
use leptos::prelude::*;

const TILE: &str = "flex h-full min-h-11 w-full items-center gap-2.5 rounded-lg border border-line bg-surface px-3 py-2 text-start text-sm \
    shadow-low transition-colors hover:border-line-strong hover:bg-sunken aria-pressed:border-primary aria-pressed:bg-primary-soft";

/// A tile for each kind, and a line about the one that is chosen.
#[component]
pub(super) fn Picker(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let tile = move |kind: &'static TextKind| {
        let (name, hint, icon) = word::kind(l, *kind);
        view! {
            <li>
                <button
                    type="button"
                    data-task=kind.code()
                    title=hint
                    aria-pressed=move || (desk.task.get() == *kind).to_string()
                    class=TILE
                    on:click=move |_| {
                        desk.error.set(None);
                        desk.task.set(*kind);
                    }
                >
                    <Icon icon=icon class="size-4.5 shrink-0 text-primary-text" />
                    <span class="min-w-0 font-medium">{name}</span>
                </button>
            </li>
        }
    };
    view! {
        <section class="flex flex-col gap-3" aria-label=td_string!(l, text.tasks)>
            <ul class="grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-5 xl:grid-cols-7">
                {TextKind::ALL.iter().map(tile).collect_view()}
            </ul>
            <p class="text-sm text-muted" aria-live="polite">{move || word::kind(l, desk.task.get()).1}</p>
        </section>
    }
}
