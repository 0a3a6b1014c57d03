//! One number that matters.

use super::{Icon, Tone};
use leptos::prelude::*;

/// A number with its name.
#[component]
pub fn Stat(
    /// What the number is.
    #[prop(into)]
    label: String,
    /// The number, already in the reader's digits.
    #[prop(into)]
    value: Signal<String>,
    /// A line under it.
    #[prop(into, optional)]
    hint: Option<String>,
    /// A sign for it.
    #[prop(optional, into)]
    icon: Option<icondata::Icon>,
    /// The sign's colour.
    #[prop(default = Tone::Primary)]
    tone: Tone,
) -> impl IntoView {
    view! {
        <div class="@container flex items-start justify-between gap-3 rounded-lg border border-line bg-surface p-5 shadow-low">
            <dl class="min-w-0">
                <dt class="text-sm text-muted">{label}</dt>
                <dd class="mt-1 text-2xl font-bold wrap-break-word @max-[12rem]:text-xl">{move || value.get()}</dd>
                {hint.map(|hint| view! { <dd class="mt-1 text-xs text-muted">{hint}</dd> })}
            </dl>
            {icon
                .map(|icon| {
                    view! {
                        <span class=format!("inline-flex rounded-md p-2 @max-[12rem]:hidden {}", tone.soft())>
                            <Icon icon=icon />
                        </span>
                    }
                })}
        </div>
    }
}
