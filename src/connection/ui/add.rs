//! A server of the operator's own.

use crate::{
    connection::{
        input::{ConnectionChange, NewConnection, SecretText},
        model::Wire,
        rpc,
    },
    i18n::{td_string, use_locale},
    kit::{Button, ButtonVariant, Dialog, Form, Input, Password, Select, use_toasts},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// The button, and the form behind it.
#[component]
pub(super) fn AddOwn() -> impl IntoView {
    let l = use_locale();
    let open = RwSignal::new(false);
    view! {
        <Button variant=ButtonVariant::Primary icon=i::LuPlus on:click=move |_| open.set(true)>
            {td_string!(l, connection.own_add)}
        </Button>
        <Dialog open=open id="add-provider" title=td_string!(l, connection.own_title)>
            <Fields />
        </Dialog>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let l = use_locale();
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let text = || RwSignal::new(String::new());
    let (id, name, url, key) = (text(), text(), text(), text());
    let wire = RwSignal::new(Wire::OpenaiCompat.code().to_owned());
    let add = Action::new(move |(): &()| {
        let typed = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        let given = |field| Some(typed(field)).filter(|text| !text.is_empty());
        let input = NewConnection {
            id: typed(id),
            kind: wire.get_untracked().parse().ok(),
            values: ConnectionChange {
                name: given(name).map(Some),
                base_url: given(url).map(Some),
                api_key: given(key).map(|key| Some(SecretText(key))),
                ..ConnectionChange::default()
            },
        };
        async move { rpc::add_connection(input).await }
    });
    Effect::new(move |_| {
        if let Some(Ok(made)) = add.value().get() {
            toasts.success(td_string!(l, connection.added));
            navigate(&format!("/admin/providers/{}", made.id), NavigateOptions::default());
        }
    });
    let error = Signal::derive(move || add.value().get().and_then(Result::err));
    let submit = move || {
        add.dispatch(());
    };
    let wires = Wire::OWN.map(|wire| {
        let words = match wire {
            Wire::Anthropic => td_string!(l, connection.wire_anthropic),
            Wire::Gemini => td_string!(l, connection.wire_gemini),
            _ => td_string!(l, connection.wire_openai),
        };
        (wire.code().to_owned(), words.to_owned())
    });
    view! {
        <p class="mb-5 text-sm text-muted">{td_string!(l, connection.own_body)}</p>
        <Form on_submit=submit error=error>
            <Input name="id" id="own-id" label=td_string!(l, connection.own_id) hint=td_string!(l, connection.own_id_hint) value=id placeholder="my-vllm" ltr=true autocomplete="off" />
            <Input name="name" id="own-name" label=td_string!(l, connection.name) value=name optional=true autocomplete="off" />
            <Input name="base_url" id="own-url" kind="url" label=td_string!(l, connection.own_url) hint=td_string!(l, connection.own_url_hint) value=url autocomplete="off" />
            <Select name="kind" id="own-kind" label=td_string!(l, connection.own_wire) options=wires.to_vec() value=wire />
            <Password name="api_key" id="own-key" label=td_string!(l, connection.api_key) hint=td_string!(l, connection.own_key_hint) autocomplete="new-password" value=key />
            <Button kind="submit" variant=ButtonVariant::Primary busy=add.pending() class="self-end">{td_string!(l, connection.add)}</Button>
        </Form>
    }
}
