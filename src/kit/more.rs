//! The rest of a list.

use super::Button;
use crate::i18n::{td_string, use_locale};
use leptos::prelude::*;

/// A button under a list that asks for the next page, while there is one.
#[component]
pub fn LoadMore(
    /// Where the next page begins; none at the end.
    #[prop(into)]
    cursor: Signal<Option<String>>,
    /// Is being asked for.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// Asks for the page at this cursor.
    #[prop(into)]
    on_more: Callback<(String,)>,
) -> impl IntoView {
    let l = use_locale();
    let more = move |_| {
        if let Some(cursor) = cursor.get_untracked() {
            on_more.run((cursor,));
        }
    };
    move || {
        cursor.with(Option::is_some).then(|| {
            view! {
                <div class="flex justify-center p-4">
                    <Button busy=busy on:click=more>{td_string!(l, kit.load_more)}</Button>
                </div>
            }
        })
    }
}
