//! Yes or no.

use leptos::prelude::*;

/// A labelled check box.
#[component]
pub fn Checkbox(
    /// Its name in the form; its value there is `true`.
    #[prop(into)]
    name: String,
    /// What is agreed to.
    #[prop(into)]
    label: String,
    /// The signal behind it.
    #[prop(optional)]
    checked: Option<RwSignal<bool>>,
    /// Help beside it.
    #[prop(into, optional)]
    hint: Option<String>,
) -> impl IntoView {
    view! {
        <label class="flex min-h-10 items-start gap-3 py-1.5">
            <input
                type="checkbox"
                name=name
                value="true"
                class="mt-1 size-5 shrink-0 accent-primary"
                checked=checked.is_some_and(|checked| checked.get_untracked())
                prop:checked=move || checked.map(|checked| checked.get())
                on:change=move |event| {
                    if let Some(checked) = checked {
                        checked.set(event_target_checked(&event));
                    }
                }
            />
            <span class="text-sm">
                <span class="font-medium">{label}</span>
                {hint.map(|hint| view! { <span class="block text-xs text-muted">{hint}</span> })}
            </span>
        </label>
    }
}

/// A labelled switch: it takes effect at once.
#[component]
pub fn Switch(
    /// What is switched.
    #[prop(into)]
    label: String,
    /// Whether it is on.
    #[prop(into)]
    on: Signal<bool>,
    /// Called with what it should be.
    #[prop(into)]
    on_change: Callback<(bool,)>,
    /// Can not be changed now.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// Help beside it.
    #[prop(into, optional)]
    hint: Option<String>,
) -> impl IntoView {
    view! {
        <label class="flex min-h-10 items-center justify-between gap-4 py-1.5">
            <span class="text-sm">
                <span class="font-medium">{label}</span>
                {hint.map(|hint| view! { <span class="block text-xs text-muted">{hint}</span> })}
            </span>
            <input
                type="checkbox"
                role="switch"
                class="relative h-6 w-11 shrink-0 cursor-pointer appearance-none rounded-full bg-line-strong transition-colors before:absolute before:inset-y-1 before:start-1 before:size-4 before:rounded-full before:bg-white before:shadow-low before:transition-[inset-inline-start] checked:bg-primary checked:before:start-6 disabled:opacity-55"
                checked=on.get_untracked()
                prop:checked=on
                disabled=disabled
                on:change=move |event| on_change.run((event_target_checked(&event),))
            />
        </label>
    }
}
