//! The cards people pay to.

use super::card_form::CardForm;
use crate::{
    account::ui::{StaffOnly, seen},
    i18n::{cash, td_string, use_locale},
    kernel::{Cash, Currency},
    kit::{
        Badge, Button, ButtonSize, ButtonVariant, Card, Dialog, Empty, Icon, PageBody, PageHeader, SkeletonRows,
        Switch, Toasts, Tone, use_toasts,
    },
    order::{
        rpc,
        staff::{NewPayCard, PayCard},
        ui::card_number::CardNumber,
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// `/admin/cards`
#[component]
pub fn PayCardsPage() -> impl IntoView {
    let l = use_locale();
    let cards = Resource::new(|| (), async |()| seen(rpc::list_pay_cards().await));
    view! {
        <PageBody class="group max-w-5xl">
            <PageHeader title=td_string!(l, order.cards_title) lead=td_string!(l, order.cards_lead) />
            <StaffOnly resource=cards skeleton=Shape let:cards>
                <Whole cards=cards />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=3 />
        </Card>
    }
}

/// The page's state.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    cards: RwSignal<Vec<PayCard>>,
    /// The card that the form is about; a new one when there is none.
    pub(super) subject: RwSignal<Option<PayCard>>,
    pub(super) is_open: RwSignal<bool>,
    pub(super) toasts: Toasts,
}

impl Desk {
    fn ask(self, about: Option<PayCard>) {
        self.subject.set(about);
        self.is_open.set(true);
    }

    /// Puts a card where it stood, or last when it is new.
    pub(super) fn put(self, card: PayCard) {
        self.cards.update(|cards| match cards.iter_mut().find(|known| known.id == card.id) {
            Some(known) => *known = card,
            None => cards.push(card),
        });
    }
}

#[component]
fn Whole(cards: Vec<PayCard>) -> impl IntoView {
    let l = use_locale();
    let desk = Desk {
        cards: RwSignal::new(cards),
        subject: RwSignal::new(None),
        is_open: RwSignal::new(false),
        toasts: use_toasts(),
    };
    let is_empty = Memo::new(move |_| desk.cards.with(Vec::is_empty));
    let add = move || {
        view! {
            <Button variant=ButtonVariant::Primary icon=i::LuPlus attr:data-action="add-card" on:click=move |_| desk.ask(None)>
                {td_string!(l, order.card_add)}
            </Button>
        }
    };
    let content = move || {
        if is_empty.get() {
            return view! {
                <Card flush=true>
                    <Empty icon=i::LuCreditCard title=td_string!(l, order.cards_empty_title) text=td_string!(l, order.cards_empty_body)>{add()}</Empty>
                </Card>
            }
            .into_any();
        }
        view! {
            <div class="flex justify-end">{add()}</div>
            <ul class="grid gap-4 md:grid-cols-2" aria-label=td_string!(l, order.cards_title)>
                <For each=move || desk.cards.get() key=|card| card.clone() children=move |card| view! { <Item desk=desk card=card /> } />
            </ul>
        }
        .into_any()
    };
    let title = move || {
        if desk.subject.with(Option::is_some) { td_string!(l, order.card_edit) } else { td_string!(l, order.card_add) }
    };
    view! {
        <div class="flex flex-col gap-4">{content}</div>
        {move || view! {
            <Dialog open=desk.is_open id="card" title=title()>
                <CardForm desk=desk />
            </Dialog>
        }}
    }
}

#[component]
fn Item(desk: Desk, card: PayCard) -> impl IntoView {
    let l = use_locale();
    let (is_busy, kept) = (RwSignal::new(false), StoredValue::new(card.clone()));
    let limit = match card.daily_minor_max {
        Some(most) => td_string!(l, order.daily_most, amount = cash(l, Cash::new(most, Currency::Irr))),
        None => td_string!(l, order.daily_any).to_owned(),
    };
    let switch = move |(enabled,): (bool,)| {
        let card = kept.get_value();
        let input = NewPayCard {
            number: card.number,
            holder: card.holder,
            bank: card.bank,
            daily_minor_max: card.daily_minor_max,
            enabled,
        };
        is_busy.set(true);
        spawn_local(async move {
            match rpc::change_pay_card(card.id, input).await {
                Ok(card) => desk.put(card),
                Err(error) => desk.toasts.error(&error),
            }
            let _ = is_busy.try_set(false);
        });
    };
    let (tone, words) = if card.enabled {
        (Tone::Success, td_string!(l, order.card_on))
    } else {
        (Tone::Neutral, td_string!(l, order.card_off))
    };
    let faded = if card.enabled { "" } else { "text-muted" };
    view! {
        <li class="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5 shadow-low" data-card=card.number.clone()>
            <div class="flex items-start justify-between gap-3">
                <div class=format!("min-w-0 {faded}")>
                    <p class="text-sm font-medium wrap-anywhere">{card.bank.clone()}</p>
                    <p class="mt-2"><CardNumber number=card.number.clone() class="text-lg font-semibold" /></p>
                    <p class="mt-1 text-sm wrap-anywhere">{card.holder.clone()}</p>
                </div>
                <Badge tone=tone>{words}</Badge>
            </div>
            <p class="flex items-center gap-2 text-xs text-muted"><Icon icon=i::LuScale class="size-4" /> {limit}</p>
            <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-3">
                <Switch
                    label=td_string!(l, order.card_enabled)
                    on=Signal::stored(card.enabled)
                    disabled=is_busy
                    on_change=Callback::from(move |enabled: bool| switch((enabled,)))
                />
                <Button size=ButtonSize::Small variant=ButtonVariant::Ghost icon=i::LuPencil attr:data-action="edit-card" on:click=move |_| desk.ask(Some(kept.get_value()))>
                    {td_string!(l, order.edit)}
                </Button>
            </div>
        </li>
    }
}
