//! Inputs of more than one line.

use super::field::{Field, field_error, field_id};
use leptos::prelude::*;

/// A labelled text area that grows with its text.
#[component]
pub fn TextArea(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// The signal behind it.
    value: RwSignal<String>,
    /// Lines it starts with.
    #[prop(default = 4)]
    rows: u16,
    /// Help under it.
    #[prop(into, optional)]
    hint: Option<String>,
    /// An example inside it.
    #[prop(into, optional)]
    placeholder: Option<String>,
    /// Says that it may stay empty.
    #[prop(optional)]
    optional: bool,
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
    view! {
        <Field id=id.clone() label=label hint=hint error=error optional=optional>
            <textarea
                id=id
                name=name
                rows=rows
                dir="auto"
                class="control autosize max-h-96 min-h-28"
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                placeholder=placeholder
                disabled=disabled
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
            ></textarea>
        </Field>
    }
}
