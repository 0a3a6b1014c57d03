//! The AI services behind the models.

use super::{add::AddOwn, card::ProviderCard, sandbox::Sandbox, word};
use crate::{
    account::ui::{StaffOnly, seen},
    connection::{
        model::{Connection, ConnectionState, Origin, Wire},
        rpc,
    },
    i18n::{td_string, use_locale},
    kit::{Card, Empty, Icon, PageBody, PageHeader, Section, Skeleton},
};
use icondata as i;
use leptos::prelude::*;

/// `/admin/providers`
#[component]
pub fn ProvidersPage() -> impl IntoView {
    let l = use_locale();
    let connections = Resource::new(|| (), async |()| seen(rpc::list_connections().await));
    view! {
        <PageBody class="group">
            <PageHeader title=td_string!(l, connection.title) lead=td_string!(l, connection.lead).to_owned()>
                <span class="group-has-data-stranger:hidden">
                    <AddOwn />
                </span>
            </PageHeader>
            <StaffOnly resource=connections skeleton=Shape let:connections>
                <Providers connections=connections />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="grid gap-6 lg:grid-cols-2">
            <Skeleton class="h-64 rounded-lg" />
            <Skeleton class="h-64 rounded-lg" />
        </div>
    }
}

#[component]
fn Providers(connections: Vec<Connection>) -> impl IntoView {
    let l = use_locale();
    let (sandbox, others): (Vec<_>, Vec<_>) = connections.into_iter().partition(|one| one.kind == Wire::Sandbox);
    let (in_use, more): (Vec<_>, Vec<_>) = others.into_iter().partition(is_in_use);
    let cards = if in_use.is_empty() {
        view! {
            <Card flush=true>
                <Empty icon=i::LuPlug title=td_string!(l, connection.none_title) text=td_string!(l, connection.none_body).to_owned() />
            </Card>
        }
        .into_any()
    } else {
        let cards = in_use
            .into_iter()
            .map(|connection| view! { <li class="flex min-w-0"><ProviderCard connection=connection /></li> });
        view! { <ul class="grid gap-6 lg:grid-cols-2">{cards.collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="flex flex-col gap-8">
            <Section title=td_string!(l, connection.in_use)>{cards}</Section>
            {sandbox.into_iter().map(|connection| view! { <Sandbox connection=connection /> }).collect_view()}
            <More connections=more />
        </div>
    }
}

/// Whether it has anything of its own: a key, a stored address, models.
fn is_in_use(connection: &Connection) -> bool {
    match connection.state {
        ConnectionState::NoKey => false,
        ConnectionState::Probed => connection.models > 0,
        ConnectionState::Off => {
            connection.key_from != Origin::None || connection.base_url_from == Origin::Stored || !connection.is_known
        }
        _ => true,
    }
}

/// What can be set up.
#[component]
fn More(connections: Vec<Connection>) -> impl IntoView {
    let l = use_locale();
    let tile = |connection: Connection| {
        let href = format!("/admin/providers/{}", connection.id);
        let name = word::name(l, &connection);
        view! {
            <li>
                <a href=href class="flex min-h-14 items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 hover:border-line-strong hover:bg-sunken">
                    <Icon icon=i::LuPlug class="size-4.5 text-muted" />
                    <span class="min-w-0 flex-1 truncate font-medium">{name}</span>
                    <span class="text-sm text-primary-text">{td_string!(l, connection.set_up)}</span>
                </a>
            </li>
        }
    };
    let tiles = connections.into_iter().map(tile).collect_view();
    view! {
        <Section title=td_string!(l, connection.more)>
            <p class="-mt-3 text-sm text-muted">{td_string!(l, connection.more_lead)}</p>
            <ul class="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">{tiles}</ul>
        </Section>
    }
}
