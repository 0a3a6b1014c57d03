//! The first page: what this is, what it costs, how to begin.

use super::landing_part::{Feature, Sample, Step};
use crate::{
    app::use_surroundings,
    i18n::{coins_in_words, td_string, use_locale},
    kernel::Coins,
    kit::{ButtonSize, ButtonVariant, Icon, LinkButton},
};
use icondata as i;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// The landing page.
#[component]
pub fn LandingPage() -> impl IntoView {
    let l = use_locale();
    view! {
        <Title text=td_string!(l, app.landing_title) />
        <Meta name="description" content=td_string!(l, app.landing_lead) />
        <Hero />
        <Features />
        <Steps />
        <Close />
    }
}

#[component]
fn Hero() -> impl IntoView {
    let l = use_locale();
    view! {
        <section class="glow overflow-hidden">
            <div class="mx-auto grid max-w-6xl items-center gap-12 px-4 py-14 md:px-8 lg:grid-cols-[1.05fr_1fr] lg:gap-16 lg:py-24">
                <div>
                    <h1 class="text-4xl font-extrabold sm:text-5xl">{td_string!(l, app.landing_title)}</h1>
                    <p class="mt-5 max-w-xl text-lg text-muted">{td_string!(l, app.landing_lead)}</p>
                    <div class="mt-8 flex flex-wrap items-center gap-3">
                        <LinkButton href="/sign-up" external=true variant=ButtonVariant::Primary size=ButtonSize::Large>
                            {td_string!(l, app.landing_start)}
                        </LinkButton>
                        <LinkButton href="/sign-in" external=true variant=ButtonVariant::Ghost size=ButtonSize::Large>
                            {td_string!(l, app.landing_have_account)}
                        </LinkButton>
                    </div>
                    <Gift />
                </div>
                <Sample />
            </div>
        </section>
    }
}

/// What a new account comes with, where it comes with something.
#[component]
fn Gift() -> impl IntoView {
    let l = use_locale();
    let gift = use_surroundings().signup_coins;
    (gift > Coins::ZERO).then(|| {
        view! {
            <p class="mt-5 flex items-center gap-2 text-sm font-medium text-primary-text">
                <Icon icon=i::LuGift class="size-4.5" />
                {td_string!(l, app.landing_gift, coins = coins_in_words(l, gift))}
            </p>
        }
    })
}

#[component]
fn Features() -> impl IntoView {
    let l = use_locale();
    view! {
        <section class="border-y border-line bg-surface">
            <div class="mx-auto max-w-6xl px-4 py-16 md:px-8 md:py-20">
                <h2 class="text-2xl font-bold md:text-3xl">{td_string!(l, app.landing_features)}</h2>
                <ul class="mt-10 grid gap-x-10 gap-y-10 sm:grid-cols-2 lg:grid-cols-3">
                    <Feature icon=i::LuMessagesSquare title=td_string!(l, app.feature_models_title) text=td_string!(l, app.feature_models_body) />
                    <Feature icon=i::LuTag title=td_string!(l, app.feature_quote_title) text=td_string!(l, app.feature_quote_body) />
                    <Feature icon=i::LuReceiptText title=td_string!(l, app.feature_receipt_title) text=td_string!(l, app.feature_receipt_body) />
                    <Feature icon=i::LuUndo2 title=td_string!(l, app.feature_failure_title) text=td_string!(l, app.feature_failure_body) />
                    <Feature icon=i::LuLanguages title=td_string!(l, app.feature_persian_title) text=td_string!(l, app.feature_persian_body) />
                    <Feature icon=i::LuRefreshCw title=td_string!(l, app.feature_continue_title) text=td_string!(l, app.feature_continue_body) />
                </ul>
            </div>
        </section>
    }
}

#[component]
fn Steps() -> impl IntoView {
    let l = use_locale();
    view! {
        <section class="mx-auto max-w-6xl px-4 py-16 md:px-8 md:py-20">
            <h2 class="text-2xl font-bold md:text-3xl">{td_string!(l, app.landing_how)}</h2>
            <ol class="mt-10 grid gap-6 md:grid-cols-3">
                <Step number=1 title=td_string!(l, app.step_account_title) text=td_string!(l, app.step_account_body) />
                <Step number=2 title=td_string!(l, app.step_ask_title) text=td_string!(l, app.step_ask_body) />
                <Step number=3 title=td_string!(l, app.step_receipt_title) text=td_string!(l, app.step_receipt_body) />
            </ol>
        </section>
    }
}

#[component]
fn Close() -> impl IntoView {
    let l = use_locale();
    view! {
        <section class="mx-auto max-w-6xl px-4 pb-20 md:px-8">
            <div class="flex flex-col items-center rounded-2xl border border-line bg-primary-soft px-6 py-14 text-center">
                <h2 class="text-2xl font-bold md:text-3xl">{td_string!(l, app.landing_close_title)}</h2>
                <p class="mt-2 mb-7 text-muted">{td_string!(l, app.landing_close_body)}</p>
                <LinkButton href="/sign-up" external=true variant=ButtonVariant::Primary size=ButtonSize::Large>{td_string!(l, app.sign_up)}</LinkButton>
            </div>
        </section>
    }
}
