//! The general margin.

use crate::{
    admin::rpc,
    catalog::entry::{Margin, PLAN_DEFAULT},
    i18n::{language, td_string, use_locale},
    kernel::digits,
    kit::{Button, ButtonVariant, Form, Icon, Input, use_toasts},
};
use icondata as i;
use leptos::prelude::*;
use web_sys::HtmlDetailsElement;

/// What is asked for each unit of cost, closed until somebody wants to change it.
#[component]
pub(super) fn GeneralMargin(
    /// The margin of the settings.
    general: String,
    /// The margins that staff set.
    margins: Vec<Margin>,
    /// Whether its form is shown; outlives what is asked for.
    open: RwSignal<bool>,
    on_change: Callback<()>,
) -> impl IntoView {
    let l = use_locale();
    let toasts = use_toasts();
    let own = margins.into_iter().find(|margin| margin.plan == PLAN_DEFAULT && margin.model_id.is_empty());
    let now = own.as_ref().map_or_else(|| general.clone(), |own| own.margin.clone());
    let shown = move |margin: &str| digits::number(language(l), margin);
    let value = RwSignal::new(own.map(|own| own.margin).unwrap_or_default());
    let save = Action::new(move |margin: &String| {
        let margin = Margin { plan: PLAN_DEFAULT.to_owned(), model_id: String::new(), margin: margin.clone() };
        async move { rpc::set_margin(margin).await }
    });
    Effect::new(move |_| {
        if save.value().with(|saved| matches!(saved, Some(Ok(_)))) {
            toasts.success(td_string!(l, catalog.margin_saved));
            on_change.run(());
        }
    });
    let submit = move || {
        save.dispatch(value.get_untracked());
    };
    let error = Signal::derive(move || save.value().get().and_then(Result::err));
    view! {
        <details class="group/margin rounded-lg border border-line bg-surface shadow-low" data-part="margin" open=open.get_untracked() on:toggle=move |event| open.set(event_target::<HtmlDetailsElement>(&event).open())>
            <summary class="flex min-h-14 cursor-pointer list-none items-center gap-3 rounded-lg px-5 py-3 hover:bg-sunken/60">
                <Icon icon=i::LuPercent class="size-5 text-muted" />
                <span class="flex-1 font-medium">{td_string!(l, catalog.margin_title)}</span>
                <span class="figures text-sm text-muted" dir="ltr">{format!("×{}", shown(&now))}</span>
                <Icon icon=i::LuChevronDown class="size-4.5 text-muted transition-transform group-open/margin:rotate-180" />
            </summary>
            <div class="flex flex-col gap-4 border-t border-line px-5 py-4">
                <p class="text-sm text-muted">{td_string!(l, catalog.margin_lead)}</p>
                <Form on_submit=submit error=error class="max-w-sm">
                    <Input
                        name="margin"
                        label=td_string!(l, catalog.margin_label)
                        value=value
                        inputmode="decimal"
                        hint=td_string!(l, catalog.margin_hint, margin = shown(&general))
                        optional=true
                        ltr=true
                    />
                    <Button kind="submit" variant=ButtonVariant::Primary busy=save.pending() class="self-start">
                        {td_string!(l, catalog.margin_save)}
                    </Button>
                </Form>
            </div>
        </details>
    }
}
