//! Who used a discount code.

use super::word;
use crate::{
    code::{
        discount::{DiscountCode, DiscountUse},
        rpc,
    },
    i18n::{cash, date_time, td_string, use_locale},
    kernel::{Page, PageQuery, id::DiscountId},
    kit::{Badge, Cell, Column, Empty, Listing, LoadMore, Loaded, SkeletonRows, Table},
};
use icondata as i;
use leptos::prelude::*;

/// The uses of a code.
#[component]
pub(super) fn Uses(code: DiscountCode) -> impl IntoView {
    let l = use_locale();
    let id = code.id;
    let uses = Resource::new(|| (), move |()| rpc::list_uses(id, PageQuery::default()));
    view! {
        <h3 class="mb-3 font-semibold">{td_string!(l, code.uses_title, code = code.rules.code)}</h3>
        <Loaded resource=uses skeleton=|| view! { <SkeletonRows rows=3 /> } let:uses>
            <List id=id uses=uses />
        </Loaded>
    }
}

#[component]
fn List(id: DiscountId, uses: Page<DiscountUse>) -> impl IntoView {
    let l = use_locale();
    if uses.items.is_empty() {
        return view! { <Empty icon=i::LuTicket title=td_string!(l, code.uses_none) /> }.into_any();
    }
    let list = Listing::new(uses);
    let more = list.on_more(move |cursor| rpc::list_uses(id, PageQuery { limit: None, cursor: Some(cursor) }));
    let columns = vec![
        Column::text(td_string!(l, code.uses_user)),
        Column::number(td_string!(l, code.uses_off)),
        Column::text(td_string!(l, code.uses_state)),
        Column::number(td_string!(l, code.uses_time)),
    ];
    let row = move |one: DiscountUse| {
        let (state, tone) = word::use_state(l, one.state);
        view! {
            <tr>
                <Cell><bdi dir="ltr">{one.user}</bdi></Cell>
                <Cell number=true>{cash(l, one.off)}</Cell>
                <Cell><Badge tone=tone>{state}</Badge></Cell>
                <Cell number=true class="text-muted">{date_time(l, one.ended_at.unwrap_or(one.created_at))}</Cell>
            </tr>
        }
    };
    view! {
        <Table caption=td_string!(l, code.uses_table) columns=columns>
            <For each=move || list.items.get() key=|one| one.order_id children=row />
        </Table>
        <LoadMore cursor=list.cursor busy=list.busy on_more=more />
    }
    .into_any()
}
