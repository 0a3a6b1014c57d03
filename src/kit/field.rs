//! The frame around a control: label, hint and what is wrong with it.

use super::{FormErrors, Icon};
use crate::i18n::{field_text, td_string, use_locale};
use leptos::prelude::*;

/// A label above a control, a hint or an error below. Every input of the kit stands in one.
#[component]
pub fn Field(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What to fill in.
    #[prop(into)]
    label: String,
    /// Help under the control.
    #[prop(into, optional_no_strip)]
    hint: Option<String>,
    /// What is wrong.
    #[prop(into, optional)]
    error: Signal<Option<String>>,
    /// Says that it may stay empty.
    #[prop(optional)]
    optional: bool,
    children: Children,
) -> impl IntoView {
    let l = use_locale();
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    view! {
        <div class="flex flex-col gap-1.5">
            <label for=id class="text-sm font-medium">
                {label}
                {optional.then(|| view! { " "
                            <span class="ms-1 text-xs font-normal text-muted">{td_string!(l, kit.optional)}</span> })}
            </label>
            {children()}
            {hint.map(|hint| view! { <p id=hint_id class="text-xs text-muted">{hint}</p> })}
            <p id=error_id class="flex items-start gap-1.5 text-xs font-medium text-danger empty:hidden">
                {move || {
                    error.get().map(|text| view! {
                        <Icon icon=icondata::LuCircleAlert class="mt-0.5 size-4" />
                        <span>{text}</span>
                    })
                }}
            </p>
        </div>
    }
}

/// What a control of this name shows as its error: its own, or the form's.
pub(super) fn field_error(name: &str, own: Signal<Option<String>>) -> Signal<Option<String>> {
    let (l, form, name) = (use_locale(), use_context::<FormErrors>(), name.to_owned());
    Signal::derive(move || {
        own.get().or_else(|| form.and_then(|form| form.of(&name)).map(|problem| field_text(l, &problem)))
    })
}

/// The id of a control, from its name unless given.
pub(super) fn field_id(name: &str, id: Option<String>) -> String {
    id.unwrap_or_else(|| format!("field-{name}"))
}
