//! A model that no list knows.

use super::{choices::Capabilities, word};
use crate::{
    admin::rpc,
    catalog::{entry::NewEntry, model::Capability},
    i18n::{td_string, use_locale},
    kernel::digits,
    kit::{Button, ButtonVariant, Dialog, Form, Input},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

/// The button, and the dialog it opens; a model that was added shows its page.
#[component]
pub(super) fn AddModel() -> impl IntoView {
    let l = use_locale();
    let open = RwSignal::new(false);
    view! {
        <Button variant=ButtonVariant::Primary icon=i::LuPlus on:click=move |_| open.set(true)>
            {td_string!(l, catalog.add)}
        </Button>
        <Dialog open=open id="add-model" title=td_string!(l, catalog.add_title) class="max-w-2xl">
            <NewModel />
        </Dialog>
    }
}

#[component]
fn NewModel() -> impl IntoView {
    let l = use_locale();
    let navigate = use_navigate();
    let text = |text: &str| RwSignal::new(text.to_owned());
    let (provider, provider_model, name) = (text(""), text(""), text(""));
    let (context, most) = (text("128000"), text("8192"));
    let capabilities = RwSignal::new(vec![Capability::Chat]);
    let add = Action::new(move |(): &()| {
        let input = NewEntry {
            provider: provider.get_untracked().trim().to_owned(),
            provider_model: provider_model.get_untracked().trim().to_owned(),
            name: name.get_untracked().trim().to_owned(),
            capabilities: capabilities.get_untracked(),
            context_tokens: whole(&context.get_untracked()),
            output_tokens_max: whole(&most.get_untracked()),
            prices: Vec::new(),
        };
        async move { rpc::add_entry(input).await }
    });
    Effect::new(move |_| {
        if let Some(Ok(added)) = add.value().get() {
            navigate(&word::address(&added.entry.id), leptos_router::NavigateOptions::default());
        }
    });
    let submit = move || {
        add.dispatch(());
    };
    let error = Signal::derive(move || add.value().get().and_then(Result::err));
    view! {
        <p class="mb-5 text-sm text-muted">{td_string!(l, catalog.add_lead)}</p>
        <Form on_submit=submit error=error>
            <div class="grid gap-5 sm:grid-cols-2">
                <Input name="provider" label=td_string!(l, catalog.provider) value=provider placeholder="openai" ltr=true autocomplete="off" />
                <Input
                    name="provider_model"
                    label=td_string!(l, catalog.provider_model)
                    hint=td_string!(l, catalog.provider_model_hint)
                    value=provider_model
                    ltr=true
                    autocomplete="off"
                />
            </div>
            <Input name="name" label=td_string!(l, catalog.name) value=name autocomplete="off" />
            <Capabilities value=capabilities />
            <div class="grid gap-5 sm:grid-cols-2">
                <Input name="context_tokens" label=td_string!(l, catalog.context) hint=td_string!(l, catalog.context_hint) value=context inputmode="numeric" ltr=true />
                <Input name="output_tokens_max" label=td_string!(l, catalog.output_max) hint=td_string!(l, catalog.output_max_hint) value=most inputmode="numeric" ltr=true />
            </div>
            <Button kind="submit" variant=ButtonVariant::Primary busy=add.pending() class="self-start">{td_string!(l, catalog.add_save)}</Button>
        </Form>
    }
}

/// A whole number that people wrote, with any digits; what is none is outside every range.
pub(super) fn whole(text: &str) -> i64 {
    let plain: String = digits::ascii(text).chars().filter(|c| !matches!(c, ',' | ' ' | '\u{66c}')).collect();
    plain.parse().unwrap_or(-1)
}
