//! Models that end soon, the most pressing first. One that has ended goes when somebody has seen to it, or when it is off.

use super::word;
use crate::{
    admin::rpc,
    catalog::entry::{Entry, EntryChange, WARN_DAYS},
    i18n::{td_string, use_locale},
    kit::{Alert, Badge, Button, ButtonSize, ButtonVariant, Tone, use_toasts},
};
use leptos::prelude::*;

/// A message about every model that ends within the longest warning; nothing when there is none.
#[component]
pub(super) fn Retiring(
    models: Vec<Entry>,
    /// Somebody saw to one of them.
    on_change: Callback<()>,
) -> impl IntoView {
    let l = use_locale();
    let nearest = models.iter().filter_map(|model| model.days_left).min()?;
    let [_, soon, very_soon] = WARN_DAYS;
    let tone = match nearest {
        days if days <= very_soon => Tone::Danger,
        days if days <= soon => Tone::Warning,
        _ => Tone::Neutral,
    };
    let line = move |model: Entry| {
        let days = model.days_left.unwrap_or(0);
        let (left, tone) = word::days_left(l, days);
        let day = word::day(l, model.retires_on.as_deref().unwrap_or_default());
        let when = if days > 0 {
            td_string!(l, catalog.ends_on, day = day)
        } else {
            td_string!(l, catalog.ended_on, day = day)
        };
        let (id, whose) = (model.id.clone(), model.name.clone());
        let next = model.successor_id.map_or_else(
            || td_string!(l, catalog.retiring_no_successor).to_owned(),
            |successor| td_string!(l, catalog.retiring_successor, model = format!("\u{2068}{successor}\u{2069}")),
        );
        view! {
            <li class="flex flex-wrap items-center gap-x-3 gap-y-1">
                <a href=word::address(&model.id) class="font-medium text-text underline">
                    <bdi>{model.name}</bdi>
                </a>
                <Badge tone=tone>{left}</Badge>
                <span class="text-text">{when}</span>
                <span class="text-muted">{next}</span>
                {(days <= 0).then(|| view! { <SeenTo id=id name=whose on_change=on_change /> })}
            </li>
        }
    };
    Some(view! {
        <Alert tone=tone title=td_string!(l, catalog.retiring_title).to_owned()>
            <ul class="mt-2 flex flex-col gap-2">{models.into_iter().map(line).collect_view()}</ul>
        </Alert>
    })
}

/// Takes a model that has ended off the list.
#[component]
fn SeenTo(id: String, name: String, on_change: Callback<()>) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let see = Action::new(move |(): &()| {
        let id = id.clone();
        async move {
            let change = EntryChange { end_seen: Some(true), ..EntryChange::default() };
            match rpc::change_entry(id, change).await {
                Ok(_) => on_change.run(()),
                Err(error) => toasts.error(&error),
            }
        }
    });
    view! {
        <Button
            size=ButtonSize::Small
            variant=ButtonVariant::Ghost
            busy=see.pending()
            on:click=move |_| {
                see.dispatch(());
            }
        >
            {td_string!(l, catalog.retiring_seen)}
            <span class="sr-only">{name}</span>
        </Button>
    }
}
