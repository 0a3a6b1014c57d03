//! One model: whether people may use it, its facts, its prices and their past.

use super::{history::History, prices::Prices, settings::Settings, word};
use crate::{
    admin::{
        rpc,
        ui::{
            staff_only::{StaffOnly, seen},
            word::provider,
        },
    },
    catalog::entry::{EntryChange, EntryDetail},
    i18n::{date_time, td_string, use_locale},
    kit::{Alert, Badge, Card, Icon, PageBody, PageHeader, Skeleton, Switch, Tone, use_toasts},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/admin/models/{id}`; ids have slashes.
#[component]
pub fn ModelPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let model = Resource::new(move || id.get(), async |id| seen(rpc::get_entry(id).await));
    view! {
        <PageBody class="group max-w-5xl">
            <StaffOnly resource=model skeleton=Shape let:model>
                <Model model=model />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-6">
            <Skeleton class="h-16 rounded-lg" />
            <Skeleton class="h-96 rounded-lg" />
            <Skeleton class="h-64 rounded-lg" />
        </div>
    }
}

#[component]
fn Model(model: EntryDetail) -> impl IntoView {
    let l = use_locale();
    let (settings, prices) = (model.clone(), model.clone());
    let model = RwSignal::new(model);
    let set = Callback::new(move |fresh: EntryDetail| model.set(fresh));
    view! {
        <div class="flex flex-col gap-6">
            <a href="/admin/models" class="flex min-h-10 items-center gap-2 self-start text-sm text-muted hover:text-text">
                <Icon icon=i::LuArrowLeft flip=true class="size-4.5" />
                {td_string!(l, catalog.back)}
            </a>
            {move || {
                let entry = model.get().entry;
                let (words, tone, _) = word::state(l, entry.state);
                view! {
                    <PageHeader title=entry.name>
                        <Badge tone=tone>{words}</Badge>
                    </PageHeader>
                }
            }}
            {move || view! { <Standing model=model.get() on_change=set /> }}
            <Settings model=settings on_change=set />
            <Prices model=prices on_change=set />
            <Card title=td_string!(l, catalog.history_title) lead=td_string!(l, catalog.history_lead).to_owned() flush=true>
                {move || view! { <History prices=model.get().history /> }}
            </Card>
        </div>
    }
}

/// Where it stands: its names, whether people can use it, who changed it.
#[component]
fn Standing(model: EntryDetail, on_change: Callback<EntryDetail>) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let (_, tone, hint) = word::state(l, model.entry.state);
    let (id, enabled) = (StoredValue::new(model.entry.id.clone()), RwSignal::new(model.entry.enabled));
    let turn = Action::new(move |on: &bool| {
        let (on, id) = (*on, id.get_value());
        async move {
            let change = EntryChange { enabled: Some(on), ..EntryChange::default() };
            match rpc::change_entry(id, change).await {
                Ok(fresh) => {
                    toasts.success(if on {
                        td_string!(l, catalog.turned_on)
                    } else {
                        td_string!(l, catalog.turned_off)
                    });
                    on_change.run(fresh);
                }
                Err(error) => {
                    toasts.error(&error);
                    enabled.set(!on);
                }
            }
        }
    });
    let turn_to = move |on: bool| {
        enabled.set(on);
        turn.dispatch(on);
    };
    let at = date_time(l, model.entry.updated_at);
    let changed = match model.updated_by {
        Some(who) => td_string!(l, catalog.changed_by, at = at, who = format!("\u{2068}{who}\u{2069}")),
        None => td_string!(l, catalog.changed_at, at = at),
    };
    let end = model.entry.retires_on.as_deref().map(|day| {
        let shown = word::day(l, day);
        let over = model.entry.days_left.is_some_and(|days| days <= 0);
        if over { td_string!(l, catalog.ended_on, day = shown) } else { td_string!(l, catalog.ends_on, day = shown) }
    });
    let whose = provider(l, &model.entry.provider);
    view! {
        <Card>
            <div class="flex flex-col gap-4">
                <dl class="flex flex-wrap gap-x-8 gap-y-2 text-sm">
                    <div>
                        <dt class="text-xs text-muted">{td_string!(l, catalog.provider)}</dt>
                        <dd>{whose}</dd>
                    </div>
                    <div class="min-w-0">
                        <dt class="text-xs text-muted">{td_string!(l, catalog.provider_model)}</dt>
                        <dd><bdi dir="ltr" class="font-mono text-xs wrap-anywhere">{model.entry.provider_model.clone()}</bdi></dd>
                    </div>
                    {end.map(|end| view! { <div class="self-end"><dd>{end}</dd></div> })}
                </dl>
                {(tone != Tone::Success).then(|| view! { <Alert tone=tone>{hint}</Alert> })}
                <Switch label=td_string!(l, catalog.enabled) on=enabled on_change=turn_to disabled=turn.pending() />
                <p class="text-xs text-muted">{changed}</p>
            </div>
        </Card>
    }
}
