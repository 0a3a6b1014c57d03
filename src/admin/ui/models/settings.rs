//! A model's facts.

use super::{add::whole, choices::Capabilities};
use crate::{
    admin::rpc,
    catalog::{
        entry::{EntryChange, EntryDetail},
        model::Capability,
    },
    i18n::{language, td_string, use_locale},
    kernel::digits,
    kit::{Button, ButtonVariant, Card, Form, Input, TextArea, use_toasts},
};
use leptos::prelude::*;

/// The form; what is saved with it is pinned. Only what was changed is sent.
#[component]
pub(super) fn Settings(model: EntryDetail, on_change: Callback<EntryDetail>) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let fields = Fields::of(&model);
    let stored = StoredValue::new(model);
    let margin_now = stored.with_value(|model| digits::number(language(l), &model.entry.margin_now));
    let save = Action::new(move |(): &()| {
        let (id, change) = stored.with_value(|model| (model.entry.id.clone(), fields.change(model)));
        async move { rpc::change_entry(id, change).await }
    });
    Effect::new(move |_| {
        if let Some(Ok(fresh)) = save.value().get() {
            toasts.success(td_string!(l, catalog.saved));
            stored.set_value(fresh.clone());
            on_change.run(fresh);
        }
    });
    let submit = move || {
        save.dispatch(());
    };
    let error = Signal::derive(move || save.value().get().and_then(Result::err));
    let speaks = move || fields.capabilities.with(|can| can.contains(&Capability::Speech));
    let draws = move || {
        fields.capabilities.with(|can| can.contains(&Capability::Image) || can.contains(&Capability::ImageEdit))
    };
    view! {
        <Card title=td_string!(l, catalog.settings_title) lead=td_string!(l, catalog.settings_lead).to_owned()>
            <Form on_submit=submit error=error>
                <Input name="name" label=td_string!(l, catalog.name) value=fields.name autocomplete="off" />
                <Capabilities value=fields.capabilities />
                <div class="grid gap-5 sm:grid-cols-2">
                    <Input name="context_tokens" label=td_string!(l, catalog.context) hint=td_string!(l, catalog.context_hint) value=fields.context inputmode="numeric" ltr=true />
                    <Input name="output_tokens_max" label=td_string!(l, catalog.output_max) hint=td_string!(l, catalog.output_max_hint) value=fields.most inputmode="numeric" ltr=true />
                    <Input name="retires_on" kind="date" label=td_string!(l, catalog.retires_on) hint=td_string!(l, catalog.retires_on_hint) value=fields.retires_on optional=true ltr=true />
                    <Input name="successor_id" label=td_string!(l, catalog.successor) hint=td_string!(l, catalog.successor_hint) value=fields.successor optional=true ltr=true autocomplete="off" />
                    <Input name="margin" label=td_string!(l, catalog.margin) hint=td_string!(l, catalog.margin_own_hint, margin = margin_now) value=fields.margin optional=true inputmode="decimal" ltr=true />
                </div>
                {move || speaks().then(|| view! {
                    <TextArea name="voices" label=td_string!(l, catalog.voices) hint=td_string!(l, catalog.voices_hint) value=fields.voices optional=true />
                })}
                {move || draws().then(|| view! {
                    <TextArea name="sizes" label=td_string!(l, catalog.sizes) hint=td_string!(l, catalog.sizes_hint) value=fields.sizes optional=true />
                })}
                <Button kind="submit" variant=ButtonVariant::Primary busy=save.pending() class="self-start">{td_string!(l, catalog.save)}</Button>
            </Form>
        </Card>
    }
}

#[derive(Debug, Clone, Copy)]
struct Fields {
    name: RwSignal<String>,
    capabilities: RwSignal<Vec<Capability>>,
    context: RwSignal<String>,
    most: RwSignal<String>,
    retires_on: RwSignal<String>,
    successor: RwSignal<String>,
    margin: RwSignal<String>,
    voices: RwSignal<String>,
    sizes: RwSignal<String>,
}

impl Fields {
    fn of(model: &EntryDetail) -> Self {
        let entry = model.entry.clone();
        let text = |text: Option<String>| RwSignal::new(text.unwrap_or_default());
        Self {
            name: RwSignal::new(entry.name),
            capabilities: RwSignal::new(entry.capabilities),
            context: RwSignal::new(entry.context_tokens.to_string()),
            most: RwSignal::new(entry.output_tokens_max.to_string()),
            retires_on: text(entry.retires_on),
            successor: text(entry.successor_id),
            margin: text(entry.margin),
            voices: RwSignal::new(entry.voices.join("\n")),
            sizes: RwSignal::new(entry.sizes.join("\n")),
        }
    }

    /// What differs from the model as it is stored.
    fn change(self, model: &EntryDetail) -> EntryChange {
        let entry = &model.entry;
        let text =
            |field: RwSignal<String>, was: &str| Some(field.get_untracked().trim().to_owned()).filter(|now| now != was);
        let or_empty = |was: &Option<String>| was.clone().unwrap_or_default();
        let number = |field: RwSignal<String>, was: i64| Some(whole(&field.get_untracked())).filter(|now| *now != was);
        let lines = |field: RwSignal<String>, was: &[String]| {
            let lines: Vec<String> = field.get_untracked().lines().map(str::trim).map(str::to_owned).collect();
            Some(lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>()).filter(|now| now != was)
        };
        EntryChange {
            name: text(self.name, &entry.name),
            enabled: None,
            capabilities: Some(self.capabilities.get_untracked()).filter(|now| *now != entry.capabilities),
            context_tokens: number(self.context, entry.context_tokens),
            output_tokens_max: number(self.most, entry.output_tokens_max),
            voices: lines(self.voices, &entry.voices),
            sizes: lines(self.sizes, &entry.sizes),
            margin: text(self.margin, &or_empty(&entry.margin)),
            retires_on: text(self.retires_on, &or_empty(&entry.retires_on)),
            successor_id: text(self.successor, &or_empty(&entry.successor_id)),
            end_seen: None,
        }
    }
}
