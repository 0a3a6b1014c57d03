//! One of a few, all of them visible.

use super::Icon;
use leptos::prelude::*;

/// One of the choices.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A sign before the words.
    pub icon: Option<icondata::Icon>,
}

/// A group of radio buttons in one bar.
#[component]
pub fn Choices(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What to choose.
    #[prop(into)]
    label: String,
    /// The choices.
    options: Vec<Choice>,
    /// The chosen value at the start.
    #[prop(into)]
    initial: String,
    /// Called with the chosen value.
    #[prop(into, optional)]
    on_change: Option<Callback<(String,)>>,
) -> impl IntoView {
    let choice = |option: Choice| {
        let checked = option.value == initial;
        view! {
            <label class="flex min-h-10 flex-1 cursor-pointer items-center justify-center gap-2 rounded-md px-3 text-sm font-medium text-muted transition-colors hover:text-text has-checked:bg-raised has-checked:text-text has-checked:shadow-low has-checked:ring-1 has-checked:ring-line has-focus-visible:outline-2 has-focus-visible:outline-primary">
                <input
                    type="radio"
                    class="sr-only"
                    name=name.clone()
                    value=option.value
                    checked=checked
                    on:change=move |event| {
                        if let Some(handler) = on_change {
                            handler.run((event_target_value(&event),));
                        }
                    }
                />
                {option.icon.map(|icon| view! { <Icon icon=icon class="size-4.5" /> })}
                <span>{option.label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="flex flex-col gap-1.5">
            <legend class="mb-1.5 text-sm font-medium">{label}</legend>
            <div class="flex flex-wrap gap-1 rounded-lg bg-sunken p-1">{options.into_iter().map(choice).collect_view()}</div>
        </fieldset>
    }
}
