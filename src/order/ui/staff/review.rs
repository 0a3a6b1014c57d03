//! Staff's word about a receipt.

use super::order_page::Desk;
use crate::{
    i18n::{cash, td_string, use_locale},
    kernel::{AppError, FieldProblem},
    kit::{Alert, Button, ButtonVariant, Dialog, Form, Icon, TextArea, Tone},
    order::{model::ReceiptState, rpc, staff::Review, ui::word},
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};

/// Approve, or reject with a reason.
#[component]
pub(super) fn Decision(desk: Desk) -> impl IntoView {
    let l = use_locale();
    let (approves, rejects) = (RwSignal::new(false), RwSignal::new(false));
    let is_second = desk.file.with_untracked(|file| {
        file.order.order.card.as_ref().is_some_and(|card| card.receipt == ReceiptState::Seconded)
    });
    view! {
        {is_second.then(|| view! { <Alert tone=Tone::Warning>{td_string!(l, order.needs_second)}</Alert> })}
        <div class="flex flex-wrap gap-3">
            <Button variant=ButtonVariant::Primary icon=i::LuCheck attr:data-action="approve" on:click=move |_| approves.set(true)>
                {td_string!(l, order.approve)}
            </Button>
            <Button icon=i::LuX attr:data-action="reject" on:click=move |_| rejects.set(true)>{td_string!(l, order.reject)}</Button>
        </div>
        <Dialog open=approves id="approve-receipt" title=td_string!(l, order.approve_title) class="max-w-md">
            <Approve desk=desk open=approves />
        </Dialog>
        <Dialog open=rejects id="reject-receipt" title=td_string!(l, order.reject_title) class="max-w-md">
            <Reject desk=desk open=rejects />
        </Dialog>
    }
}

#[component]
fn Approve(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let l = use_locale();
    let total = desk.file.with_untracked(|file| file.order.order.total);
    let (is_busy, error) = (RwSignal::new(false), RwSignal::new(None::<AppError>));
    let approve = move |()| {
        decide(desk, Review { approve: true, reason: None }, td_string!(l, order.approved), open, is_busy, error)
    };
    view! {
        <Form on_submit=Callback::new(approve) error=error>
            <p class="flex items-start gap-3 text-sm">
                <Icon icon=i::LuInfo class="mt-0.5 size-5 text-muted" />
                <span>{td_string!(l, order.approve_body, rial = word::rial(l, total), amount = cash(l, total))}</span>
            </p>
            <div class="flex flex-wrap justify-end gap-3">
                <Button on:click=move |_| open.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button variant=ButtonVariant::Primary kind="submit" busy=is_busy>{td_string!(l, order.approve)}</Button>
            </div>
        </Form>
    }
}

#[component]
fn Reject(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let l = use_locale();
    let (reason, is_busy, error) =
        (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(None::<AppError>));
    let reject = move |()| {
        let text = reason.with_untracked(|reason| reason.trim().to_owned());
        if text.is_empty() {
            return error.set(Some(AppError::field("reason", FieldProblem::Required)));
        }
        decide(
            desk,
            Review { approve: false, reason: Some(text) },
            td_string!(l, order.rejected),
            open,
            is_busy,
            error,
        );
    };
    view! {
        <Form on_submit=Callback::new(reject) error=error>
            <TextArea name="reason" label=td_string!(l, order.reason) hint=td_string!(l, order.reason_hint) value=reason rows=3 />
            <div class="flex flex-wrap justify-end gap-3">
                <Button on:click=move |_| open.set(false)>{td_string!(l, kit.cancel)}</Button>
                <Button variant=ButtonVariant::Danger kind="submit" busy=is_busy>{td_string!(l, order.reject)}</Button>
            </div>
        </Form>
    }
}

fn decide(
    desk: Desk,
    review: Review,
    said: &'static str,
    open: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    error: RwSignal<Option<AppError>>,
) {
    is_busy.set(true);
    spawn_local(async move {
        let answer = rpc::review_receipt(desk.id(), review).await;
        let _ = is_busy.try_set(false);
        match answer {
            Ok(file) => {
                let _ = open.try_set(false);
                desk.toasts.success(said);
                desk.take(file);
            }
            // Somebody else decided: what they did is shown.
            Err(AppError::Conflict) => {
                let _ = open.try_set(false);
                desk.toasts.show(Tone::Warning, td_string!(desk.language, order.decided_by_other).to_owned());
                desk.reload();
            }
            Err(wrong) => drop(error.try_set(Some(wrong))),
        }
    });
}
