//! Everything that is sold, and in which order.

use super::line::{Line, Shelf};
use crate::{
    account::ui::{StaffOnly, seen},
    i18n::{td_string, use_locale},
    kit::{
        ButtonSize, ButtonVariant, Card, Column, Confirm, Empty, LinkButton, PageBody, PageHeader, SkeletonRows, Table,
    },
    offer::{draft::OfferSwitch, model::OfferLine, rpc},
};
use icondata as i;
use leptos::prelude::*;

/// `/admin/offers`
#[component]
pub fn OffersPage() -> impl IntoView {
    let l = use_locale();
    let offers = Resource::new(|| (), async |()| seen(rpc::list_offers().await));
    view! {
        <PageBody class="group">
            <PageHeader title=td_string!(l, offer.title) lead=td_string!(l, offer.lead).to_owned()>
                <span class="flex flex-wrap gap-3 group-has-data-stranger:hidden">
                    <LinkButton href="/pricing" external=true variant=ButtonVariant::Ghost size=ButtonSize::Small icon=i::LuExternalLink>{td_string!(l, offer.see_pricing)}</LinkButton>
                    <LinkButton href="/admin/offers/new?kind=plan" size=ButtonSize::Small icon=i::LuCalendarClock>{td_string!(l, offer.new_plan)}</LinkButton>
                    <LinkButton href="/admin/offers/new?kind=package" variant=ButtonVariant::Primary size=ButtonSize::Small icon=i::LuPlus class="max-sm:order-first">{td_string!(l, offer.new_package)}</LinkButton>
                </span>
            </PageHeader>
            <StaffOnly resource=offers skeleton=Shape let:lines>
                <Offers lines=lines />
            </StaffOnly>
        </PageBody>
    }
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <Card>
            <SkeletonRows rows=5 />
        </Card>
    }
}

#[component]
fn Offers(lines: Vec<OfferLine>) -> impl IntoView {
    let l = use_locale();
    let shelf = Shelf::new(lines);
    let archive = move |()| {
        if let Some(id) = shelf.subject.get_untracked() {
            shelf.switch(id, OfferSwitch { archived: Some(true), enabled: None });
        }
    };
    let part = move |is_archived: bool| {
        let lines = move || {
            shelf.lines.with(|lines| {
                lines.iter().filter(|line| line.archived_at.is_some() == is_archived).cloned().collect::<Vec<_>>()
            })
        };
        let is_empty = Memo::new(move |_| lines().is_empty());
        (lines, is_empty)
    };
    let (living, none_lives) = part(false);
    let (archived, none_archived) = part(true);
    view! {
        <Card flush=true class="stacked">
            {move || {
                if none_lives.get() {
                    view! { <Nothing /> }.into_any()
                } else {
                    view! {
                        <Table caption=td_string!(l, offer.table) columns=columns(l)>
                            <For each=living key=|line| (line.offer.id, line.position, line.offer.revision) let:line>
                                <Line line=line shelf=shelf />
                            </For>
                        </Table>
                    }
                    .into_any()
                }
            }}
        </Card>
        {move || (!none_archived.get()).then(|| view! {
            <Card title=td_string!(l, offer.archived_title) lead=td_string!(l, offer.archived_lead).to_owned() flush=true class="stacked">
                <Table caption=td_string!(l, offer.archived_title) columns=columns(l)>
                    <For each=archived key=|line| (line.offer.id, line.offer.revision) let:line>
                        <Line line=line shelf=shelf />
                    </For>
                </Table>
            </Card>
        })}
        <Confirm
            open=shelf.is_archiving
            id="archive-offer"
            title=td_string!(l, offer.archive_title)
            text=td_string!(l, offer.archive_text)
            action=td_string!(l, offer.archive)
            on_confirm=archive
        />
    }
}

fn columns(l: crate::i18n::Locale) -> Vec<Column> {
    vec![
        Column::text(td_string!(l, offer.column_name)),
        Column::number(td_string!(l, offer.column_coins)),
        Column::number(td_string!(l, offer.column_prices)),
        Column::text(td_string!(l, offer.column_state)),
        Column::actions(td_string!(l, offer.column_actions)),
    ]
}

#[component]
fn Nothing() -> impl IntoView {
    let l = use_locale();
    view! {
        <Empty icon=i::LuPackageOpen title=td_string!(l, offer.empty_title) text=td_string!(l, offer.empty_body).to_owned()>
            <LinkButton href="/admin/offers/new?kind=package" variant=ButtonVariant::Primary size=ButtonSize::Small>{td_string!(l, offer.new_package)}</LinkButton>
        </Empty>
    }
}
