//! Dialogs, on the browser's own element: it keeps the focus inside and closes on Esc.

use super::IconButton;
use crate::i18n::{td_string, use_locale};
use leptos::{
    ev::{Event, MouseEvent},
    html,
    prelude::*,
};

/// A modal dialog that is open while the signal says so.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// Its id, so that a page can have several.
    #[prop(into)]
    id: String,
    /// What stands in its foot: buttons.
    #[prop(into, optional)]
    foot: ViewFn,
    /// Closes by its own buttons only: what it shows must not be lost to a slip.
    #[prop(optional)]
    insistent: bool,
    /// Width utilities.
    #[prop(into, default = "max-w-lg".to_owned())]
    class: String,
    children: ChildrenFn,
) -> impl IntoView {
    let l = use_locale();
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let outside = move |event: MouseEvent| {
        if !insistent && node.get_untracked().is_some_and(|dialog| event.target() == Some(dialog.into())) {
            open.set(false);
        }
    };
    let cancel = move |event: Event| {
        if insistent {
            event.prevent_default();
        }
    };
    let content = move || {
        open.get().then(|| {
            view! {
                <div class="overflow-y-auto px-6 pb-6">{children()}</div>
                <div class="flex flex-wrap justify-end gap-3 border-t border-line px-6 py-4 empty:hidden">{foot.run()}</div>
            }
        })
    };
    let (heading, labelled_by) = (format!("{id}-title"), format!("{id}-title"));
    view! {
        <dialog
            node_ref=node
            id=id
            aria-labelledby=labelled_by
            on:close=move |_| open.set(false)
            on:cancel=cancel
            on:click=outside
            class=format!("max-h-[85dvh] w-[calc(100%-2rem)] rounded-xl border border-line bg-raised p-0 text-text shadow-high open:flex open:animate-rise open:flex-col {class}")
        >
            <header class="flex items-center justify-between gap-4 py-4 ps-6 pe-4">
                <h2 id=heading class="text-lg font-semibold">{title}</h2>
                {(!insistent)
                    .then(|| view! { <IconButton label=td_string!(l, kit.close) icon=icondata::LuX on:click=move |_| open.set(false) /> })}
            </header>
            {content}
        </dialog>
    }
}
