//! The list of everybody's orders with what it is narrowed to.

use super::{filters::Filters, list::OrderList, waiting::ReceiptsWaiting};
use crate::{
    account::ui::{StaffOnly, seen},
    i18n::{count, td_string, use_locale},
    kit::{ButtonSize, Card, LinkButton, PageBody, PageHeader, SkeletonRows},
    order::{
        rpc,
        staff::{OrderQuery, REVIEW},
    },
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// `/admin/orders?q=&state=&gateway=`: what is looked for stands in the address.
#[component]
pub fn AdminOrdersPage() -> impl IntoView {
    let l = use_locale();
    let address = use_query_map();
    let query = Memo::new(move |_| read(&address.read()));
    let orders = Resource::new(
        move || query.get(),
        async |query| {
            let page = rpc::list_all_orders(query.clone()).await;
            seen(page.map(|page| (query, page)))
        },
    );
    let table = move || {
        let href = query.with(|query| {
            let words = [
                ("state", &query.state),
                ("gateway", &query.gateway),
                ("person", &query.person),
                ("reference", &query.reference),
            ];
            let given = words.into_iter().filter(|(_, value)| !value.is_empty());
            ParamsMap::from_iter(given.map(|(name, value)| (name, value.clone()))).to_query_string()
        });
        view! {
            <LinkButton href=format!("/api/v1/admin/orders.csv{href}") external=true size=ButtonSize::Small icon=i::LuDownload attr:download="" attr:data-action="csv">
                {td_string!(l, order.download)}
            </LinkButton>
        }
    };
    let waiting = use_context::<ReceiptsWaiting>();
    let review = move || {
        let number = waiting.map_or(0, |waiting| waiting.number.get());
        (number > 0 && query.with(|query| query.state != REVIEW)).then(|| view! {
            <LinkButton href=format!("/admin/orders?state={REVIEW}") size=ButtonSize::Small icon=i::LuEye attr:data-action="review">
                {td_string!(l, order.to_review, number = count(l, number))}
            </LinkButton>
        })
    };
    view! {
        <PageBody class="group max-w-7xl">
            <PageHeader title=td_string!(l, order.admin_title) lead=td_string!(l, order.admin_lead)>
                <span class="flex flex-wrap gap-3 group-has-data-stranger:hidden">{review} {table}</span>
            </PageHeader>
            <Filters query=query />
            <StaffOnly resource=orders skeleton=Shape let:found>
                <OrderList query=found.0 page=found.1 />
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

/// What has an `@` is a person, everything else a number of an order or a payment.
fn read(address: &ParamsMap) -> OrderQuery {
    let text = |name: &str| address.get(name).unwrap_or_default().trim().to_owned();
    let search = text("q");
    let (person, reference) = if search.contains('@') { (search, String::new()) } else { (String::new(), search) };
    OrderQuery { state: text("state"), gateway: text("gateway"), person, reference, limit: None, cursor: None }
}
