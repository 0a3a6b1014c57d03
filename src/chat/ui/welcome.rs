//! A conversation that has not begun.

use super::thread::Thread;
use crate::{
    i18n::{td_string, use_locale},
    kit::Icon,
};
use icondata as i;
use leptos::prelude::*;

/// A greeting and examples that fill the composer.
#[component]
pub(super) fn Welcome(thread: Thread) -> impl IntoView {
    let l = use_locale();
    let examples = [
        (i::LuShoppingBag, td_string!(l, chat.example_1), td_string!(l, chat.example_1_text)),
        (i::LuMail, td_string!(l, chat.example_2), td_string!(l, chat.example_2_text)),
        (i::LuLightbulb, td_string!(l, chat.example_3), td_string!(l, chat.example_3_text)),
        (i::LuCode, td_string!(l, chat.example_4), td_string!(l, chat.example_4_text)),
    ];
    let example = move |(icon, name, text): (icondata::Icon, &'static str, &'static str)| {
        view! {
            <li>
                <button
                    type="button"
                    data-example=""
                    class="flex h-full w-full items-center gap-3 rounded-xl border border-line bg-surface p-3 text-start sm:items-start sm:p-4 shadow-low transition-colors hover:border-line-strong hover:bg-sunken"
                    on:click=move |_| fill(thread, text)
                >
                    <span class="flex rounded-md bg-primary-soft p-2 text-primary-text">
                        <Icon icon=icon />
                    </span>
                    <span class="min-w-0">
                        <span class="block text-sm font-semibold">{name}</span>
                        <span class="hidden text-sm text-muted sm:line-clamp-2">{text}</span>
                    </span>
                </button>
            </li>
        }
    };
    view! {
        <div class="mx-auto flex w-full max-w-[46rem] flex-1 flex-col justify-center px-4 py-8">
            <p class="text-center text-2xl font-bold text-balance md:text-3xl">{td_string!(l, chat.welcome)}</p>
            <p class="mt-2 text-center text-muted text-balance">{td_string!(l, chat.welcome_lead)}</p>
            <ul aria-label=td_string!(l, chat.examples) class="mt-8 grid grid-cols-2 gap-3">
                {examples.map(example)}
            </ul>
        </div>
    }
}

fn fill(thread: Thread, text: &str) {
    thread.write(text.to_owned());
    thread.focus_composer();
}
