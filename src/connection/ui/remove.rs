//! Taking away what is stored.

use crate::{
    connection::{
        input::ConnectionChange,
        model::{Connection, Origin},
        rpc,
    },
    i18n::{td_string, use_locale},
    kit::{Button, ButtonVariant, Card, Confirm, use_toasts},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The stored key, or everything; each asks first.
#[component]
pub(super) fn Remove(connection: Connection, on_change: Callback<Connection>) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let navigate = StoredValue::new(use_navigate());
    let is_known = connection.is_known;
    let has_key = matches!(connection.key_from, Origin::Stored | Origin::Unreadable);
    if connection.updated_at.is_none() {
        return ().into_any();
    }
    let id = StoredValue::new(connection.id);
    let (asks_key, asks_all) = (RwSignal::new(false), RwSignal::new(false));
    let forget_key = Action::new(move |(): &()| async move {
        let change = ConnectionChange { api_key: Some(None), ..ConnectionChange::default() };
        match rpc::change_connection(id.get_value(), change).await {
            Ok(fresh) => {
                toasts.success(td_string!(l, connection.key_removed));
                on_change.run(fresh);
            }
            Err(error) => toasts.error(&error),
        }
    });
    let forget_all = Action::new(move |(): &()| async move {
        match rpc::remove_connection(id.get_value()).await {
            Ok(()) => {
                let words =
                    if is_known { td_string!(l, connection.reset_done) } else { td_string!(l, connection.deleted) };
                toasts.success(words);
                navigate.with_value(|go| go("/admin/providers", NavigateOptions::default()));
            }
            Err(error) => toasts.error(&error),
        }
    });
    let (action, title, text) = if is_known {
        (td_string!(l, connection.reset), td_string!(l, connection.reset_title), td_string!(l, connection.reset_text))
    } else {
        (
            td_string!(l, connection.delete),
            td_string!(l, connection.delete_title),
            td_string!(l, connection.delete_text),
        )
    };
    let confirm_key = move |()| {
        forget_key.dispatch(());
    };
    let confirm_all = move |()| {
        forget_all.dispatch(());
    };
    view! {
        <Card>
            <div class="flex flex-wrap gap-3">
                {has_key.then(|| view! {
                    <Button icon=i::LuKeyRound busy=forget_key.pending() on:click=move |_| asks_key.set(true)>
                        {td_string!(l, connection.remove_key)}
                    </Button>
                })}
                <Button variant=ButtonVariant::Danger icon=i::LuTrash2 busy=forget_all.pending() on:click=move |_| asks_all.set(true)>
                    {action}
                </Button>
            </div>
        </Card>
        <Confirm open=asks_key id="remove-key" title=td_string!(l, connection.remove_key_title) text=td_string!(l, connection.remove_key_text) action=td_string!(l, connection.remove_key) on_confirm=confirm_key />
        <Confirm open=asks_all id="remove-provider" title=title text=text action=action on_confirm=confirm_all />
    }
    .into_any()
}
