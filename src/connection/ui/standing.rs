//! Where a provider stands: what is in the way, and its switch.

use super::{outcome::Said, word};
use crate::{
    connection::{input::ConnectionChange, model::Connection, rpc},
    i18n::{date_time, td_string, use_locale},
    kit::{Alert, Card, Switch, use_toasts},
};
use leptos::prelude::*;

/// The state with what to do about it, the switch, and who changed it.
#[component]
pub(super) fn Standing(connection: Connection, on_change: Callback<Connection>) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let (_, tone) = word::state(l, &connection);
    let hint = word::hint(l, &connection);
    let said = connection.fault.as_ref().map(|fault| fault.detail.clone()).filter(|said| !said.is_empty());
    let (id, enabled) = (StoredValue::new(connection.id.clone()), RwSignal::new(connection.enabled));
    let turn = Action::new(move |on: &bool| {
        let on = *on;
        async move {
            let change = ConnectionChange { enabled: Some(on), ..ConnectionChange::default() };
            match rpc::change_connection(id.get_value(), change).await {
                Ok(fresh) => {
                    let words =
                        if on { td_string!(l, connection.turned_on) } else { td_string!(l, connection.turned_off) };
                    toasts.success(words);
                    on_change.run(fresh);
                }
                Err(error) => {
                    toasts.error(&error);
                    enabled.set(!on);
                }
            }
        }
    });
    let turn_to = move |on: bool| {
        enabled.set(on);
        turn.dispatch(on);
    };
    let changed = connection.updated_at.map(|at| {
        let at = date_time(l, at);
        match connection.updated_by {
            Some(who) => td_string!(l, connection.changed_by, at = at, who = format!("\u{2068}{who}\u{2069}")),
            None => td_string!(l, connection.changed_at, at = at),
        }
    });
    view! {
        <Card>
            <div class="flex flex-col gap-4">
                {hint.map(|hint| view! { <Alert tone=tone>{hint} {said.map(|said| view! { <Said said=said /> })}</Alert> })}
                <Switch label=td_string!(l, connection.enabled) on=enabled on_change=turn_to disabled=turn.pending() />
                {changed.map(|changed| view! { <p class="text-xs text-muted">{changed}</p> })}
            </div>
        </Card>
    }
}
