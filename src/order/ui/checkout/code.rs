//! The discount code: typed, then counted; what is wrong stands beside it, and what was typed stays.

use super::desk::{Desk, problem};
use crate::{
    i18n::{error_text, field_text, td_string, use_locale},
    kit::{Button, Field, Icon, IconButton},
};
use icondata as i;
use leptos::prelude::*;

/// The field, or the code that counts.
#[component]
pub(super) fn CodeField(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let wrong = Signal::derive(move || {
        let error = desk.code_error.get()?;
        Some(problem(&error, "discount_code").map_or_else(|| error_text(l, &error), |problem| field_text(l, &problem)))
    });
    let is_pricing = Signal::derive(move || desk.is_pricing());
    let counts = Memo::new(move |_| desk.code.with(Option::is_some) && !is_pricing.get());
    let content = move || {
        if counts.get() {
            let code = desk.code.get_untracked().unwrap_or_default();
            return view! {
                <div class="flex flex-col gap-1.5">
                    <span class="text-sm font-medium">{td_string!(l, order.code)}</span>
                    <p class="flex min-h-11 items-center gap-2 rounded-md bg-success-soft ps-3.5 text-sm text-success" role="status" data-part="code">
                        <Icon icon=i::LuCircleCheck class="size-4.5" />
                        <bdi class="min-w-0 flex-1 truncate font-mono font-medium">{code}</bdi>
                        <IconButton label=td_string!(l, order.code_remove) icon=i::LuX class="text-success" on:click=move |_| desk.drop_code() />
                    </p>
                </div>
            }
            .into_any();
        }
        view! {
            <Field id="field-discount_code" label=td_string!(l, order.code) error=wrong optional=true>
                <div class="flex gap-2">
                    <input
                        id="field-discount_code"
                        name="discount_code"
                        class="control"
                        dir="ltr"
                        maxlength="60"
                        autocomplete="off"
                        autocapitalize="characters"
                        spellcheck="false"
                        value=desk.typed.get_untracked()
                        prop:value=move || desk.typed.get()
                        on:input=move |event| desk.typed.set(event_target_value(&event))
                        on:keydown=move |event| {
                            // The other button pays.
                            if event.key() == "Enter" {
                                event.prevent_default();
                                desk.apply();
                            }
                        }
                        aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                        aria-describedby="field-discount_code-error"
                    />
                    <Button busy=is_pricing attr:data-action="apply-code" on:click=move |_| desk.apply()>
                        {td_string!(l, order.code_apply)}
                    </Button>
                </div>
            </Field>
        }
        .into_any()
    };
    view! { <div>{content}</div> }
}
