//! Which capabilities a model has.

use super::word;
use crate::{
    catalog::model::Capability,
    i18n::{field_text, td_string, use_locale},
    kit::FormErrors,
};
use leptos::prelude::*;

/// A check box for each capability.
#[component]
pub(super) fn Capabilities(
    /// What it can do.
    value: RwSignal<Vec<Capability>>,
) -> impl IntoView {
    let l = use_locale();
    let form = use_context::<FormErrors>();
    let wrong = move || form.and_then(|form| form.of("capabilities")).map(|problem| field_text(l, &problem));
    let choice = move |one: Capability| {
        let pick = move |is: bool| {
            value.update(|chosen| {
                chosen.retain(|known| *known != one);
                if is {
                    chosen.push(one);
                }
                chosen.sort_unstable();
            });
        };
        view! {
            <label class="flex min-h-10 cursor-pointer items-center gap-2 rounded-md border border-line px-3 text-sm hover:bg-sunken has-checked:border-primary has-checked:bg-primary-soft">
                <input
                    type="checkbox"
                    class="size-4 accent-primary"
                    name="capability"
                    value=one.code()
                    checked=value.with_untracked(|chosen| chosen.contains(&one))
                    prop:checked=move || value.with(|chosen| chosen.contains(&one))
                    on:change=move |event| pick(event_target_checked(&event))
                />
                {word::capability(l, one)}
            </label>
        }
    };
    view! {
        <fieldset class="flex flex-col gap-1.5">
            <legend class="mb-1.5 text-sm font-medium">{td_string!(l, catalog.capabilities)}</legend>
            <div class="flex flex-wrap gap-2">{Capability::ALL.iter().copied().map(choice).collect_view()}</div>
            <p class="text-xs font-medium text-danger empty:hidden">{wrong}</p>
        </fieldset>
    }
}
