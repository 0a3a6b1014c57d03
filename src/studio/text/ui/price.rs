//! What it would cost, and the ways on where there are not enough coins.

use super::desk::Desk;
use crate::{
    i18n::{Locale, coins, coins_in_words, td_string, use_locale},
    kernel::{AppError, Coins},
    kit::{Button, ButtonSize, LinkButton},
    run::model::Quote,
};
use icondata as i;
use leptos::prelude::*;

/// The most and the typical price; where the wallet is short of it, three ways on.
#[component]
pub(super) fn Price(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let is_refused = move || desk.error.with(|error| matches!(error, Some(AppError::InsufficientCoins { .. })));
    let is_short = Memo::new(move |_| {
        is_refused() || desk.quote.with(|quote| quote.as_ref().is_some_and(|quote| quote.maximum > quote.available))
    });
    let line = move || desk.quote.with(|quote| quote.as_ref().map(|quote| quote_line(l, quote)));
    view! {
        {line}
        {move || is_short.get().then(|| view! { <Ways desk=desk /> })}
    }
}

/// A line with a price.
pub(super) fn quote_line(l: Locale, quote: &Quote) -> AnyView {
    let missing = Coins::from_milli(quote.maximum.milli.saturating_sub(quote.available.milli));
    if missing > Coins::ZERO {
        let text = td_string!(
            l,
            chat.quote_short,
            maximum = coins_in_words(l, quote.maximum),
            available = coins(l, quote.available),
            missing = coins(l, missing)
        );
        return view! { <p data-quote="short" role="status" class="figures text-xs font-medium text-danger">{text}</p> }.into_any();
    }
    let text = td_string!(
        l,
        chat.quote,
        maximum = coins_in_words(l, quote.maximum),
        typical = coins_in_words(l, quote.typical)
    );
    view! { <p data-quote="enough" class="figures text-xs text-muted">{text}</p> }.into_any()
}

#[component]
fn Ways(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let is_many = move || desk.variants.with(|variants| variants != "1");
    view! {
        <div class="flex flex-col gap-2" data-ways="">
            <p class="text-xs font-medium">{td_string!(l, text.ways)}</p>
            <div class="flex flex-wrap gap-2">
                <LinkButton href="/app/wallet" size=ButtonSize::Small icon=i::LuWallet>{td_string!(l, chat.charge_wallet)}</LinkButton>
                <Button size=ButtonSize::Small icon=i::LuFoldVertical on:click=move |_| desk.shorten()>{td_string!(l, text.way_short)}</Button>
                <Button size=ButtonSize::Small icon=i::LuFile disabled=Signal::derive(move || !is_many()) on:click=move |_| desk.write_one()>{td_string!(l, text.way_one)}</Button>
            </div>
        </div>
    }
}
