//! The invariants, asked on demand.

use crate::{
    admin::rpc,
    billing::journal::{Invariant, Soundness},
    i18n::{Locale, count, date_time, td_string, use_locale},
    kit::{Badge, Button, ButtonSize, Card, Icon, Tone, use_toasts},
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// A button, and then which invariants hold.
#[component]
pub(super) fn Check() -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (found, is_busy) = (RwSignal::new(None::<Soundness>), RwSignal::new(false));
    let ask = move |_| {
        is_busy.set(true);
        spawn_local(async move {
            let answer = rpc::check_soundness().await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(soundness) => drop(found.try_set(Some(soundness))),
                Err(error) => toasts.error(&error),
            }
        });
    };
    let button = move || {
        view! {
            <Button size=ButtonSize::Small icon=i::LuShieldCheck busy=is_busy attr:data-action="check" on:click=ask>
                {td_string!(l, ledger.check)}
            </Button>
        }
    };
    let result = move || found.get().map(|soundness| view! { <Result soundness=soundness /> });
    view! {
        <Card title=td_string!(l, ledger.check_title) lead=td_string!(l, ledger.check_lead) aside=button flush=true>
            <div aria-live="polite" class="px-5 md:px-6 [&:not(:empty)]:pb-5">{result}</div>
        </Card>
    }
}

#[component]
fn Result(soundness: Soundness) -> impl IntoView {
    let l = use_locale();
    let Soundness { invariants, sound, checked_at } = soundness;
    let broken = invariants.iter().filter(|invariant| !invariant.holds).count();
    let broken = count(l, i64::try_from(broken).unwrap_or(i64::MAX));
    let (tone, words) = if sound {
        (Tone::Success, td_string!(l, ledger.sound).to_owned())
    } else {
        (Tone::Danger, td_string!(l, ledger.unsound, number = broken))
    };
    view! {
        <div class="flex flex-col gap-4" data-sound=sound.to_string()>
            <p class="flex flex-wrap items-center gap-3 text-sm">
                <Badge tone=tone>{words}</Badge>
                <span class="text-muted">{td_string!(l, ledger.checked_at, time = date_time(l, checked_at))}</span>
            </p>
            <ul class="grid gap-x-6 gap-y-2 text-sm lg:grid-cols-2">
                {invariants.into_iter().map(|invariant| view! { <Line invariant=invariant /> }).collect_view()}
            </ul>
        </div>
    }
}

#[component]
fn Line(invariant: Invariant) -> impl IntoView {
    let l = use_locale();
    let (icon, color, state) = if invariant.holds {
        (i::LuCircleCheck, "text-success", td_string!(l, ledger.holds))
    } else {
        (i::LuCircleAlert, "text-danger", td_string!(l, ledger.broken))
    };
    let more = invariant.broken.saturating_sub(i64::try_from(invariant.details.len()).unwrap_or(0));
    let details = (!invariant.details.is_empty()).then(|| {
        view! {
            <ul dir="ltr" class="mt-1 rounded-md bg-sunken px-3 py-2 font-mono text-xs wrap-anywhere">
                {invariant.details.iter().map(|detail| view! { <li>{detail.clone()}</li> }).collect_view()}
                {(more > 0).then(|| view! { <li>{format!("+{more}")}</li> })}
            </ul>
        }
    });
    view! {
        <li class="flex items-start gap-2" data-invariant=invariant.code.clone()>
            <span class=format!("mt-0.5 {color}")>
                <Icon icon=icon class="size-4.5" />
            </span>
            <div class="min-w-0 flex-1">
                <span class="sr-only">{state} ": "</span>
                {words(l, &invariant)}
                {details}
            </div>
        </li>
    }
}

/// One that this page does not know goes by what the server says.
fn words(l: Locale, invariant: &Invariant) -> String {
    let known = match invariant.code.as_str() {
        "sums_to_zero" => td_string!(l, ledger.sums_to_zero),
        "available_postings" => td_string!(l, ledger.available_postings),
        "held_postings" => td_string!(l, ledger.held_postings),
        "held_holds" => td_string!(l, ledger.held_holds),
        "owed_postings" => td_string!(l, ledger.owed_postings),
        "below_zero" => td_string!(l, ledger.below_zero),
        "expiring_lots" => td_string!(l, ledger.expiring_lots),
        "expiring_within" => td_string!(l, ledger.expiring_within),
        "owing_and_spending" => td_string!(l, ledger.owing_and_spending),
        "owners" => td_string!(l, ledger.owners),
        "wallets" => td_string!(l, ledger.wallets),
        "hold_charges" => td_string!(l, ledger.hold_charges),
        "hold_ends" => td_string!(l, ledger.hold_ends),
        _ => return invariant.text.clone(),
    };
    known.to_owned()
}
