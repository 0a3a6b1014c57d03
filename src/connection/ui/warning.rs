//! What staff should look at, on the first page of the administration.

use super::word;
use crate::{
    account::ui::{Seen, seen},
    connection::{
        model::{Connection, ConnectionState},
        rpc,
    },
    i18n::{Locale, td_string, use_locale},
    kit::{Alert, Loaded, Tone},
};
use leptos::prelude::*;

/// Keys that were refused or can't be opened, accounts that are used up or nearly; nothing while all is well.
#[component]
pub fn ConnectionWarnings() -> impl IntoView {
    let connections = Resource::new(|| (), async |()| seen(rpc::list_connections().await));
    let show = |connections: Seen<Vec<Connection>>| match connections {
        Seen::Staff(connections) => view! { <Warnings connections=connections /> }.into_any(),
        // The page says it already.
        Seen::Stranger => ().into_any(),
    };
    view! { <Loaded resource=connections skeleton=|| () compact=true children=show /> }
}

#[component]
fn Warnings(connections: Vec<Connection>) -> impl IntoView {
    let l = use_locale();
    let line = |connection: Connection| {
        let what = what(l, &connection)?;
        let href = format!("/admin/providers/{}", connection.id);
        Some(view! {
            <li>
                <a href=href class="font-medium underline underline-offset-4">{word::name(l, &connection)}</a>
                ": "
                {what}
            </li>
        })
    };
    let lines: Vec<_> = connections.into_iter().filter_map(line).collect();
    (!lines.is_empty()).then(|| {
        view! {
            <Alert tone=Tone::Warning title=td_string!(l, connection.warn_title).to_owned()>
                <ul data-part="warnings" class="mt-1 flex flex-col gap-1">{lines.into_iter().collect_view()}</ul>
            </Alert>
        }
    })
}

fn what(l: Locale, connection: &Connection) -> Option<&'static str> {
    Some(match connection.state {
        ConnectionState::Refused => td_string!(l, connection.warn_refused),
        ConnectionState::Unreadable => td_string!(l, connection.warn_unreadable),
        ConnectionState::UsedUp => td_string!(l, connection.warn_used_up),
        ConnectionState::Broken => td_string!(l, connection.warn_broken),
        _ if connection.is_low => td_string!(l, connection.warn_low),
        _ => return None,
    })
}
