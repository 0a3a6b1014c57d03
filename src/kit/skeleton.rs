//! The shape of what is coming.

use crate::i18n::{td_string, use_locale};
use leptos::prelude::*;

/// A grey block of the size that `class` gives it.
#[component]
pub fn Skeleton(
    /// Size utilities: `h-5 w-32`.
    #[prop(into)]
    class: String,
) -> impl IntoView {
    let corner = if class.contains("rounded") { "" } else { "rounded-md" };
    view! { <span class=format!("block animate-shimmer bg-line {corner} {class}")></span> }
}

/// Lines of a text.
#[component]
pub fn SkeletonLines(
    /// How many.
    #[prop(default = 3)]
    lines: u8,
) -> impl IntoView {
    let lines = (0..lines).map(|at| view! { <Skeleton class=if at % 3 == 2 { "h-4 w-3/5" } else { "h-4 w-full" } /> });
    view! { <Loading>{lines.collect_view()}</Loading> }
}

/// Rows of a table or list.
#[component]
pub fn SkeletonRows(
    /// How many.
    #[prop(default = 5)]
    rows: u8,
) -> impl IntoView {
    let row = || {
        view! {
            <div class="flex items-center gap-4 py-1.5">
                <Skeleton class="size-9 rounded-full" />
                <Skeleton class="h-4 flex-1" />
                <Skeleton class="h-4 w-16" />
            </div>
        }
    };
    view! { <Loading>{(0..rows).map(|_| row()).collect_view()}</Loading> }
}

/// A row of numbers.
#[component]
pub fn SkeletonCards(
    /// How many.
    #[prop(default = 3)]
    cards: u8,
) -> impl IntoView {
    view! {
        <Loading>
            <div class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
                {(0..cards).map(|_| view! { <Skeleton class="h-28 rounded-lg" /> }).collect_view()}
            </div>
        </Loading>
    }
}

#[component]
fn Loading(children: Children) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class="flex flex-col gap-3" role="status">
            <span class="sr-only">{td_string!(l, kit.loading)}</span>
            {children()}
        </div>
    }
}
