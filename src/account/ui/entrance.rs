//! What the forms of visitors have in common: a card in the middle of the page.

use super::posted::Posted;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// A form's card: name, purpose, the form, and where else to go under it.
#[component]
pub fn Entrance(
    /// The page's name.
    #[prop(into)]
    title: String,
    /// What it is for.
    #[prop(into)]
    lead: String,
    /// The way to the other form.
    #[prop(into, optional)]
    foot: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <Meta name="description" content=lead.clone() />
        <section class="glow flex min-h-[calc(100dvh-4rem)] flex-col items-center px-4 py-10 sm:justify-center sm:py-16">
            <div class="w-full max-w-md rounded-xl border border-line bg-surface p-6 shadow-high sm:p-9">
                <header class="mb-7 flex flex-col items-center text-center">
                    <img src="/favicon.svg" alt="" width="44" height="44" />
                    <h1 class="mt-4 text-2xl font-bold">{title}</h1>
                    <p class="mt-1.5 text-sm text-balance text-muted">{lead}</p>
                </header>
                {children()}
            </div>
            <p class="mt-6 flex flex-wrap items-center justify-center gap-x-2 text-sm text-muted empty:hidden">{foot.run()}</p>
        </section>
    }
}

/// A question and the link that answers it.
#[component]
pub fn OtherWay(question: &'static str, href: String, label: &'static str) -> impl IntoView {
    view! {
        <span>{question}</span>
        <a href=href rel="external" class="py-2 font-semibold text-primary-text underline-offset-4 hover:underline">{label}</a>
    }
}

/// Carries a value of the address through the form.
pub fn hidden(form: &Posted, name: &'static str) -> impl IntoView + use<> {
    view! { <input type="hidden" name=name value=form.value(name) /> }
}
