//! The form of a receipt.

use super::picture::{Chooser, Picture};
use crate::{
    i18n::{count, td_string, use_locale},
    kernel::AppError,
    kit::{Button, ButtonVariant, Form, Input, TextArea, send_form, use_toasts},
    order::ui::watch::Watch,
};
use icondata as i;
use leptos::prelude::*;
use web_sys::FormData;

/// Picture, tracking number, card, a word; sent with its progress. What was typed stays when it is refused.
#[component]
pub(in crate::order::ui) fn ReceiptForm(watch: Watch) -> impl IntoView {
    let (l, toasts) = (use_locale(), use_toasts());
    let picture = Picture::new();
    let [tracking, last4, note] = [(); 3].map(|()| RwSignal::new(String::new()));
    let (is_busy, percent, error) = (RwSignal::new(false), RwSignal::new(0), RwSignal::new(None::<AppError>));
    let ended = move |answer: Result<crate::order::model::Order, AppError>| {
        let _ = is_busy.try_set(false);
        match answer {
            Ok(order) => {
                toasts.success(td_string!(l, order.receipt_sent));
                watch.take(order);
            }
            // It was sent from another tab, or it is too late: the page shows what is.
            Err(AppError::Conflict) => {
                toasts.error(&AppError::Conflict);
                watch.look();
            }
            Err(wrong) => drop(error.try_set(Some(wrong))),
        }
    };
    let send = move |()| {
        if is_busy.get_untracked() {
            return;
        }
        let file = match picture.file() {
            Ok(file) => file,
            Err(wrong) => return error.set(Some(wrong)),
        };
        let Ok(form) = FormData::new() else { return };
        let _ = form.append_with_blob_and_filename("file", &file.0, &file.1);
        for (name, text) in [("tracking", tracking), ("last4", last4), ("note", note)] {
            let _ = form.append_with_str(name, text.get_untracked().trim());
        }
        error.set(None);
        percent.set(0);
        is_busy.set(true);
        let id = watch.order.with_untracked(|order| order.id);
        send_form(
            &format!("/api/v1/payments/{id}/receipt"),
            &form,
            move |part| {
                percent.try_set(part);
            },
            ended,
        );
    };
    view! {
        <Form on_submit=Callback::new(send) error=error>
            <Chooser picture=picture error=error />
            <div class="grid gap-5 sm:grid-cols-2">
                <Input
                    name="tracking"
                    label=td_string!(l, order.tracking)
                    hint=td_string!(l, order.tracking_hint)
                    value=tracking
                    optional=true
                    inputmode="numeric"
                    autocomplete="off"
                    ltr=true
                />
                <Input
                    name="last4"
                    label=td_string!(l, order.last4)
                    hint=td_string!(l, order.last4_hint)
                    value=last4
                    optional=true
                    inputmode="numeric"
                    autocomplete="off"
                    ltr=true
                />
            </div>
            <TextArea name="note" label=td_string!(l, order.note) value=note rows=2 optional=true />
            <div class="flex flex-col gap-2" aria-live="polite" class:hidden=move || !is_busy.get()>
                <progress max="100" value=move || percent.get().to_string() aria-label=td_string!(l, order.sending) class="h-2 w-full accent-primary"></progress>
                <p class="text-xs text-muted">{move || td_string!(l, order.sent_part, percent = count(l, i64::from(percent.get())))}</p>
            </div>
            <Button kind="submit" variant=ButtonVariant::Primary icon=i::LuUpload busy=is_busy class="w-full" attr:data-action="send-receipt">
                {td_string!(l, order.send_receipt)}
            </Button>
        </Form>
    }
}
