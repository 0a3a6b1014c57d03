//! All models: what ends soon, the providers' lists, and what is searched for.

use super::{
    add::AddModel, filters::Filters, list::ModelList, lists::Lists, margin::GeneralMargin, retiring::Retiring,
};
use crate::{
    admin::{
        rpc,
        ui::staff_only::{Seen, StaffOnly, seen},
    },
    catalog::entry::{EntryQuery, Overview},
    i18n::{td_string, use_locale},
    kit::{Card, Loaded, PageBody, PageHeader, Skeleton, SkeletonRows},
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// `/admin/models?q=&provider=&capability=&state=`: what is searched for stands in the address.
#[component]
pub fn ModelsPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let models = Resource::new(
        move || query.get(),
        async |query| {
            let page = rpc::list_entries(query.clone()).await;
            seen(page.map(|page| (query, page)))
        },
    );
    let overview = Resource::new(|| (), async |()| seen(rpc::get_catalogue().await));
    let on_change = Callback::new(move |()| {
        overview.refetch();
        models.refetch();
    });
    let open = [RwSignal::new(false), RwSignal::new(false)];
    let whole = move |overview: Seen<Overview>| match overview {
        Seen::Staff(overview) => view! { <Whole overview=overview open=open on_change=on_change /> }.into_any(),
        // The list says it already.
        Seen::Stranger => ().into_any(),
    };
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, catalog.title) lead=td_string!(l, catalog.lead).to_owned()>
                <span class="group-has-data-stranger:hidden">
                    <AddModel />
                </span>
            </PageHeader>
            <Loaded resource=overview skeleton=|| view! { <Skeleton class="h-16 rounded-lg" /> } children=whole />
            <Filters query=query />
            <StaffOnly resource=models skeleton=Shape let:found>
                <ModelList query=found.0 page=found.1 />
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

/// What holds for the whole catalogue.
#[component]
fn Whole(overview: Overview, open: [RwSignal<bool>; 2], on_change: Callback<()>) -> impl IntoView {
    let [lists, margin] = open;
    view! {
        <div class="flex flex-col gap-4">
            <Retiring models=overview.retiring on_change=on_change />
            <div class="grid items-start gap-4 lg:grid-cols-2">
                <Lists providers=overview.providers open=lists on_change=on_change />
                <GeneralMargin general=overview.margin margins=overview.margins open=margin on_change=on_change />
            </div>
        </div>
    }
}

fn read(address: &ParamsMap) -> EntryQuery {
    let text = |name: &str| address.get(name).unwrap_or_default();
    EntryQuery {
        search: text("q"),
        provider: text("provider"),
        capability: text("capability").parse().ok(),
        state: text("state").parse().ok(),
        limit: None,
        cursor: None,
    }
}
