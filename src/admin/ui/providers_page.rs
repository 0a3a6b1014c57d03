//! The AI services behind the models.

use super::{
    provider_card::ProviderCard,
    staff_only::{StaffOnly, seen},
};
use crate::{
    admin::{model::ProviderRow, rpc},
    i18n::{td_string, use_locale},
    kit::{Card, Empty, PageBody, PageHeader, Skeleton},
};
use leptos::prelude::*;

/// `/admin/providers`
#[component]
pub fn ProvidersPage() -> impl IntoView {
    let l = use_locale();
    let providers = Resource::new(|| (), async |()| seen(rpc::list_providers().await));
    view! {
        <PageBody>
            <PageHeader title=td_string!(l, admin.providers_title) lead=td_string!(l, admin.providers_lead).to_owned() />
            <StaffOnly resource=providers skeleton=Shape let:providers>
                <Providers providers=providers />
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
fn Providers(providers: Vec<ProviderRow>) -> impl IntoView {
    let l = use_locale();
    if providers.is_empty() {
        let text = td_string!(l, admin.providers_empty_body).to_owned();
        return view! {
            <Card flush=true>
                <Empty icon=icondata::LuPlug title=td_string!(l, admin.providers_empty_title) text=text />
            </Card>
        }
        .into_any();
    }
    let cards = providers
        .into_iter()
        .map(|provider| view! { <li class="flex min-w-0"><ProviderCard provider=provider /></li> });
    view! { <ul class="grid gap-6 lg:grid-cols-2">{cards.collect_view()}</ul> }.into_any()
}
