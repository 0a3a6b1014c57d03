//! The shapes of a conversation and of the list.

use crate::{
    i18n::{td_string, use_locale},
    kit::Skeleton,
};
use leptos::prelude::*;

/// A conversation that is being loaded.
#[component]
pub(super) fn ThreadSkeleton() -> impl IntoView {
    let l = use_locale();
    let turn = || {
        view! {
            <Skeleton class="h-11 w-2/5 self-end rounded-2xl" />
            <div class="flex flex-col gap-3">
                <Skeleton class="h-4 w-full" />
                <Skeleton class="h-4 w-11/12" />
                <Skeleton class="h-4 w-3/5" />
            </div>
        }
    };
    view! {
        <div role="status" class="mx-auto flex w-full max-w-[46rem] flex-1 flex-col gap-8 px-4 pt-20">
            <span class="sr-only">{td_string!(l, kit.loading)}</span>
            {turn()}
            {turn()}
            <Skeleton class="mt-auto mb-6 h-28 w-full rounded-2xl" />
        </div>
    }
}

/// The list that is being loaded.
#[component]
pub(super) fn ListSkeleton() -> impl IntoView {
    let l = use_locale();
    let widths = ["h-4 w-4/5", "h-4 w-3/5", "h-4 w-11/12", "h-4 w-2/3", "h-4 w-1/2", "h-4 w-3/4"];
    view! {
        <div role="status" class="flex flex-col gap-6 px-3 pt-3">
            <span class="sr-only">{td_string!(l, kit.loading)}</span>
            {widths.map(|class| view! { <Skeleton class=class /> })}
        </div>
    }
}
