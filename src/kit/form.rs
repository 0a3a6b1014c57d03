//! Forms: what was typed stays, what is wrong stands beside its field.

use super::{Alert, Tone};
use crate::{
    i18n::{error_text, use_locale},
    kernel::{AppError, FieldProblem},
};
use leptos::{ev::SubmitEvent, html, prelude::*};
use web_sys::wasm_bindgen::JsCast;

/// The errors of the form around a control.
#[derive(Debug, Clone, Copy)]
pub struct FormErrors(Signal<Option<AppError>>);

impl FormErrors {
    /// What is wrong with the field of this name.
    pub fn of(&self, name: &str) -> Option<FieldProblem> {
        self.0.with(|error| match error {
            Some(AppError::Invalid { fields }) => {
                fields.iter().find(|wrong| wrong.field == name).map(|wrong| wrong.problem)
            }
            _ => None,
        })
    }
}

/// A form. With `action` it is posted by the browser and needs no script; with `on_submit` the page handles it.
#[component]
pub fn Form(
    /// Where the browser posts it.
    #[prop(into, optional)]
    action: Option<String>,
    /// Handles it in the page instead.
    #[prop(into, optional)]
    on_submit: Option<Callback<()>>,
    /// What the last attempt ran into: fields show theirs, the rest stands above the form.
    #[prop(into, optional)]
    error: Signal<Option<AppError>>,
    /// More utilities.
    #[prop(into, optional)]
    class: String,
    children: Children,
) -> impl IntoView {
    let l = use_locale();
    provide_context(FormErrors(error));
    let form = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        if error.with(Option::is_some) {
            request_animation_frame(move || show_wrong(form));
        }
    });
    let submit = move |event: SubmitEvent| {
        if let Some(handler) = on_submit {
            event.prevent_default();
            handler.run(());
        }
    };
    view! {
        <form node_ref=form method="post" action=action novalidate=true on:submit=submit class=format!("flex flex-col gap-5 {class}")>
            {move || error.get().map(|error| view! { <Alert tone=Tone::Danger class="scroll-mt-20">{error_text(l, &error)}</Alert> })}
            {children()}
        </form>
    }
}

/// Leads to what is wrong: the first such field, or else the words above the form, which on a phone are far from its button.
fn show_wrong(form: NodeRef<html::Form>) {
    let Some(form) = form.get_untracked() else { return };
    let first = |selector: &str| form.query_selector(selector).ok().flatten();
    if let Some(control) = first("[aria-invalid=true]").and_then(|wrong| wrong.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = control.focus();
    } else if let Some(words) = first("[role=alert]").filter(|words| words.get_bounding_client_rect().top() < 64.0) {
        words.scroll_into_view();
    }
}
