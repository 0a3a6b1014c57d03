//! One of a list.

use super::{
    Icon,
    field::{Field, field_error, field_id},
};
use leptos::prelude::*;

/// A labelled native select.
#[component]
pub fn Select(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What to choose.
    #[prop(into)]
    label: String,
    /// Value and words of each option.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The signal behind it.
    #[prop(optional)]
    value: Option<RwSignal<String>>,
    /// What it starts with, when there is no signal.
    #[prop(into, optional)]
    initial: String,
    /// Help under it.
    #[prop(into, optional)]
    hint: Option<String>,
    /// Can not be changed now.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// What is wrong; the form's own errors come by name.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// Another id than `field-{name}`.
    #[prop(into, optional)]
    id: Option<String>,
) -> impl IntoView {
    let (id, error) = (field_id(&name, id), field_error(&name, error));
    let described = format!("{id}-hint {id}-error");
    let chosen = move || value.map_or_else(|| initial.clone(), |value| value.get());
    let entries = move || {
        let chosen = chosen();
        let entry = |(value, words): (String, String)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        };
        options.get().into_iter().map(entry).collect_view()
    };
    view! {
        <Field id=id.clone() label=label hint=hint error=error>
            <div class="relative">
                <select
                    id=id
                    name=name
                    class="control appearance-none pe-10"
                    on:change=move |event| {
                        if let Some(value) = value {
                            value.set(event_target_value(&event));
                        }
                    }
                    disabled=disabled
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                >
                    {entries}
                </select>
                <Icon icon=icondata::LuChevronDown class="pointer-events-none absolute inset-y-0 end-3 my-auto size-4.5 text-muted" />
            </div>
        </Field>
    }
}
