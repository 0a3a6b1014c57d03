//! One of a few, shown as small signs in rows: a style, a ratio, a number.

use leptos::prelude::*;

/// A group of radio buttons that wrap.
#[component]
pub(super) fn Picker(
    /// Its name in the form.
    name: &'static str,
    /// What is chosen.
    label: &'static str,
    /// Value, words, and the shape of the picture where there is one.
    options: Vec<(String, String, Option<(u32, u32)>)>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<String>,
    /// Called with another one.
    on_pick: Callback<(String,)>,
) -> impl IntoView {
    let option = move |(code, words, shape): (String, String, Option<(u32, u32)>)| {
        let (posted, picked) = (code.clone(), code.clone());
        let shape = shape.map(|(width, height)| {
            let side = |part: u32| f64::from(part) / f64::from(width.max(height)) * 1.1;
            view! { <span aria-hidden="true" class="inline-block rounded-xs border-2 border-current" style=format!("width: {}rem; height: {}rem", side(width), side(height))></span> }
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
