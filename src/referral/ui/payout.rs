//! How a referrer wants to be paid.

use super::word;
use crate::{
    i18n::{td_string, use_locale},
    kit::{Button, ButtonVariant, Card, Choice, Choices, Form, Input, use_toasts},
    referral::{
        model::{PayoutChoice, PayoutWay},
        rpc::change_payout,
    },
};
use icondata as i;
use leptos::prelude::*;

/// Coins or the bank.
#[component]
pub(super) fn Payout(choice: PayoutChoice) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (way, account) = (RwSignal::new(choice.way), RwSignal::new(choice.account));
    let save = Action::new(|choice: &PayoutChoice| {
        let choice = choice.clone();
        async move {
            choice.check()?;
            change_payout(choice).await
        }
    });
    Effect::new(move |_| {
        if save.value().with(|saved| matches!(saved, Some(Ok(_)))) {
            toasts.success(td_string!(l, referral.payout_saved));
        }
    });
    let submit = move || {
        save.dispatch(PayoutChoice { way: way.get_untracked(), account: account.get_untracked() });
    };
    let error = Signal::derive(move || save.value().get().and_then(Result::err));
    let option = |of: PayoutWay, icon| Choice {
        value: of.code().to_owned(),
        label: word::way(l, of).to_owned(),
        icon: Some(icon),
    };
    let options = vec![option(PayoutWay::Coins, i::LuCoins), option(PayoutWay::Bank, i::LuLandmark)];
    view! {
        <Card title=td_string!(l, referral.payout_title) lead=td_string!(l, referral.payout_lead)>
            <Form on_submit=submit error=error class="max-w-md">
                <Choices
                    name="way"
                    label=td_string!(l, referral.payout_way)
                    options=options
                    initial=choice.way.code()
                    on_change=Callback::new(move |(code,): (String,)| {
                        if let Ok(chosen) = code.parse() {
                            way.set(chosen);
                        }
                    })
                />
                <div class:hidden=move || way.get() == PayoutWay::Coins>
                    <Input
                        name="account"
                        label=td_string!(l, referral.account)
                        hint=td_string!(l, referral.account_hint)
                        value=account
                        autocomplete="off"
                    />
                </div>
                <Button kind="submit" variant=ButtonVariant::Primary busy=save.pending() class="self-start" attr:data-action="save-payout">
                    {td_string!(l, referral.save)}
                </Button>
            </Form>
        </Card>
    }
}
