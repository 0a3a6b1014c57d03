//! The parts of the landing page.

use crate::{
    i18n::{coins_in_words, count, td_string, use_locale},
    kernel::Coins,
    kit::Icon,
};
use icondata as i;
use leptos::prelude::*;

/// One thing the product does.
#[component]
pub fn Feature(icon: icondata::Icon, title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <li>
            <span class="inline-flex rounded-lg bg-primary-soft p-2.5 text-primary-text">
                <Icon icon=icon />
            </span>
            <h3 class="mt-4 font-semibold">{title}</h3>
            <p class="mt-1 text-sm text-muted">{text}</p>
        </li>
    }
}

/// One step of the way.
#[component]
pub fn Step(number: i64, title: &'static str, text: &'static str) -> impl IntoView {
    let l = use_locale();
    view! {
        <li class="rounded-lg border border-line bg-surface p-6 shadow-low">
            <span class="flex size-9 items-center justify-center rounded-full bg-accent-soft font-bold text-accent">{count(l, number)}</span>
            <h3 class="mt-4 font-semibold">{title}</h3>
            <p class="mt-1 text-sm text-muted">{text}</p>
        </li>
    }
}

/// What a conversation and its receipt look like.
#[component]
pub fn Sample() -> impl IntoView {
    let l = use_locale();
    view! {
        <figure aria-label=td_string!(l, app.sample_label) class="rounded-xl border border-line bg-surface p-5 shadow-high md:p-6">
            <p class="ms-auto w-fit max-w-[85%] rounded-xl rounded-ee-sm bg-primary px-4 py-2.5 text-sm text-on-primary">
                {td_string!(l, app.sample_question)}
            </p>
            <div class="mt-4 flex gap-3">
                <span class="mt-1 inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-accent">
                    <Icon icon=i::LuSparkles class="size-4.5" />
                </span>
                <p class="text-sm">{td_string!(l, app.sample_answer)}</p>
            </div>
            <dl class="mt-6 rounded-lg bg-sunken px-4 py-3 text-sm">
                <Line name=td_string!(l, app.sample_held) milli=1_200 />
                <Line name=td_string!(l, app.sample_returned) milli=850 />
                <Line name=td_string!(l, app.sample_charged) milli=350 class="mt-2 border-t border-line pt-2 font-semibold" />
            </dl>
        </figure>
    }
}

#[component]
fn Line(name: &'static str, milli: i64, #[prop(optional)] class: &'static str) -> impl IntoView {
    let l = use_locale();
    view! {
        <div class=format!("flex justify-between gap-4 py-0.5 {class}")>
            <dt>{name}</dt>
            <dd class="figures">{coins_in_words(l, Coins::from_milli(milli))}</dd>
        </div>
    }
}
