//! What a person wants to have on documents.

use crate::{
    i18n::{td_string, use_locale},
    invoice::{model::BillingDetails, rpc::change_details},
    kit::{Button, ButtonVariant, Form, Input, TextArea, use_toasts},
};
use leptos::prelude::*;

/// Company, tax number, address.
#[component]
pub(super) fn DetailsForm(details: BillingDetails) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let legal_name = RwSignal::new(details.legal_name);
    let tax_id = RwSignal::new(details.tax_id);
    let address = RwSignal::new(details.address);
    let save = Action::new(|details: &BillingDetails| {
        let details = details.clone();
        async move {
            details.check()?;
            change_details(details).await
        }
    });
    Effect::new(move |_| {
        if save.value().with(|saved| matches!(saved, Some(Ok(_)))) {
            toasts.success(td_string!(l, invoice.details_saved));
        }
    });
    let submit = move || {
        save.dispatch(BillingDetails {
            legal_name: legal_name.get_untracked(),
            tax_id: tax_id.get_untracked(),
            address: address.get_untracked(),
        });
    };
    let error = Signal::derive(move || save.value().get().and_then(Result::err));
    view! {
        <Form on_submit=submit error=error class="max-w-md">
            <Input name="legal_name" label=td_string!(l, invoice.legal_name) value=legal_name autocomplete="organization" optional=true />
            <Input name="tax_id" label=td_string!(l, invoice.tax_id) value=tax_id autocomplete="off" optional=true ltr=true />
            <TextArea name="address" label=td_string!(l, invoice.address) value=address rows=3 optional=true />
            <Button kind="submit" variant=ButtonVariant::Primary busy=save.pending() class="self-start">{td_string!(l, invoice.save)}</Button>
        </Form>
    }
}
