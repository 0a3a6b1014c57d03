//! The other plans, and changing to one.

use super::word;
use crate::{
    i18n::{cash, date, language, td_string, use_locale},
    kit::{Button, Card, Confirm, use_toasts},
    offer::model::Offer,
    subscription::{
        model::{Subscription, is_more},
        rpc::change_plan,
    },
};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub(super) fn Others(current: Subscription, plans: Vec<Offer>, on_changed: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let next = current.next.as_ref().map(|next| next.id);
    let plans: Vec<Offer> =
        plans.into_iter().filter(|offer| offer.id != current.plan.id && Some(offer.id) != next).collect();
    if plans.is_empty() {
        return ().into_any();
    }
    let entry = move |offer: Offer| view! { <Entry offer=offer current=current.clone() on_changed=on_changed /> };
    view! {
        <Card title=td_string!(l, subscription.change) lead=td_string!(l, subscription.change_lead)>
            <ul class="divide-y divide-line">{plans.into_iter().map(entry).collect_view()}</ul>
        </Card>
    }
    .into_any()
}

#[component]
fn Entry(offer: Offer, current: Subscription, on_changed: Callback<()>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (is_busy, is_asking) = (RwSignal::new(false), RwSignal::new(false));
    let name = offer.content.name(language(l)).to_owned();
    let is_now = is_more(&offer, &current.plan);
    let when = if is_now {
        td_string!(l, subscription.choose_now).to_owned()
    } else {
        td_string!(l, subscription.choose_later, date = date(l, current.paid_until))
    };
    let prices: Vec<String> = offer.content.prices.iter().map(|price| cash(l, *price)).collect();
    let prices = format!("{} {}", prices.join(" · "), word::per_period(l, &offer));
    let (id, asks) = (offer.id, current.gateway.renews());
    let change = move || {
        is_busy.set(true);
        spawn_local(async move {
            let changed = change_plan(id).await;
            let _ = is_busy.try_set(false);
            match changed {
                Ok(changed) => match changed.checkout_url {
                    Some(url) => drop(window().location().set_href(&url)),
                    None => {
                        toasts.success(td_string!(l, subscription.changed));
                        on_changed.run(());
                    }
                },
                Err(error) => toasts.error(&error),
            }
        });
    };
    let press = move |_| if asks { is_asking.set(true) } else { change() };
    let text = if is_now {
        td_string!(l, subscription.choose_text_now).to_owned()
    } else {
        td_string!(l, subscription.choose_text_later, date = date(l, current.period_end))
    };
    let title = td_string!(l, subscription.choose_title, plan = name.clone());
    let (action, words) = {
        let words = td_string!(l, subscription.choose, plan = name.clone());
        (words.clone(), words)
    };
    view! {
        <li class="flex flex-wrap items-center justify-between gap-4 py-4 first:pt-0 last:pb-0">
            <div class="min-w-0">
                <h3 class="font-semibold wrap-anywhere">{name}</h3>
                <p class="text-sm text-muted">{prices}</p>
                <p class="text-sm text-muted">{word::coins(l, &offer)}</p>
                <p class="text-xs text-muted">{when}</p>
            </div>
            <Button busy=is_busy on:click=press class="max-w-full whitespace-normal">
                {words}
            </Button>
            <Confirm
                open=is_asking
                id=format!("change-{id}")
                title=title
                text=text
                action=action
                on_confirm=move |()| change()
                danger=false
            />
        </li>
    }
}
