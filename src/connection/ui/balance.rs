//! What is left of the account with a provider.

use super::{outcome::Said, word};
use crate::{
    connection::{
        model::{Connection, ProviderBalance},
        rpc,
    },
    i18n::{date_time, td_string, use_locale},
    kit::{Alert, Button, ButtonSize, Card, Tone, use_toasts},
};
use icondata as i;
use leptos::prelude::*;

/// The balance with its time, and a button that asks for it.
#[component]
pub(super) fn Balance(connection: Connection, on_change: Callback<Connection>) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let id = StoredValue::new(connection.id.clone());
    let ask = Action::new(move |(): &()| async move {
        match rpc::ask_balance(id.get_value()).await {
            Ok(fresh) => on_change.run(fresh),
            Err(error) => toasts.error(&error),
        }
    });
    let button = move || {
        view! {
            <Button
                size=ButtonSize::Small
                icon=i::LuRefreshCw
                busy=ask.pending()
                on:click=move |_| {
                    ask.dispatch(());
                }
            >
                {td_string!(l, connection.balance_ask)}
            </Button>
        }
    };
    let low = connection.low_balance_usd.clone().filter(|_| connection.is_low);
    let low = low.map(|amount| td_string!(l, connection.balance_low, amount = word::dollars(l, &amount)));
    let content = match connection.balance {
        None => view! { <p class="text-sm text-muted">{td_string!(l, connection.balance_never)}</p> }.into_any(),
        Some(told) => view! { <Figures told=told /> }.into_any(),
    };
    view! {
        <Card title=td_string!(l, connection.balance) lead=td_string!(l, connection.balance_lead).to_owned() aside=button>
            <div data-part="balance" class="flex flex-col gap-4">
                {low.map(|low| view! { <Alert tone=Tone::Warning>{low}</Alert> })}
                {content}
            </div>
        </Card>
    }
}

#[component]
fn Figures(told: ProviderBalance) -> impl IntoView {
    let l = use_locale();
    let failed = told.failure.as_deref().map(|class| {
        let title = td_string!(l, connection.balance_failed, at = date_time(l, told.asked_at));
        let meaning = word::failure(l, class);
        let said = told.detail.clone().filter(|said| !said.is_empty());
        view! { <Alert tone=Tone::Warning title=title>{meaning} {said.map(|said| view! { <Said said=said /> })}</Alert> }
    });
    let figures = told.ok_at.map(|at| {
        let dollars = |amount: Option<String>, none: &'static str| match amount {
            Some(amount) => (word::dollars(l, &amount), "text-lg font-semibold"),
            None => (none.to_owned(), "text-sm text-muted"),
        };
        let fact = |name: &'static str, (value, class): (String, &'static str)| {
            view! {
                <div class="flex min-w-0 flex-col-reverse justify-end">
                    <dt class="text-xs text-muted">{name}</dt>
                    <dd class=class>{value}</dd>
                </div>
            }
        };
        let unknown = td_string!(l, connection.balance_unknown);
        view! {
            <dl class="grid gap-4 sm:grid-cols-3">
                {fact(td_string!(l, connection.balance_left), dollars(told.remaining_usd.clone(), unknown))}
                {fact(td_string!(l, connection.balance_used), dollars(told.used_usd.clone(), unknown))}
                {fact(td_string!(l, connection.balance_limit), dollars(told.limit_usd.clone(), td_string!(l, connection.unlimited)))}
            </dl>
            <p class="text-xs text-muted">{td_string!(l, connection.balance_at, at = date_time(l, at))}</p>
        }
    });
    view! {
        {failed}
        {figures}
    }
}
