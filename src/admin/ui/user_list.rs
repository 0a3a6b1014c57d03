//! The accounts: a table, or cards on narrow screens; more on demand.

use super::user_row::{UserCard, UserTableRow};
use crate::{
    admin::{model::UserRow, rpc},
    i18n::{td_string, use_locale},
    kernel::{Page, PageQuery},
    kit::{Card, Column, Empty, Listing, LoadMore, Table},
};
use icondata as i;
use leptos::prelude::*;

/// The accounts that were found, and those after them.
#[component]
pub fn UserList(
    /// What was searched for.
    search: String,
    /// The first page.
    page: Page<UserRow>,
) -> impl IntoView {
    let l = use_locale();
    if page.items.is_empty() {
        return view! { <Nobody search=search /> }.into_any();
    }
    let listing = Listing::new(page);
    let rows = listing.items;
    let more =
        listing.on_more(move |after| rpc::list_users(search.clone(), PageQuery { limit: None, cursor: Some(after) }));
    view! {
        <Card flush=true class="min-w-0">
            <div class="hidden lg:block">
                <Table caption=td_string!(l, admin.users_table) columns=columns()>
                    <For each=move || rows.get() key=|row| row.person.id children=|row| view! { <UserTableRow row=row /> } />
                </Table>
            </div>
            <ul aria-label=td_string!(l, admin.users_table) class="divide-y divide-line lg:hidden">
                <For each=move || rows.get() key=|row| row.person.id children=|row| view! { <UserCard row=row /> } />
            </ul>
            <LoadMore cursor=listing.cursor busy=listing.busy on_more=more />
        </Card>
    }
    .into_any()
}

fn columns() -> Vec<Column> {
    let l = use_locale();
    vec![
        Column::text(td_string!(l, admin.column_user)),
        Column::text(td_string!(l, admin.column_role)),
        Column::number(td_string!(l, admin.column_available)),
        Column::number(td_string!(l, admin.column_held)),
        Column::number(td_string!(l, admin.column_runs)),
        Column::number(td_string!(l, admin.column_paid)),
        Column::text(td_string!(l, admin.column_seen)),
        Column::text(td_string!(l, admin.column_created)),
        Column::actions(td_string!(l, ledger.movements)),
    ]
}

#[component]
fn Nobody(search: String) -> impl IntoView {
    let l = use_locale();
    let (icon, title, text) = if search.is_empty() {
        (i::LuUsers, td_string!(l, admin.users_empty_title), td_string!(l, admin.users_empty_body).to_owned())
    } else {
        (i::LuUserSearch, td_string!(l, admin.users_none_title), td_string!(l, admin.users_none_body, search = search))
    };
    view! {
        <Card flush=true>
            <Empty icon=icon title=title text=text />
        </Card>
    }
}
