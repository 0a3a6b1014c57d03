//! The list of subscriptions, and ending one.

use super::word;
use crate::{
    i18n::{date, td_string, use_locale},
    kernel::{AppError, Page},
    kit::{
        Alert, Badge, Button, ButtonSize, ButtonVariant, Card, Dialog, Form, Listing, LoadMore, TextArea, Tone,
        use_toasts,
    },
    subscription::{
        model::{Ending, StaffSubscription, SubscriptionQuery, SubscriptionState},
        rpc::{end_subscription, list_subscriptions},
    },
};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub(super) fn List(query: SubscriptionQuery, page: Page<StaffSubscription>) -> impl IntoView {
    let l = use_locale();
    let list = Listing::new(page);
    let more =
        list.on_more(move |after| list_subscriptions(SubscriptionQuery { cursor: Some(after), ..query.clone() }));
    let (subject, is_ending) = (RwSignal::new(None::<StaffSubscription>), RwSignal::new(false));
    let ask = Callback::new(move |row: StaffSubscription| {
        subject.set(Some(row));
        is_ending.set(true);
    });
    view! {
        <Card flush=true class="min-w-0">
            <ul aria-label=td_string!(l, subscription.admin_title) class="divide-y divide-line">
                <For
                    each=move || list.items.get()
                    key=|row| (row.id, row.state, row.ended_at)
                    children=move |row| view! { <Line row=row on_end=ask /> }
                />
            </ul>
            <LoadMore cursor=list.cursor busy=list.busy on_more=more />
        </Card>
        <Dialog open=is_ending id="end-subscription" title=td_string!(l, subscription.end)>
            {move || subject.get().map(|row| view! { <End row=row list=list is_open=is_ending /> })}
        </Dialog>
    }
}

#[component]
fn Line(row: StaffSubscription, on_end: Callback<StaffSubscription>) -> impl IntoView {
    let l = use_locale();
    let (words, tone) = word::state(l, row.state);
    let name = match l {
        crate::i18n::Locale::fa => row.name_fa.clone(),
        crate::i18n::Locale::en => row.name_en.clone(),
    };
    let span = td_string!(l, subscription.period_span, from = date(l, row.period_start), to = date(l, row.period_end));
    let ended = row.ended_at.map(|at| {
        let why = word::reason(l, row.ended_reason.as_deref().unwrap_or_default());
        let by = row.ended_by.clone().map(|by| format!(" ({by})")).unwrap_or_default();
        format!("{}{by}", td_string!(l, subscription.ended_on, date = date(l, at), reason = why))
    });
    let note = match (ended, row.grace_until, row.cancel_at_end) {
        (Some(ended), ..) => Some(ended),
        (None, Some(grace), _) => Some(td_string!(l, subscription.grace, date = date(l, grace))),
        (None, None, true) => Some(td_string!(l, subscription.ending).to_owned()),
        (None, None, false) => None,
    };
    let (about, whose) = (row.clone(), row.email.clone());
    let button = (row.state != SubscriptionState::Ended).then(|| {
        view! {
            <Button
                variant=ButtonVariant::Ghost
                size=ButtonSize::Small
                on:click=move |_| on_end.run(about.clone())
                attr:data-action="end"
            >
                {td_string!(l, subscription.end)}
                <span class="sr-only">{whose}</span>
            </Button>
        }
    });
    view! {
        <li class="flex flex-wrap items-center justify-between gap-4 px-5 py-4" data-subscription=row.id.to_string()>
            <div class="min-w-0 flex-1 basis-64">
                <p class="flex flex-wrap items-center gap-2 font-medium">
                    <bdi dir="ltr" class="wrap-anywhere">{row.email.clone()}</bdi>
                    <Badge tone=tone>{words}</Badge>
                </p>
                <p class="text-sm text-muted wrap-anywhere">
                    {name} " · " <bdi dir="ltr" class="font-mono text-xs">{row.plan_code.clone()}</bdi>
                </p>
            </div>
            <div class="min-w-0 flex-1 basis-64 text-sm">
                <p>{span}</p>
                <p class="text-muted">{word::way(l, row.gateway)}</p>
                {note.map(|note| view! { <p class="text-muted wrap-anywhere">{note}</p> })}
            </div>
            {button}
        </li>
    }
}

#[component]
fn End(row: StaffSubscription, list: Listing<StaffSubscription>, is_open: RwSignal<bool>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let reason = RwSignal::new(String::new());
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let id = row.id;
    let end = move |()| {
        is_busy.set(true);
        let input = Ending { reason: reason.get_untracked() };
        spawn_local(async move {
            let ended = end_subscription(id, input).await;
            let _ = is_busy.try_set(false);
            match ended {
                Ok(row) => {
                    is_open.set(false);
                    list.items.update(|items| {
                        if let Some(item) = items.iter_mut().find(|item| item.id == row.id) {
                            *item = row;
                        }
                    });
                    toasts.success(td_string!(l, subscription.ended));
                }
                Err(wrong) => drop(error.try_set(Some(wrong))),
            }
        });
    };
    view! {
        <Form error=error on_submit=end>
            <p class="font-medium">{td_string!(l, subscription.end_title, person = row.email.clone())}</p>
            <Alert tone=Tone::Warning>{td_string!(l, subscription.end_text)}</Alert>
            <TextArea name="reason" label=td_string!(l, subscription.end_reason) value=reason rows=2 hint=td_string!(l, subscription.end_reason_hint) />
            <div class="flex flex-wrap justify-end gap-3">
                <Button on:click=move |_| is_open.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button kind="submit" variant=ButtonVariant::Danger busy=is_busy>{td_string!(l, subscription.end)}</Button>
            </div>
        </Form>
    }
}
