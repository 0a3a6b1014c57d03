//! The rules, to be read and to be changed.

use super::word;
use crate::{
    i18n::{coins, count, date, td_string, use_locale},
    kernel::{AppError, Coins, FieldProblem, typed, valid::Check},
    kit::{Button, ButtonSize, ButtonVariant, Card, Checkbox, Dialog, Form, Input, use_toasts},
    referral::{
        model::ReferralTerms,
        rpc::change_programme,
        staff::{ProgrammeInput, RATE_MAX, ReferralProgramme},
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// What holds now, and the button that opens the form.
#[component]
pub(super) fn Programme(programme: ReferralProgramme, on_change: Callback<()>) -> impl IntoView {
    let l = use_locale();
    let open = RwSignal::new(false);
    let terms = programme.terms;
    let title = if terms.enabled {
        td_string!(l, referral.programme_on, share = word::percent(l, terms.rate_per_mille))
    } else {
        td_string!(l, referral.programme_off).to_owned()
    };
    let since = td_string!(
        l,
        referral.programme_version,
        version = count(l, programme.version),
        date = date(l, programme.created_at)
    );
    let rules = word::rules(l, &terms).into_iter().map(|rule| view! { <li>{rule}</li> }).collect_view();
    let change = move || {
        view! {
            <Button size=ButtonSize::Small icon=i::LuPencil attr:data-action="change-programme" on:click=move |_| open.set(true)>
                {td_string!(l, referral.programme_change)}
            </Button>
        }
    };
    view! {
        <Card title=title lead=since aside=change>
            <ul class="grid list-disc gap-x-8 gap-y-1 ps-5 text-sm text-muted md:grid-cols-2">{rules}</ul>
        </Card>
        <Dialog open=open id="programme" title=td_string!(l, referral.programme_title) class="max-w-xl">
            <Rules programme=programme.clone() open=open on_change=on_change />
        </Dialog>
    }
}

/// What was typed.
#[derive(Clone, Copy)]
struct Draft {
    enabled: RwSignal<bool>,
    first_only: RwSignal<bool>,
    rate: RwSignal<String>,
    days: RwSignal<String>,
    months: RwSignal<String>,
    minimum: RwSignal<String>,
    cap: RwSignal<String>,
}

impl Draft {
    fn of(terms: &ReferralTerms) -> Self {
        let text = |text: String| RwSignal::new(text);
        Self {
            enabled: RwSignal::new(terms.enabled),
            first_only: RwSignal::new(terms.first_only),
            rate: text(typed::of_per_mille(terms.rate_per_mille)),
            days: text(terms.review_days.to_string()),
            months: text(terms.months.to_string()),
            minimum: text(terms.minimum.to_string()),
            cap: text(terms.cap.map(|cap| cap.to_string()).unwrap_or_default()),
        }
    }

    /// Digits of both languages are read.
    fn read(self, based_on: i64) -> Result<ProgrammeInput, AppError> {
        let mut check = Check::new();
        let days = check.typed_number("review_days", &self.days.get_untracked());
        let months = check.typed_number("months", &self.months.get_untracked());
        let minimum = check.typed_coins("minimum", &self.minimum.get_untracked());
        let cap = check.typed_coins("cap", &self.cap.get_untracked());
        let rate = typed::per_mille(&self.rate.get_untracked()).filter(|rate| *rate <= RATE_MAX);
        if rate.is_none() {
            check.wrong("rate_per_mille", FieldProblem::OutOfRange { min: 0, max: 100 });
        }
        for (field, is_missing) in [("review_days", days.is_none()), ("months", months.is_none())] {
            if is_missing {
                check.wrong(field, FieldProblem::Required);
            }
        }
        check.done()?;
        let terms = ReferralTerms {
            enabled: self.enabled.get_untracked(),
            rate_per_mille: rate.unwrap_or_default(),
            review_days: days.unwrap_or_default(),
            first_only: self.first_only.get_untracked(),
            months: months.unwrap_or_default(),
            minimum: minimum.unwrap_or_default(),
            cap,
        };
        let input = ProgrammeInput { based_on: Some(based_on), terms };
        input.check().map(|()| input)
    }
}

#[component]
fn Rules(programme: ReferralProgramme, open: RwSignal<bool>, on_change: Callback<()>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let (version, draft) = (programme.version, Draft::of(&programme.terms));
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let save = move |()| {
        let input = match draft.read(version) {
            Ok(input) => input,
            Err(wrong) => return error.set(Some(wrong)),
        };
        error.set(None);
        is_busy.set(true);
        spawn_local(async move {
            let answer = change_programme(input).await;
            let _ = is_busy.try_set(false);
            match answer {
                Ok(_) => {
                    let _ = open.try_set(false);
                    toasts.success(td_string!(l, referral.programme_saved));
                    on_change.run(());
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    let cap_hint = td_string!(l, referral.cap_hint);
    let minimum_hint = td_string!(l, referral.minimum_hint, none = coins(l, Coins::ZERO));
    view! {
        <Form on_submit=Callback::new(save) error=error>
            <Checkbox name="enabled" label=td_string!(l, referral.enabled) hint=td_string!(l, referral.enabled_hint) checked=draft.enabled />
            <Checkbox name="first_only" label=td_string!(l, referral.first_only) hint=td_string!(l, referral.first_only_hint) checked=draft.first_only />
            <div class="grid gap-5 sm:grid-cols-2">
                <Input name="rate_per_mille" label=td_string!(l, referral.rate) hint=td_string!(l, referral.rate_hint) value=draft.rate inputmode="decimal" autocomplete="off" ltr=true />
                <Input name="review_days" label=td_string!(l, referral.review_days) value=draft.days inputmode="numeric" autocomplete="off" ltr=true />
                <Input name="months" label=td_string!(l, referral.months) hint=td_string!(l, referral.months_hint) value=draft.months inputmode="numeric" autocomplete="off" ltr=true />
                <Input name="minimum" label=td_string!(l, referral.minimum) hint=minimum_hint value=draft.minimum inputmode="decimal" autocomplete="off" ltr=true optional=true />
                <Input name="cap" label=td_string!(l, referral.cap) hint=cap_hint value=draft.cap inputmode="decimal" autocomplete="off" ltr=true optional=true />
            </div>
            <div class="flex flex-wrap justify-end gap-3">
                <Button on:click=move |_| open.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Primary busy=is_busy>{td_string!(l, referral.save)}</Button>
            </div>
        </Form>
    }
}
