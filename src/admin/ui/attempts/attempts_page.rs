//! The list of attempts with what it is narrowed to.

use super::{filters::Filters, list::AttemptList};
use crate::{
    admin::{
        rpc,
        ui::staff_only::{Seen, StaffOnly, seen},
    },
    i18n::{td_string, use_locale},
    kit::{ButtonSize, Card, LinkButton, Loaded, PageBody, PageHeader, Skeleton, SkeletonRows},
    run::record::{AttemptChoices, AttemptQuery},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// `/admin/attempts?q=&provider=&model=&outcome=&from=&to=`: what is looked for stands in the address.
#[component]
pub fn AttemptsPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let attempts = Resource::new(
        move || query.get(),
        async |query| {
            let page = rpc::list_attempts(query.clone()).await;
            seen(page.map(|page| (query, page)))
        },
    );
    let choices = Resource::new(|| (), async |()| seen(rpc::get_attempt_choices().await));
    let filters = move |choices: Seen<AttemptChoices>| match choices {
        Seen::Staff(choices) => view! { <Filters query=query choices=choices /> }.into_any(),
        // The list says it already.
        Seen::Stranger => ().into_any(),
    };
    let table = move || {
        let href = format!("/api/v1/admin/attempts.csv{}", query.get().address());
        view! {
            <LinkButton href=href external=true size=ButtonSize::Small icon=icondata::LuDownload attr:download="" attr:data-action="csv">
                {td_string!(l, insight.download)}
            </LinkButton>
        }
    };
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, insight.title) lead=td_string!(l, insight.lead)>
                <span class="group-has-data-stranger:hidden">{table}</span>
            </PageHeader>
            <Loaded resource=choices skeleton=|| view! { <Skeleton class="h-26 rounded-lg" /> } children=filters />
            <StaffOnly resource=attempts skeleton=Shape let:found>
                <AttemptList query=found.0 page=found.1 />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=8 />
        </Card>
    }
}

/// A run's id is looked for as one, everything else as an address.
fn read(address: &ParamsMap) -> AttemptQuery {
    let text = |name: &str| address.get(name).unwrap_or_default().trim().to_owned();
    let search = text("q");
    let run = search.parse().ok();
    AttemptQuery {
        provider: text("provider"),
        model: text("model"),
        outcome: text("outcome"),
        person: if run.is_some() { String::new() } else { search },
        run,
        from: text("from"),
        to: text("to"),
        limit: None,
        cursor: None,
    }
}
