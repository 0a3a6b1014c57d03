//! The form of an adjustment.

use crate::{
    admin::{model::UserRow, rpc},
    billing::adjustment::{AdjustmentState, NewAdjustment},
    i18n::{coins_in_words, count, td_string, use_locale},
    kernel::{AppError, Coins, FieldProblem, Instant, digits, id::UserId},
    kit::{Avatar, Button, ButtonVariant, Card, Choice, Choices, Form, Input, Select, TextArea, use_toasts},
    run::record::encoded,
};
use leptos::{prelude::*, task::spawn_local};

/// Days after which given coins may expire.
const SPANS: [i64; 5] = [7, 30, 90, 180, 365];
const DAY_S: i64 = 86_400;

/// Gives or takes a person's coins.
#[component]
pub(super) fn Propose(
    /// Whose.
    person: UserRow,
    /// Above so many coins a second one approves.
    limit: Coins,
    /// Now.
    now: Instant,
    /// Something changed.
    on_done: Callback<()>,
) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let [amount, reason, days] = std::array::from_fn(|_| RwSignal::new(String::new()));
    let (takes, is_busy, error) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<AppError>));
    let user = person.person.id;
    let propose = move |()| {
        let input = match read(user, &amount.get_untracked(), takes.get_untracked(), &days.get_untracked(), now) {
            Ok(input) => NewAdjustment { reason: reason.get_untracked(), ..input },
            Err(wrong) => return error.set(Some(wrong)),
        };
        if let Err(wrong) = input.check(now) {
            return error.set(Some(wrong));
        }
        error.set(None);
        is_busy.set(true);
        spawn_local(async move {
            let answer = rpc::propose_adjustment(input).await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(done) => {
                    toasts.success(match done.state {
                        AdjustmentState::Proposed => td_string!(l, ledger.proposed_done).to_owned(),
                        _ if done.owed > Coins::ZERO => {
                            td_string!(l, ledger.applied_owed, coins = coins_in_words(l, done.owed))
                        }
                        _ => td_string!(l, ledger.applied_done).to_owned(),
                    });
                    on_done.run(());
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    let choice = |value: &str, label: &str| Choice { value: value.to_owned(), label: label.to_owned(), icon: None };
    let ways = vec![choice("give", td_string!(l, ledger.give)), choice("take", td_string!(l, ledger.take))];
    let spans = std::iter::once((String::new(), td_string!(l, ledger.never).to_owned()))
        .chain(SPANS.map(|days| (days.to_string(), td_string!(l, ledger.after_days, number = count(l, days)))));
    let spans: Vec<_> = spans.collect();
    view! {
        <Card title=td_string!(l, ledger.propose_title) lead=td_string!(l, ledger.propose_lead, limit = coins_in_words(l, limit))>
            <div class="flex flex-col gap-5">
                <Person person=person />
                <Form on_submit=Callback::new(propose) error=error>
                    <div class="grid gap-5 sm:grid-cols-2">
                        <Choices
                            name="way"
                            label=td_string!(l, ledger.way)
                            options=ways
                            initial="give"
                            on_change=Callback::new(move |(value,): (String,)| takes.set(value == "take"))
                        />
                        <Input name="coins" label=td_string!(l, ledger.coins) value=amount inputmode="decimal" ltr=true autocomplete="off" />
                    </div>
                    <div class:hidden=move || takes.get()>
                        <Select name="expires_at" label=td_string!(l, ledger.expires) options=spans value=days />
                    </div>
                    <TextArea name="reason" label=td_string!(l, ledger.reason) hint=td_string!(l, ledger.reason_hint) value=reason rows=2 />
                    <div class="flex justify-end">
                        <Button variant=ButtonVariant::Primary kind="submit" busy=is_busy>{td_string!(l, ledger.propose)}</Button>
                    </div>
                </Form>
            </div>
        </Card>
    }
}

/// Reads digits of both languages.
fn read(user: UserId, amount: &str, takes: bool, days: &str, now: Instant) -> Result<NewAdjustment, AppError> {
    let text = digits::plain(amount);
    if text.is_empty() {
        return Err(AppError::field("coins", FieldProblem::Required));
    }
    let coins: Coins = text.parse().map_err(|_| AppError::field("coins", FieldProblem::Number))?;
    if coins < Coins::ZERO {
        return Err(AppError::field("coins", FieldProblem::Number));
    }
    let coins = if takes { Coins::from_milli(coins.milli.saturating_neg()) } else { coins };
    let expires_at = days.parse::<i64>().ok().filter(|_| !takes).map(|days| now.plus_s(days.saturating_mul(DAY_S)));
    Ok(NewAdjustment { user_id: user, coins, reason: String::new(), expires_at })
}

/// Whose wallet it is, and how it stands.
#[component]
fn Person(person: UserRow) -> impl IntoView {
    let l = use_locale();
    let (email, name) = (person.person.email, person.person.full_name);
    let name = if name.is_empty() { email.clone() } else { name };
    let stands = td_string!(
        l,
        ledger.stands,
        available = coins_in_words(l, person.available),
        held = coins_in_words(l, person.held)
    );
    view! {
        <div class="flex min-w-0 items-center gap-3 rounded-md bg-sunken px-4 py-3">
            <Avatar name=name />
            <div class="min-w-0">
                <p class="truncate font-medium">
                    <a href=format!("/admin/ledger?q={}", encoded(&email)) class="hover:text-primary-text hover:underline">
                        <bdi dir="ltr">{email.clone()}</bdi>
                    </a>
                </p>
                <p class="text-xs text-muted">{stands}</p>
            </div>
        </div>
    }
}
