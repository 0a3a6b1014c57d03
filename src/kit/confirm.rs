//! Asks before something is gone.

use super::{Button, ButtonVariant, Dialog};
use crate::i18n::{td_string, use_locale};
use leptos::prelude::*;

/// A dialog that asks whether to go on.
#[component]
pub fn Confirm(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its id.
    #[prop(into)]
    id: String,
    /// The question.
    #[prop(into)]
    title: String,
    /// What will happen.
    #[prop(into)]
    text: String,
    /// The words on the button that does it.
    #[prop(into)]
    action: String,
    /// Does it; the dialog closes by itself.
    #[prop(into)]
    on_confirm: Callback<()>,
    /// It takes something away.
    #[prop(default = true)]
    danger: bool,
) -> impl IntoView {
    let l = use_locale();
    let variant = if danger { ButtonVariant::Danger } else { ButtonVariant::Primary };
    let action = StoredValue::new(action);
    let text = StoredValue::new(text);
    let confirm = move |_| {
        open.set(false);
        on_confirm.run(());
    };
    let foot = move || {
        view! {
            <Button on:click=move |_| open.set(false)>{td_string!(l, kit.cancel)}</Button>
            <Button variant=variant on:click=confirm>{action.get_value()}</Button>
        }
    };
    view! {
        <Dialog open=open id=id title=title foot=foot class="max-w-md">
            <p class="text-muted">{text.get_value()}</p>
        </Dialog>
    }
}
