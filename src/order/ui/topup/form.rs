//! What is agreed to.

use crate::{
    i18n::{Locale, cash, coins_in_words, language, td_string, use_locale},
    kernel::{AppError, Cash, Coins, Currency, FieldProblem, typed, valid::Check},
    kit::{Alert, Button, ButtonVariant, Card, Checkbox, Form, Input, Select, Tone, use_toasts},
    offer::model::Offer,
    order::{
        rpc::put_top_up,
        topup::{TopUpInput, TopUpRule, TopUpState, check, price_of},
        ui::word,
    },
};
use leptos::{prelude::*, task::spawn_local};

/// Coins below which something is bought, where nothing was agreed to yet.
const THRESHOLD: Coins = Coins::from_milli(50_000);
/// Packages a month, where nothing was agreed to yet.
const TIMES: i64 = 5;

#[component]
pub(super) fn RulePart(
    rule: Option<TopUpRule>,
    offers: Vec<Offer>,
    has_card: bool,
    on_changed: Callback<()>,
) -> impl IntoView {
    let l = use_locale();
    let content = if offers.is_empty() {
        view! { <p class="text-sm text-muted">{td_string!(l, topup.no_packages)}</p> }.into_any()
    } else if has_card {
        view! { <RuleForm rule=rule offers=offers on_changed=on_changed /> }.into_any()
    } else {
        view! { <p class="text-sm text-muted">{td_string!(l, topup.needs_card)}</p> }.into_any()
    };
    view! { <Card title=td_string!(l, topup.rule)>{content}</Card> }
}

/// A package in one of its currencies: `{offer}:{currency}`.
fn name(offer: &Offer, currency: Currency) -> String {
    format!("{}:{currency}", offer.id)
}

fn options(l: Locale, offers: &[Offer]) -> Vec<(String, String)> {
    let each = |offer: &Offer| {
        let of = |currency: Currency| {
            let price = price_of(offer, currency)?;
            let coins = coins_in_words(l, offer.content.coins_in_all());
            let words = td_string!(
                l,
                topup.package_option,
                name = offer.content.name(language(l)).to_owned(),
                coins = coins,
                price = cash(l, price)
            );
            Some((name(offer, currency), words))
        };
        Currency::ALL.into_iter().filter_map(of).collect::<Vec<_>>()
    };
    offers.iter().flat_map(each).collect()
}

#[component]
fn RuleForm(rule: Option<TopUpRule>, offers: Vec<Offer>, on_changed: Callback<()>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let choices = options(l, &offers);
    let agreed = rule.as_ref().map(|rule| format!("{}:{}", rule.package_id, rule.price_max.currency));
    let chosen = agreed.filter(|agreed| choices.iter().any(|(name, _)| name == agreed));
    let chosen = chosen.or_else(|| choices.first().map(|(name, _)| name.clone())).unwrap_or_default();
    let is_on = rule.as_ref().is_some_and(|rule| rule.state == TopUpState::On);
    let offers = StoredValue::new(offers);
    let found = move |name: &str| {
        let (id, currency) = name.split_once(':')?;
        let (id, currency) = (id.parse().ok()?, currency.parse::<Currency>().ok()?);
        let offer = offers.with_value(|offers| offers.iter().find(|offer| offer.id == id).cloned())?;
        let price = price_of(&offer, currency)?;
        Some((offer, price))
    };
    let usual = found(&chosen).map(|(_, price)| Cash::new(price.amount_minor.saturating_mul(TIMES), price.currency));
    let month = rule.as_ref().map(|rule| rule.month_max).or(usual).map(typed::of_cash).unwrap_or_default();
    let threshold = RwSignal::new(rule.as_ref().map_or(THRESHOLD, |rule| rule.threshold).to_string());
    let (package, month) = (RwSignal::new(chosen), RwSignal::new(month));
    let (consent, is_busy, error) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<AppError>));
    let month_error = RwSignal::new(None::<String>);
    let price = Memo::new(move |_| package.with(|name| found(name)).map(|(_, price)| price));
    let done = move |words: &'static str, input: TopUpInput| {
        is_busy.set(true);
        spawn_local(async move {
            let answer = put_top_up(input).await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(_) => {
                    toasts.success(words);
                    on_changed.run(());
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    let read = move || -> Result<TopUpInput, AppError> {
        let mut typed = Check::new();
        let coins = threshold.with_untracked(|text| typed.typed_coins("threshold", text));
        let Some((offer, price)) = package.with_untracked(|name| found(name)) else {
            return Err(AppError::field("package_id", FieldProblem::Required));
        };
        let most = month.with_untracked(|text| typed.typed_cash("month_max_minor", text, price.currency));
        typed.done()?;
        let (Some(threshold), Some(most)) = (coins, most) else {
            let field = if coins.is_none() { "threshold" } else { "month_max_minor" };
            return Err(AppError::field(field, FieldProblem::Required));
        };
        let input = TopUpInput {
            enabled: true,
            threshold,
            package_id: offer.id,
            currency: price.currency,
            price_max_minor: Some(price.amount_minor),
            month_max_minor: most.amount_minor,
            consent: consent.get_untracked(),
        };
        if input.month_max_minor < price.amount_minor {
            month_error.set(Some(td_string!(l, topup.month_least, price = cash(l, price))));
        }
        check(&input, &offer)?;
        Ok(input)
    };
    let agree = move |()| {
        month_error.set(None);
        error.set(None);
        match read() {
            Ok(input) => done(td_string!(l, topup.turned_on), input),
            // Cents are no words for people: the field says it itself.
            Err(_) if month_error.with_untracked(Option::is_some) => {}
            Err(wrong) => error.set(Some(wrong)),
        }
    };
    let off = rule.filter(|rule| rule.state != TopUpState::Off).map(|rule| {
        let input = TopUpInput {
            enabled: false,
            threshold: rule.threshold,
            package_id: rule.package_id,
            currency: rule.price_max.currency,
            price_max_minor: None,
            month_max_minor: rule.month_max.amount_minor,
            consent: false,
        };
        view! {
            <Button busy=is_busy on:click=move |_| done(td_string!(l, topup.turned_off), input.clone()) attr:data-action="turn-off">
                {td_string!(l, topup.turn_off)}
            </Button>
        }
    });
    let go = if is_on { td_string!(l, topup.change) } else { td_string!(l, topup.turn_on) };
    let unit = move || price.get().map_or("", |price| word::currency(l, price.currency));
    let terms = move || price.get().map(|price| td_string!(l, topup.consent_text, price = cash(l, price)));
    let limit = move || {
        view! {
            <Input
                name="month_max_minor"
                label=td_string!(l, topup.month_max, unit = unit())
                hint=td_string!(l, topup.month_max_hint)
                value=month
                inputmode="decimal"
                autocomplete="off"
                ltr=true
                error=month_error
            />
        }
    };
    view! {
        <Form on_submit=Callback::new(agree) error=error>
            <Input
                name="threshold"
                label=td_string!(l, topup.threshold)
                hint=td_string!(l, topup.threshold_hint)
                value=threshold
                inputmode="decimal"
                autocomplete="off"
                ltr=true
            />
            <Select name="package_id" label=td_string!(l, topup.package) options=Signal::stored(choices) value=package />
            {limit}
            <Alert tone=Tone::Neutral>{terms}</Alert>
            <div>
                <Checkbox name="consent" label=td_string!(l, topup.consent) checked=consent />
                <word::Wrong name="consent" />
            </div>
            <div class="flex flex-wrap gap-3">
                <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy attr:data-action="turn-on">{go}</Button>
                {off}
            </div>
        </Form>
    }
}
