//! The sandbox with its switch.

use crate::{
    connection::{input::ConnectionChange, model::Connection, rpc},
    i18n::{td_string, use_locale},
    kit::{Icon, Switch, use_toasts},
};
use leptos::prelude::*;

/// What the sandbox is, and whether it answers.
#[component]
pub(super) fn Sandbox(connection: Connection) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let on = RwSignal::new(connection.enabled);
    let id = StoredValue::new(connection.id);
    let turn = Action::new(move |wanted: &bool| {
        let wanted = *wanted;
        async move {
            let change = ConnectionChange { enabled: Some(wanted), ..ConnectionChange::default() };
            match rpc::change_connection(id.get_value(), change).await {
                Ok(_) if wanted => toasts.success(td_string!(l, connection.sandbox_on)),
                Ok(_) => toasts.success(td_string!(l, connection.sandbox_off)),
                Err(error) => {
                    toasts.error(&error);
                    on.set(!wanted);
                }
            }
        }
    });
    let turn_to = move |wanted: bool| {
        on.set(wanted);
        turn.dispatch(wanted);
    };
    view! {
        <section data-connection="sandbox" class="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5 shadow-low md:flex-row md:items-center md:p-6">
            <span class="inline-flex self-start rounded-md bg-accent-soft p-2.5 text-accent">
                <Icon icon=icondata::LuFlaskConical />
            </span>
            <div class="min-w-0 flex-1">
                <h2 class="font-semibold">{td_string!(l, connection.sandbox_title)}</h2>
                <p class="text-sm text-muted">{td_string!(l, connection.sandbox_body)}</p>
            </div>
            <Switch label=td_string!(l, connection.sandbox_switch) on=on on_change=turn_to disabled=turn.pending() />
        </section>
    }
}
