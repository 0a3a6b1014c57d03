//! The password input.

use super::{
    Icon,
    field::{Field, field_error, field_id},
};
use crate::i18n::{td_string, use_locale};
use leptos::prelude::*;

/// A labelled password with a button that shows it.
#[component]
pub fn Password(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// `current-password` or `new-password`.
    #[prop(default = "current-password")]
    autocomplete: &'static str,
    /// The signal behind it.
    #[prop(optional)]
    value: Option<RwSignal<String>>,
    /// Help under it.
    #[prop(into, optional)]
    hint: Option<String>,
    /// What is wrong; the form's own errors come by name.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// Takes the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
    /// Another id than `field-{name}`.
    #[prop(into, optional)]
    id: Option<String>,
) -> impl IntoView {
    let l = use_locale();
    let shown = RwSignal::new(false);
    let (id, error) = (field_id(&name, id), field_error(&name, error));
    let described = format!("{id}-hint {id}-error");
    let words = move || if shown.get() { td_string!(l, kit.hide_password) } else { td_string!(l, kit.show_password) };
    view! {
        <Field id=id.clone() label=label hint=hint error=error>
            <div class="relative">
                <input
                    id=id
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    class="control pe-12 rtl:ps-12 rtl:pe-3.5"
                    dir="ltr"
                    prop:value=move || value.map(|value| value.get())
                    on:input=move |event| {
                        if let Some(value) = value {
                            value.set(event_target_value(&event));
                        }
                    }
                    autocomplete=autocomplete
                    required=true
                    autofocus=autofocus
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described
                />
                <button
                    type="button"
                    class="needs-script absolute inset-y-0 end-0 flex w-12 items-center justify-center rounded-md text-muted hover:text-text"
                    aria-label=words
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Icon icon=Signal::derive(move || if shown.get() { icondata::LuEyeOff } else { icondata::LuEye }) />
                </button>
            </div>
        </Field>
    }
}
