//! One-line inputs.

use super::field::{Field, field_error, field_id};
use leptos::prelude::*;

/// A labelled one-line input. `value` binds it to a signal; without one the form posts what was typed.
#[component]
pub fn Input(
    /// Its name in the form, and in the errors of the server.
    #[prop(into)]
    name: String,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// `text`, `email`, `number`, `search`, `url`, `tel` …
    #[prop(default = "text")]
    kind: &'static str,
    /// The signal behind it.
    #[prop(optional)]
    value: Option<RwSignal<String>>,
    /// What it starts with, when there is no signal.
    #[prop(into, optional)]
    initial: String,
    /// Help under it.
    #[prop(into, optional)]
    hint: Option<String>,
    /// An example inside it.
    #[prop(into, optional)]
    placeholder: Option<String>,
    /// What the browser may fill in: `email`, `name`, `off` …
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// The keyboard of a phone: `decimal`, `numeric`, `email` …
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Has to be filled in.
    #[prop(optional)]
    required: bool,
    /// Says that it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// Can not be changed now.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// What is wrong; the form's own errors come by name.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// Takes the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
    /// Another id than `field-{name}`, where a name stands twice on a page.
    #[prop(into, optional)]
    id: Option<String>,
    /// Writes from left to right: codes, keys. E-mail and web addresses do by themselves.
    #[prop(optional)]
    ltr: bool,
    /// Writes from right to left, whatever the page does: Persian.
    #[prop(optional)]
    rtl: bool,
) -> impl IntoView {
    let (id, error) = (field_id(&name, id), field_error(&name, error));
    let described = format!("{id}-hint {id}-error");
    let start = value.map_or(initial, |value| value.get_untracked());
    view! {
        <Field id=id.clone() label=label hint=hint error=error optional=optional>
            <input
                id=id
                name=name
                type=kind
                class="control"
                value=start
                prop:value=move || value.map(|value| value.get())
                on:input=move |event| {
                    if let Some(value) = value {
                        value.set(event_target_value(&event));
                    }
                }
                placeholder=placeholder
                autocomplete=autocomplete
                inputmode=inputmode
                dir=if rtl { Some("rtl") } else { (ltr || matches!(kind, "email" | "url" | "tel")).then_some("ltr") }
                required=required
                autofocus=autofocus
                disabled=disabled
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=described
            />
        </Field>
    }
}
