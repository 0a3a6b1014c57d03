//! The form of a card that people pay to.

use super::cards_page::Desk;
use crate::{
    i18n::{td_string, use_locale},
    kernel::{AppError, Cash, Currency, FieldProblem, typed},
    kit::{Button, ButtonVariant, Checkbox, Form, Input},
    order::{rpc, staff::NewPayCard},
};
use leptos::{prelude::*, task::spawn_local};

/// Number, holder, bank, the most a day.
#[component]
pub(super) fn CardForm(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let card = desk.subject.get_untracked();
    let id = card.as_ref().map(|card| card.id);
    let text = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
    let number = text(card.as_ref().map(|card| grouped(&card.number)));
    let holder = text(card.as_ref().map(|card| card.holder.clone()));
    let bank = text(card.as_ref().map(|card| card.bank.clone()));
    let most = card
        .as_ref()
        .and_then(|card| card.daily_minor_max)
        .map(|minor| typed::of_cash(Cash::new(minor, Currency::Irr)));
    let most = text(most);
    let enabled = RwSignal::new(card.as_ref().is_none_or(|card| card.enabled));
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let save = move |()| {
        let text = most.with_untracked(|most| most.trim().to_owned());
        let daily_minor_max =
            if text.is_empty() { None } else { typed::cash(&text, Currency::Irr).map(|cash| cash.amount_minor) };
        if !text.is_empty() && daily_minor_max.is_none() {
            return error.set(Some(AppError::field("daily_minor_max", FieldProblem::Number)));
        }
        let input = NewPayCard {
            number: number.get_untracked(),
            holder: holder.get_untracked(),
            bank: bank.get_untracked(),
            daily_minor_max,
            enabled: enabled.get_untracked(),
        };
        is_busy.set(true);
        spawn_local(async move {
            let answer = match id {
                Some(id) => rpc::change_pay_card(id, input).await,
                None => rpc::create_pay_card(input).await,
            };
            let _ = is_busy.try_set(false);
            match answer {
                Ok(card) => {
                    desk.put(card);
                    let _ = desk.is_open.try_set(false);
                    desk.toasts.success(td_string!(l, order.card_saved));
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    view! {
        <Form on_submit=Callback::new(save) error=error>
            <Input name="number" label=td_string!(l, order.card_number) hint=td_string!(l, order.card_number_hint) value=number inputmode="numeric" autocomplete="off" ltr=true />
            <div class="grid gap-5 sm:grid-cols-2">
                <Input name="holder" label=td_string!(l, order.card_holder) value=holder autocomplete="off" />
                <Input name="bank" label=td_string!(l, order.card_bank) value=bank autocomplete="off" />
            </div>
            <Input
                name="daily_minor_max"
                label=td_string!(l, order.card_daily)
                hint=td_string!(l, order.card_daily_hint)
                value=most
                optional=true
                inputmode="numeric"
                autocomplete="off"
                ltr=true
            />
            <Checkbox name="enabled" label=td_string!(l, order.card_enabled) checked=enabled hint=td_string!(l, order.card_enabled_hint) />
            <div class="flex flex-wrap justify-end gap-3">
                <Button on:click=move |_| desk.is_open.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button variant=ButtonVariant::Primary kind="submit" busy=is_busy>{td_string!(l, order.save)}</Button>
            </div>
        </Form>
    }
}

fn grouped(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
