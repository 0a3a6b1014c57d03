//! The accounts: a table, or cards on narrow screens; more on demand.

use super::user_row::{UserCard, UserTableRow};
use crate::{
    admin::{model::UserRow, rpc},
    i18n::{error_text, td_string, use_locale},
    kernel::{Page, PageQuery},
    kit::{Card, Column, Empty, LoadMore, Table, Tone, use_toasts},
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// The accounts that were found, and those after them.
#[component]
pub fn UserList(
    /// What was searched for.
    search: String,
    /// The first page.
    page: Page<UserRow>,
) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    if page.items.is_empty() {
        return view! { <Nobody search=search /> }.into_any();
    }
    let rows = RwSignal::new(page.items);
    let cursor = RwSignal::new(page.next_cursor);
    let busy = RwSignal::new(false);
    let more = move |after: String| {
        busy.set(true);
        let query = PageQuery { limit: None, cursor: Some(after) };
        let asked = rpc::list_users(search.clone(), query);
        spawn_local(async move {
            match asked.await {
                Ok(page) => {
                    rows.try_update(|rows| rows.extend(page.items));
                    cursor.try_set(page.next_cursor);
                }
                Err(error) => toasts.show(Tone::Danger, error_text(l, &error)),
            }
            busy.try_set(false);
        });
    };
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
            <LoadMore cursor=cursor busy=busy on_more=more />
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
