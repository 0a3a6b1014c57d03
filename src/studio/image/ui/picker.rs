//! One of a few, shown as small signs in rows: a style, a ratio, a number.

use leptos::prelude::*;

/// What can be chosen: its value, its words, and the shape of a picture where that is what is chosen.
pub(super) type Entry = (String, String, Option<(u32, u32)>);

/// A group of radio buttons that wrap.
#[component]
pub(super) fn Picker(
    /// Its name in the form.
    name: &'static str,
    /// What is chosen.
    label: &'static str,
    /// The choices.
    options: Vec<Entry>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Called with another one.
    on_pick: Callback<(String,)>,
) -> impl IntoView {
    let option = move |(code, words, shape): Entry| {
        let (posted, picked) = (code.clone(), code.clone());
        let shape = shape.map(|(width, height)| {
            // The longer side is as long as the words are high.
            let side = |part: u32| format!("{}%", part.saturating_mul(100) / width.max(height).max(1));
            view! { <span aria-hidden="true" class="grid size-4.5 place-items-center"><span class="block rounded-xs border-2 border-current" style=format!("width: {}; height: {}", side(width), side(height))></span></span> }
        });
        view! {
            <label class="flex min-h-10 cursor-pointer items-center gap-2 rounded-md border border-line px-3 text-sm text-muted transition-colors hover:text-text has-checked:border-primary has-checked:bg-primary-soft has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-primary">
                <input
                    type="radio"
                    class="sr-only"
                    name=name
                    value=posted
                    prop:checked=move || value.get() == code
                    on:change=move |_| on_pick.run((picked.clone(),))
                />
                {shape}
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <fieldset>
            <legend class="mb-1.5 text-sm font-medium">{label}</legend>
            <div class="flex flex-wrap gap-2">{options.into_iter().map(option).collect_view()}</div>
        </fieldset>
    }
}
