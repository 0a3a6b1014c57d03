//! One account, as a row or as a card.

use super::word;
use crate::{
    account::model::Person,
    admin::model::UserRow,
    i18n::{coins, count, date, date_time, td_string, use_locale},
    kernel::{page::encoded, role::Role},
    kit::{Avatar, Badge, Cell},
};
use leptos::prelude::*;

/// A row of the table.
#[component]
pub fn UserTableRow(row: UserRow) -> impl IntoView {
    let l = use_locale();
    let role = row.person.role;
    let (created, email) = (date(l, row.person.created_at), row.person.email.clone());
    view! {
        <tr>
            <Cell class="max-w-72">
                <Name person=row.person />
            </Cell>
            <Cell>
                <RoleBadge role=role />
            </Cell>
            <Cell number=true class="font-medium">{coins(l, row.available)}</Cell>
            <Cell number=true>{coins(l, row.held)}</Cell>
            <Cell number=true>{count(l, row.runs)}</Cell>
            <Cell number=true>{coins(l, row.paid)}</Cell>
            <Cell class="whitespace-nowrap text-muted">{seen(row.seen_at.map(|at| date_time(l, at)))}</Cell>
            <Cell class="whitespace-nowrap text-muted">{created}</Cell>
            <Cell>
                <Money email=email />
            </Cell>
        </tr>
    }
}

/// A card of the list.
#[component]
pub fn UserCard(row: UserRow) -> impl IntoView {
    let l = use_locale();
    let (role, email) = (row.person.role, row.person.email.clone());
    let facts = [
        (td_string!(l, admin.column_available), coins(l, row.available)),
        (td_string!(l, admin.column_held), coins(l, row.held)),
        (td_string!(l, admin.column_runs), count(l, row.runs)),
        (td_string!(l, admin.column_paid), coins(l, row.paid)),
        (td_string!(l, admin.column_seen), seen(row.seen_at.map(|at| date_time(l, at)))),
        (td_string!(l, admin.column_created), date(l, row.person.created_at)),
    ];
    let fact = |(name, value): (&'static str, String)| {
        view! {
            <div class="min-w-0">
                <dt class="text-xs text-muted">{name}</dt>
                <dd class="wrap-break-word">{value}</dd>
            </div>
        }
    };
    view! {
        <li class="flex flex-col gap-3 p-4">
            <div class="flex items-start justify-between gap-3">
                <Name person=row.person />
                <RoleBadge role=role />
            </div>
            <dl class="grid grid-cols-2 gap-x-4 gap-y-2 text-sm">{facts.map(fact)}</dl>
            <Money email=email />
        </li>
    }
}

/// To the person's movements, and to the form that gives or takes coins.
#[component]
fn Money(email: String) -> impl IntoView {
    let l = use_locale();
    let link = |href: String, action: &'static str, words: &'static str| {
        view! {
            <a href=href data-action=action class="text-sm whitespace-nowrap text-primary-text underline-offset-4 hover:underline">
                {words}
            </a>
        }
    };
    let of = encoded(&email);
    view! {
        <p class="flex flex-wrap gap-x-4 gap-y-1">
            {link(format!("/admin/ledger?q={of}"), "ledger", td_string!(l, ledger.movements))}
            {link(format!("/admin/adjustments?person={of}"), "adjust", td_string!(l, ledger.adjust))}
        </p>
    }
}

/// Who it is: sign, name, address. Without a name the address stands in its place.
#[component]
fn Name(person: Person) -> impl IntoView {
    let (email, hint) = (person.email.clone(), person.email.clone());
    let address = (!person.full_name.is_empty())
        .then(|| view! { <bdi dir="ltr" class="block truncate text-xs text-muted rtl:text-end">{email}</bdi> });
    let shown = if person.full_name.is_empty() { person.email } else { person.full_name };
    view! {
        <div class="flex min-w-0 items-center gap-3" title=hint>
            <Avatar name=shown.clone() />
            <div class="min-w-0">
                <p class="truncate font-medium">
                    <bdi>{shown}</bdi>
                </p>
                {address}
            </div>
        </div>
    }
}

#[component]
fn RoleBadge(role: Role) -> impl IntoView {
    let (name, tone) = word::role(use_locale(), role);
    view! { <Badge tone=tone>{name}</Badge> }
}

fn seen(at: Option<String>) -> String {
    at.unwrap_or_else(|| td_string!(use_locale(), admin.never).to_owned())
}
