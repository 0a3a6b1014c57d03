//! Asks once more, with the sum and a note, and decides.

use super::uncertain_page::{Desk, sums};
use crate::{
    admin::rpc,
    i18n::{Locale, coins_in_words, count, td_string, use_locale},
    kernel::{AppError, Coins},
    kit::{Alert, Button, ButtonVariant, Dialog, Form, TextArea, Tone, use_toasts},
    run::model::{Resolution, UncertainRun, Verdict},
};
use leptos::{prelude::*, task::spawn_local};

/// The dialog of a decision.
#[component]
pub(super) fn Decide(desk: Desk) -> impl IntoView {
    let l = use_locale();
    view! {
        <Dialog open=desk.is_asking id="decide" title=td_string!(l, uncertain.decide_title)>
            <Question desk=desk />
        </Dialog>
    }
}

#[component]
fn Question(desk: Desk) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let verdict = desk.verdict.get_untracked();
    let picked = untrack(move || desk.picked());
    let (note, is_busy, error) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(None::<AppError>));
    let text = words(l, verdict, &picked);
    let (tone, variant, action) = match verdict {
        Verdict::Charge => (Tone::Warning, ButtonVariant::Primary, td_string!(l, uncertain.charge)),
        Verdict::Release => (Tone::Neutral, ButtonVariant::Primary, td_string!(l, uncertain.release)),
    };
    let runs = StoredValue::new(picked.iter().map(|run| run.run).collect::<Vec<_>>());
    let decide = move |()| {
        let input = Resolution { runs: runs.get_value(), verdict, note: note.get_untracked() };
        if let Err(wrong) = input.check() {
            return error.set(Some(wrong));
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = rpc::resolve_uncertain(input).await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(done) => {
                    let _ = desk.is_asking.try_set(false);
                    let number = count(l, done.resolved);
                    toasts.success(if done.gone > 0 {
                        td_string!(l, uncertain.decided_gone, number = number, gone = count(l, done.gone))
                    } else {
                        td_string!(l, uncertain.decided, number = number)
                    });
                    desk.on_decided.run(());
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    view! {
        <Form on_submit=Callback::new(decide) error=error>
            <Alert tone=tone>{text}</Alert>
            <TextArea name="note" label=td_string!(l, uncertain.note) hint=td_string!(l, uncertain.note_hint) value=note rows=3 />
            <div class="flex flex-wrap justify-end gap-3">
                <Button on:click=move |_| desk.is_asking.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button variant=variant kind="submit" busy=is_busy>{action}</Button>
            </div>
        </Form>
    }
}

/// What will happen to the coins.
fn words(l: Locale, verdict: Verdict, runs: &[UncertainRun]) -> String {
    let (frozen, estimate) = sums(runs);
    let rest = Coins::from_milli(frozen.milli.saturating_sub(estimate.milli));
    let number = count(l, i64::try_from(runs.len()).unwrap_or(i64::MAX));
    match verdict {
        Verdict::Charge => td_string!(
            l,
            uncertain.ask_charge,
            number = number,
            coins = coins_in_words(l, estimate),
            rest = coins_in_words(l, rest)
        ),
        Verdict::Release => td_string!(l, uncertain.ask_release, number = number, coins = coins_in_words(l, frozen)),
    }
}
