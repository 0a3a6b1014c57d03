//! The page of a purchase.

use super::{code::CodeField, desk::Desk, pay::Sum, ways::Ways};
use crate::{
    i18n::{cash, coins_in_words, count, duration, language, td_string, use_locale},
    kernel::{AppError, Coins, Currency, digits, id::OfferId},
    kit::{
        Alert, ButtonSize, ButtonVariant, Card, Choice, Choices, Empty, Field, Form, Icon, IconButton, LinkButton,
        Loaded, PageBody, PageHeader, Skeleton, Tone, set_status,
    },
    offer::model::Period,
    order::{model::Checkout, rpc, ui::word},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

const DAY_S: i64 = 86_400;

/// `/app/checkout/{offer}?currency=`
#[component]
pub fn CheckoutPage() -> impl IntoView {
    let l = use_locale();
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.read().get("offer").unwrap_or_default());
    let wish = query.read_untracked().get("currency").and_then(|code| code.parse::<Currency>().ok());
    let checkout = Resource::new(move || id.get(), async |id| load(&id).await);
    view! {
        <PageBody class="max-w-5xl">
            <PageHeader title=td_string!(l, order.checkout_title) lead=td_string!(l, order.checkout_lead) />
            <Loaded resource=checkout skeleton=Shape let:found>
                {match found {
                    None => view! { <Missing /> }.into_any(),
                    Some(checkout) if checkout.gateways.is_empty() => view! { <Closed checkout=checkout /> }.into_any(),
                    Some(checkout) if checkout.quantity_max == 0 => view! { <Enough checkout=checkout /> }.into_any(),
                    Some(checkout) => view! { <Purchase checkout=checkout wish=wish /> }.into_any(),
                }}
            </Loaded>
        </PageBody>
    }
}

/// What is not for sale is none.
async fn load(id: &str) -> Result<Option<Checkout>, AppError> {
    let Ok(id) = id.parse::<OfferId>() else { return Ok(None) };
    match rpc::open_checkout(id).await {
        Err(AppError::NotFound) => Ok(None),
        answer => answer.map(Some),
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
            <div class="flex flex-col gap-6">
                <Skeleton class="h-36 rounded-lg" />
                <Skeleton class="h-64 rounded-lg" />
            </div>
            <Skeleton class="h-64 rounded-lg" />
        </div>
    }
}

#[component]
fn Missing() -> impl IntoView {
    let l = use_locale();
    set_status(404);
    view! {
        <Card flush=true>
            <Empty icon=i::LuPackageX title=td_string!(l, order.offer_missing_title) text=td_string!(l, order.offer_missing_body)>
                <LinkButton href="/pricing" external=true>{td_string!(l, order.to_pricing)}</LinkButton>
            </Empty>
        </Card>
    }
}

/// No way to pay is open.
#[component]
fn Closed(checkout: Checkout) -> impl IntoView {
    let l = use_locale();
    view! {
        <Offer checkout=checkout />
        <Card flush=true>
            <Empty icon=i::LuWalletCards title=td_string!(l, order.closed_title) text=td_string!(l, order.closed_body)>
                <LinkButton href="/app/redeem" icon=i::LuGift>{td_string!(l, order.to_redeem)}</LinkButton>
                <LinkButton href="/app/wallet" icon=i::LuWallet>{td_string!(l, order.to_wallet)}</LinkButton>
            </Empty>
        </Card>
    }
}

/// This person has as many as one may.
#[component]
fn Enough(checkout: Checkout) -> impl IntoView {
    let l = use_locale();
    view! {
        <Offer checkout=checkout />
        <Card flush=true>
            <Empty icon=i::LuPackageCheck title=td_string!(l, order.enough_title) text=td_string!(l, order.enough_body)>
                <LinkButton href="/pricing" external=true>{td_string!(l, order.to_pricing)}</LinkButton>
                <LinkButton href="/app/orders">{td_string!(l, order.all_orders)}</LinkButton>
            </Empty>
        </Card>
    }
}

#[component]
fn Purchase(checkout: Checkout, wish: Option<Currency>) -> impl IntoView {
    let l = use_locale();
    let desk = Desk::new(l, &checkout, wish);
    desk.keep_quoted();
    let many = checkout.quantity_max > 1;
    let too_many = move || {
        let full = desk.error.with(|error| matches!(error, Some(AppError::TooMany { .. })));
        full.then(|| view! {
            <Alert tone=Tone::Warning>
                <a href="/app/orders" class="font-medium underline underline-offset-4">{td_string!(l, order.open_orders)}</a>
            </Alert>
        })
    };
    view! {
        <Form on_submit=Callback::new(move |()| desk.submit()) error=desk.error>
            {too_many}
            <div class="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
                <div class="flex min-w-0 flex-col gap-6">
                    <Offer checkout=checkout />
                    <Card title=td_string!(l, order.how_to_pay)>
                        <div class="flex flex-col gap-5">
                            <Ways desk=desk />
                            <Currencies desk=desk />
                        </div>
                    </Card>
                    <Card>
                        <div class="grid gap-5 sm:grid-cols-2">
                            {many.then(|| view! { <Quantity desk=desk /> })}
                            <CodeField desk=desk />
                        </div>
                    </Card>
                </div>
                <Sum desk=desk />
            </div>
        </Form>
    }
}

/// What is bought.
#[component]
fn Offer(checkout: Checkout) -> impl IntoView {
    let l = use_locale();
    let content = checkout.offer.content;
    let package = content.package().cloned().unwrap_or_default();
    let bonus = (package.bonus_coins > Coins::ZERO)
        .then(|| td_string!(l, order.with_bonus, coins = coins_in_words(l, package.bonus_coins)));
    let lasts = match package.expires_days {
        _ if content.plan().is_some_and(|plan| plan.period == Period::Monthly) => {
            td_string!(l, order.every_month).to_owned()
        }
        _ if content.plan().is_some() => td_string!(l, order.every_year).to_owned(),
        Some(days) => td_string!(l, order.lasts, days = duration(l, days.saturating_mul(DAY_S))),
        None => td_string!(l, order.lasts_forever).to_owned(),
    };
    let once = package.limit_per_user.map(|number| td_string!(l, order.limit, number = count(l, number)));
    let point = |icon, text: String| {
        view! {
            <li class="flex items-start gap-2">
                <Icon icon=icon class="mt-0.5 size-4.5 text-muted" />
                <span class="min-w-0 wrap-anywhere">{text}</span>
            </li>
        }
    };
    let price = content.prices.iter().map(|price| cash(l, *price)).collect::<Vec<_>>().join(" · ");
    let description = content.description(language(l)).to_owned();
    view! {
        <Card>
            <div class="flex items-start gap-4" data-part="offer">
                <span class="inline-flex rounded-lg bg-primary-soft p-3 text-primary-text max-sm:hidden">
                    <Icon icon=i::LuCoins class="size-7" />
                </span>
                <div class="min-w-0 flex-1">
                    <h2 class="text-lg font-semibold wrap-anywhere">{content.name(language(l)).to_owned()}</h2>
                    {(!description.is_empty()).then(|| view! { <p class="text-sm wrap-anywhere text-muted">{description}</p> })}
                    <ul class="mt-3 flex flex-wrap gap-x-6 gap-y-2 text-sm">
                        {point(i::LuCoins, coins_in_words(l, content.coins))}
                        {bonus.map(|bonus| point(i::LuGift, bonus))}
                        {point(i::LuCalendarClock, lasts)}
                        {once.map(|once| point(i::LuCircleAlert, once))}
                    </ul>
                    <p class="mt-3 text-xs text-muted"><bdi>{price}</bdi></p>
                </div>
            </div>
        </Card>
    }
}

/// Which of the gateway's currencies, where it takes several.
#[component]
fn Currencies(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let options = Memo::new(move |_| desk.currencies());
    move || {
        let currencies = options.get();
        (currencies.len() > 1).then(|| {
            let choice = |currency: Currency| Choice {
                value: currency.code().to_owned(),
                label: word::currency(l, currency).to_owned(),
                icon: None,
            };
            let choose = move |(code,): (String,)| {
                if let Ok(currency) = code.parse() {
                    desk.currency.set(currency);
                }
            };
            view! {
                <Choices
                    name="currency"
                    label=td_string!(l, order.currency)
                    options=currencies.into_iter().map(choice).collect()
                    initial=desk.currency.get_untracked().code()
                    on_change=Callback::from(move |code: String| choose((code,)))
                />
            }
        })
    }
}

/// How many, between one and as many as allowed.
#[component]
fn Quantity(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let step = move |by: i64| desk.count_on(desk.quantity.get_untracked() + by);
    let typed = move |text: String| {
        desk.count_on(digits::plain(&text).parse().unwrap_or(1));
        // What was no number goes back to what counts.
        desk.quantity.notify();
    };
    let is_least = Signal::derive(move || desk.quantity.get() <= 1);
    let is_most = Signal::derive(move || desk.quantity.get() >= desk.quantity_max);
    let wrong = desk.wrong(l, "quantity");
    view! {
        <Field id="field-quantity" label=td_string!(l, order.quantity) error=wrong>
            <div class="flex items-center gap-2">
                <IconButton label=td_string!(l, order.less) icon=i::LuMinus variant=ButtonVariant::Secondary size=ButtonSize::Medium disabled=is_least on:click=move |_| step(-1) />
                <input
                    id="field-quantity"
                    name="quantity"
                    class="control figures w-20 text-center"
                    inputmode="numeric"
                    autocomplete="off"
                    value=count(l, desk.quantity.get_untracked())
                    prop:value=move || count(l, desk.quantity.get())
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby="field-quantity-error"
                    on:change=move |event| typed(event_target_value(&event))
                    on:keydown=move |event| {
                        // It counts, and nothing is paid: the amount is another one now.
                        if event.key() == "Enter" {
                            event.prevent_default();
                            typed(event_target_value(&event));
                        }
                    }
                />
                <IconButton label=td_string!(l, order.more) icon=i::LuPlus variant=ButtonVariant::Secondary size=ButtonSize::Medium disabled=is_most on:click=move |_| step(1) />
            </div>
        </Field>
    }
}
