//! One key of the list.

use super::{board::Board, word};
use crate::{
    i18n::{coins, coins_in_words, count, date, date_time, relative, td_string, use_locale},
    kernel::Coins,
    key::model::{ApiKey, KeyState},
    kit::{Badge, Icon, Menu, MenuButton, Tone},
};
use icondata as i;
use leptos::prelude::*;

/// Name, ends, rules and use of a key, and what can be done with it.
#[component]
pub(super) fn KeyRow(board: Board, about: ApiKey) -> impl IntoView {
    let l = use_locale();
    let (state, tone) = word::state(l, about.state);
    let overlap = about.overlap_until.filter(|_| about.state == KeyState::Active);
    let faded = if about.state == KeyState::Active { "" } else { "text-muted" };
    let (name, shown, code) =
        (about.name.clone(), format!("{}…{}", about.prefix, about.last4), word::state_code(about.state));
    let actions = (about.state != KeyState::Revoked).then(|| view! { <Actions board=board about=about.clone() /> });
    view! {
        <li class="flex flex-col gap-4 px-5 py-5 md:px-6" data-key=name data-state=code>
            <div class="flex items-start justify-between gap-3">
                <div class=format!("min-w-0 {faded}")>
                    <p class="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium">
                        <bdi class="wrap-anywhere">{about.name.clone()}</bdi>
                        <Badge tone=tone>{state}</Badge>
                        {overlap
                            .map(|until| {
                                view! { <Badge tone=Tone::Warning>{td_string!(l, key.overlap, date = date_time(l, until))}</Badge> }
                            })}
                    </p>
                    <code dir="ltr" class="mt-1 block text-xs text-muted rtl:text-end">{shown}</code>
                </div>
                {actions}
            </div>
            <Facts board=board about=about />
        </li>
    }
}

#[component]
fn Facts(board: Board, about: ApiKey) -> impl IntoView {
    let l = use_locale();
    let used = match about.used_at {
        Some(at) => relative(l, at, board.now.max(at)),
        None => td_string!(l, key.never_used).to_owned(),
    };
    let address =
        about.used_ip.map(|ip| view! { <bdi dir="ltr" class="block text-xs text-muted rtl:text-end">{ip}</bdi> });
    let end = match (about.revoked_at, about.expires_at) {
        (Some(at), _) => (td_string!(l, key.revoked_at), date(l, at)),
        (None, Some(at)) => (td_string!(l, key.expires_at), date_time(l, at)),
        (None, None) => (td_string!(l, key.expires_at), td_string!(l, key.no_end).to_owned()),
    };
    let models = match about.models.len() {
        0 => td_string!(l, key.all_models).to_owned(),
        number => td_string!(l, key.some_models, number = count(l, i64::try_from(number).unwrap_or(i64::MAX))),
    };
    let addresses = match about.ip_allow.is_empty() {
        true => td_string!(l, key.all_addresses).to_owned(),
        false => about.ip_allow.join("\n"),
    };
    let held = !about.ip_allow.is_empty();
    view! {
        <dl class="grid grid-cols-2 gap-x-6 gap-y-3 text-sm lg:grid-cols-4">
            <Fact name=td_string!(l, key.column_used)>{used} {address}</Fact>
            <Fact name=end.0>{end.1}</Fact>
            <Fact name=td_string!(l, key.column_spent)>
                <Spent spent=about.spent_coins limit=about.limit_coins />
            </Fact>
            <Fact name=td_string!(l, key.column_rules)>
                <span class="block" title=about.models.join("\n")>{models}</span>
                <span class=format!("block text-xs whitespace-pre-line text-muted {}", if held { "rtl:text-end" } else { "" }) dir=held.then_some("ltr")>{addresses}</span>
            </Fact>
        </dl>
        <ul class="flex flex-wrap gap-1.5" aria-label=td_string!(l, key.scopes)>
            {about
                .scopes
                .into_iter()
                .map(|scope| {
                    view! {
                        <li>
                            <Badge>{word::scope(l, scope).0}</Badge>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

#[component]
fn Fact(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="min-w-0">
            <dt class="text-xs text-muted">{name}</dt>
            <dd class="mt-0.5 wrap-break-word">{children()}</dd>
        </div>
    }
}

/// What was spent, and how much of the limit that is.
#[component]
fn Spent(spent: Coins, limit: Option<Coins>) -> impl IntoView {
    let l = use_locale();
    let Some(limit) = limit else {
        return view! {
            <span class="figures block">{coins_in_words(l, spent)}</span>
            <span class="block text-xs text-muted">{td_string!(l, key.no_limit)}</span>
        }
        .into_any();
    };
    let percent = word::percent(spent, limit);
    let colour = if percent >= 90 { "fill-danger" } else { "fill-primary" };
    view! {
        <span class="figures block">{td_string!(l, key.spent_of, spent = coins(l, spent), limit = coins_in_words(l, limit))}</span>
        <span class="relative mt-1.5 block h-1.5 max-w-40 overflow-hidden rounded-full bg-line">
            <svg class="absolute inset-0 size-full rtl:-scale-x-100" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect class=colour width=percent.to_string() height="1" />
            </svg>
        </span>
    }
    .into_any()
}

#[component]
fn Actions(board: Board, about: ApiKey) -> impl IntoView {
    let l = use_locale();
    let about = StoredValue::new(about);
    let ask = move |dialog: RwSignal<bool>| move |_| about.with_value(|key| board.ask(key, dialog));
    let rotates = about.with_value(|key| key.state == KeyState::Active);
    view! {
        <Menu
            label=about.with_value(|key| td_string!(l, key.actions, name = key.name.clone()))
            button=|| view! { <Icon icon=i::LuEllipsis class="size-5 text-muted" /> }
            button_class="flex size-10 items-center justify-center rounded-md hover:bg-sunken"
            class="end-0 top-full mt-1 w-52"
        >
            <MenuButton icon=i::LuPencil attr:data-action="edit-key" on:click=ask(board.is_editing)>{td_string!(l, key.edit)}</MenuButton>
            {rotates
                .then(|| {
                    view! {
                        <MenuButton icon=i::LuRefreshCw attr:data-action="rotate-key" on:click=ask(board.is_rotating)>
                            {td_string!(l, key.rotate)}
                        </MenuButton>
                    }
                })}
            <MenuButton icon=i::LuBan danger=true attr:data-action="revoke-key" on:click=ask(board.is_revoking)>
                {td_string!(l, key.revoke)}
            </MenuButton>
        </Menu>
    }
}
