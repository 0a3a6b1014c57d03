//! One provider: where it stands, how it is reached, what is left, how it did.

use super::{
    balance::Balance,
    form::Settings,
    health::{Circuits, Health},
    remove::Remove,
    sandbox::Sandbox,
    standing::Standing,
    word,
};
use crate::{
    account::ui::{StaffOnly, seen},
    connection::{
        model::{Connection, ConnectionDetail, Wire},
        rpc,
    },
    i18n::{td_string, use_locale},
    kit::{Badge, Icon, PageBody, PageHeader, Skeleton},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/admin/providers/{id}`
#[component]
pub fn ProviderPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let provider = Resource::new(move || id.get(), async |id| seen(rpc::get_connection(id).await));
    view! {
        <PageBody class="group max-w-5xl">
            <StaffOnly resource=provider skeleton=Shape let:detail>
                <Provider detail=detail />
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
fn Provider(detail: ConnectionDetail) -> impl IntoView {
    let l = use_locale();
    let (first, circuits, is_sandbox) =
        (detail.connection.clone(), detail.circuits.clone(), detail.connection.kind == Wire::Sandbox);
    let connection = RwSignal::new(detail.connection.clone());
    let set = Callback::new(move |fresh: Connection| connection.set(fresh));
    // The form begins anew where what it stands on was changed, and keeps what was typed otherwise.
    let edition = Memo::new(move |_| {
        connection.with(|shown| {
            (shown.key_set_at, shown.key_from, shown.proxy_from, shown.base_url.clone(), shown.base_url_from)
        })
    });
    let head = move || {
        let shown = connection.get();
        let (words, tone) = word::state(l, &shown);
        view! {
            <PageHeader title=word::name(l, &shown)>
                <Badge tone=tone>{words}</Badge>
            </PageHeader>
        }
    };
    let reached = if is_sandbox {
        view! { <Sandbox connection=first /> }.into_any()
    } else {
        view! {
            {move || view! { <Standing connection=connection.get() on_change=set /> }}
            {move || {
                edition.track();
                view! { <Settings connection=connection.get_untracked() on_change=set /> }
            }}
            {move || connection.get().has_balance.then(|| view! { <Balance connection=connection.get() on_change=set /> })}
        }
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-6">
            <a href="/admin/providers" class="flex min-h-10 items-center gap-2 self-start text-sm text-muted hover:text-text">
                <Icon icon=i::LuArrowLeft flip=true class="size-4.5" />
                {td_string!(l, connection.back)}
            </a>
            {head}
            {reached}
            <Health detail=detail />
            <Circuits circuits=circuits />
            {move || (!is_sandbox).then(|| view! { <Remove connection=connection.get() on_change=set /> })}
        </div>
    }
}
