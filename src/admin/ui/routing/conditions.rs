//! Under which conditions a candidate may be taken.

use super::line::{Line, Lines};
use crate::{
    i18n::{count, field_text, td_string, use_locale},
    kit::{Input, Select},
    routing::{model::RETRIES_MAX, task::Task},
};
use leptos::prelude::*;

/// The fields of a candidate.
#[component]
pub(super) fn ConditionFields(task: Task, line: Line, lines: Lines) -> impl IntoView {
    let l = use_locale();
    let key = line.key;
    let id = move |field: &str| format!("candidate-{key}-{field}");
    let wrong = move |field: &'static str| {
        Signal::derive(move || lines.wrong(key, field).map(|problem| field_text(l, &problem)))
    };
    let repeats = (0..=RETRIES_MAX).map(|times| {
        let words = match times {
            0 => td_string!(l, routing.retries_none).to_owned(),
            1 => td_string!(l, routing.retries_one).to_owned(),
            times => td_string!(l, routing.retries_many, number = count(l, times)),
        };
        (times.to_string(), words)
    });
    let repeats: Vec<(String, String)> = repeats.collect();
    let price_hint =
        if task.writes() { td_string!(l, routing.max_price_writes) } else { td_string!(l, routing.max_price_media) };
    view! {
        <div class="grid gap-4 sm:grid-cols-2">
            <Select name="retries" id=id("retries") label=td_string!(l, routing.retries) hint=td_string!(l, routing.retries_hint) options=repeats value=line.retries error=wrong("retries") />
            <fieldset class="flex flex-col gap-1.5">
                <legend class="mb-1.5 text-sm font-medium">{td_string!(l, routing.languages)}</legend>
                <div class="flex flex-wrap gap-2">
                    <Word code="fa" label=td_string!(l, routing.language_fa) value=line.fa />
                    <Word code="en" label=td_string!(l, routing.language_en) value=line.en />
                </div>
            </fieldset>
            <Input name="regions" id=id("regions") label=td_string!(l, routing.regions) hint=td_string!(l, routing.regions_hint) value=line.regions error=wrong("regions") autocomplete="off" ltr=true />
            <Input name="plans" id=id("plans") label=td_string!(l, routing.plans) hint=td_string!(l, routing.plans_hint) value=line.plans error=wrong("plans") autocomplete="off" ltr=true />
            <Input name="max_price" id=id("max-price") label=td_string!(l, routing.max_price) hint=price_hint value=line.max_price error=wrong("max_price") inputmode="decimal" autocomplete="off" ltr=true />
            <div class="grid grid-cols-2 gap-3">
                <Input name="input_tokens_min" id=id("min") label=td_string!(l, routing.tokens_min) hint=td_string!(l, routing.tokens_hint) value=line.min error=wrong("input_tokens_min") inputmode="numeric" autocomplete="off" ltr=true />
                <Input name="input_tokens_max" id=id("max") label=td_string!(l, routing.tokens_max) value=line.max error=wrong("input_tokens_max") inputmode="numeric" autocomplete="off" ltr=true />
            </div>
        </div>
    }
}

/// A word that can be chosen beside others.
#[component]
pub(super) fn Word(
    /// Its value.
    code: &'static str,
    /// What is read.
    #[prop(into)]
    label: String,
    /// Whether it is chosen.
    value: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <label class="flex min-h-10 cursor-pointer items-center gap-2 rounded-md border border-line px-3 text-sm hover:bg-sunken has-checked:border-primary has-checked:bg-primary-soft">
            <input
                type="checkbox"
                class="size-4 accent-primary"
                value=code
                checked=value.get_untracked()
                prop:checked=value
                on:change=move |event| value.set(event_target_checked(&event))
            />
            {label}
        </label>
    }
}
