//! Copies a text.

use super::{Button, ButtonSize, ButtonVariant, IconButton, use_toasts};
use crate::i18n::{td_string, use_locale};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// A button that copies a text and says so. With `words` it is a button with words, else an icon.
#[component]
pub fn CopyButton(
    /// What to copy.
    #[prop(into)]
    text: Signal<String>,
    /// Shows words beside the icon.
    #[prop(optional)]
    words: bool,
) -> impl IntoView {
    let (l, toasts, done) = (use_locale(), use_toasts(), RwSignal::new(false));
    let copy = move |_| {
        let copying = window().navigator().clipboard().write_text(&text.get_untracked());
        spawn_local(async move {
            if copying.await.is_err() {
                return toasts.info(td_string!(l, kit.copy_failed));
            }
            done.set(true);
            set_timeout(
                move || {
                    let _ = done.try_set(false);
                },
                Duration::from_secs(2),
            );
        });
    };
    let label =
        Signal::derive(move || if done.get() { td_string!(l, kit.copied) } else { td_string!(l, kit.copy) }.to_owned());
    let icon = Signal::derive(move || if done.get() { icondata::LuCheck } else { icondata::LuCopy });
    if words {
        view! {
            <Button variant=ButtonVariant::Secondary size=ButtonSize::Small on:click=copy>
                <super::Icon icon=icon class="size-4.5" />
                <span aria-live="polite">{move || label.get()}</span>
            </Button>
        }
        .into_any()
    } else {
        view! { <IconButton label=label icon=icon on:click=copy /> }.into_any()
    }
}
