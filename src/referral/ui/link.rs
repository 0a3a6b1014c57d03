//! The link to give away, and what it brings.

use super::word;
use crate::{
    i18n::{td_string, use_locale},
    kit::{Alert, Card, CopyButton, Icon, Tone},
    referral::model::MyReferral,
};
use icondata as i;
use leptos::prelude::*;

/// The link with its code.
#[component]
pub(super) fn Link(mine: MyReferral) -> impl IntoView {
    let l = use_locale();
    let (link, copied) = (mine.link.clone(), mine.link);
    let resting = (!mine.terms.enabled).then(|| {
        view! { <Alert tone=Tone::Warning title=td_string!(l, referral.resting_title)><p>{td_string!(l, referral.resting_body)}</p></Alert> }
    });
    view! {
        {resting}
        <Card title=td_string!(l, referral.link_title) lead=td_string!(l, referral.link_lead)>
            <div class="flex flex-wrap items-center gap-3">
                <span
                    dir="ltr"
                    data-link=""
                    class="min-w-0 flex-1 basis-64 truncate rounded-md border border-line bg-sunken px-4 py-2.5 text-sm select-all"
                >
                    {link}
                </span>
                <CopyButton text=copied words=true />
            </div>
            <p class="mt-3 text-xs text-muted">
                {td_string!(l, referral.code_label)}
                " "
                <bdi dir="ltr" class="font-mono font-semibold text-text" data-code="">{mine.code}</bdi>
            </p>
        </Card>
    }
}

/// Three steps, and the rules under them.
#[component]
pub(super) fn HowItWorks(mine: MyReferral) -> impl IntoView {
    let l = use_locale();
    let share = word::percent(l, mine.terms.rate_per_mille);
    let steps = [
        (i::LuSend, td_string!(l, referral.step_send).to_owned(), td_string!(l, referral.step_send_body).to_owned()),
        (
            i::LuUserPlus,
            td_string!(l, referral.step_join).to_owned(),
            td_string!(l, referral.step_join_body).to_owned(),
        ),
        (
            i::LuHandCoins,
            td_string!(l, referral.step_earn, share = share.clone()),
            td_string!(l, referral.step_earn_body, share = share),
        ),
    ];
    let step = |(icon, title, body): (icondata::Icon, String, String)| {
        view! {
            <li class="flex gap-3">
                <span class="grid size-10 shrink-0 place-items-center rounded-full bg-primary-soft text-primary-text"><Icon icon=icon /></span>
                <div>
                    <h3 class="text-sm font-semibold">{title}</h3>
                    <p class="mt-0.5 text-sm text-muted">{body}</p>
                </div>
            </li>
        }
    };
    let rules = word::rules(l, &mine.terms).into_iter().map(|rule| view! { <li>{rule}</li> }).collect_view();
    view! {
        <Card title=td_string!(l, referral.how_title)>
            <ol class="grid gap-5 md:grid-cols-3">{steps.map(step).collect_view()}</ol>
            <ul class="mt-6 list-disc space-y-1 border-t border-line ps-5 pt-4 text-xs text-muted">{rules}</ul>
        </Card>
    }
}
