//! One order: everything that is known of it, and what staff can do.

use super::{file::Facts, history::History, receipts::Receipts, refund::Refunds, waiting::ReceiptsWaiting};
use crate::{
    account::ui::{StaffOnly, seen},
    i18n::{Locale, date_time, td_string, use_locale},
    kernel::{AppError, id::OrderId},
    kit::{Alert, Icon, PageBody, PageHeader, Skeleton, Toasts, Tone, use_toasts},
    order::{
        rpc,
        staff::OrderFile,
        ui::word::{self, OrderBadge},
    },
};
use icondata as i;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

/// `/admin/orders/{id}`
#[component]
pub fn AdminOrderPage() -> impl IntoView {
    let l = use_locale();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let file = Resource::new(move || id.get(), async |id| seen(load(&id).await));
    view! {
        <PageBody class="group max-w-7xl">
            <a href="/admin/orders" class="-mb-2 flex min-h-10 items-center gap-2 self-start text-sm text-muted hover:text-text">
                <Icon icon=i::LuArrowLeft flip=true class="size-4.5" />
                {td_string!(l, order.admin_back)}
            </a>
            <StaffOnly resource=file skeleton=Shape let:file>
                <Whole file=file />
            </StaffOnly>
        </PageBody>
    }
}

/// What is no id names nothing, which the server says: to staff only.
async fn load(id: &str) -> Result<OrderFile, AppError> {
    rpc::get_order_file(id.parse().unwrap_or(OrderId(uuid::Uuid::nil()))).await
}

#[component]
fn Shape() -> impl IntoView {
    view! {
        <div class="flex flex-col gap-6">
            <Skeleton class="h-14 rounded-lg" />
            <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
                <Skeleton class="h-96 rounded-lg" />
                <Skeleton class="h-72 rounded-lg" />
            </div>
        </div>
    }
}

/// The order that the page is about; what was decided is shown at once.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) file: RwSignal<OrderFile>,
    pub(super) toasts: Toasts,
    pub(super) language: Locale,
    waiting: Option<ReceiptsWaiting>,
}

impl Desk {
    pub(super) fn id(self) -> OrderId {
        self.file.with_untracked(|file| file.order.order.id)
    }

    /// Something was done.
    pub(super) fn take(self, file: OrderFile) {
        let _ = self.file.try_set(file);
        if let Some(waiting) = self.waiting {
            waiting.refresh();
        }
    }

    /// As it is now: somebody else was faster.
    pub(super) fn reload(self) {
        let id = self.id();
        spawn_local(async move {
            match rpc::get_order_file(id).await {
                Ok(file) => self.take(file),
                Err(error) => self.toasts.error(&error),
            }
        });
    }
}

#[component]
fn Whole(file: OrderFile) -> impl IntoView {
    let l = use_locale();
    let desk = Desk { file: RwSignal::new(file), toasts: use_toasts(), language: l, waiting: use_context() };
    let (name, at) =
        desk.file.with_untracked(|file| (word::order_name(l, &file.order.order), file.order.order.created_at));
    let badge = move || {
        let (state, receipt) =
            desk.file.with(|file| (file.order.order.state, file.order.order.card.as_ref().map(|card| card.receipt)));
        view! { <OrderBadge state=state receipt=receipt /> }
    };
    let problem = move || {
        desk.file.with(|file| file.delivery_problem.clone()).map(|problem| {
            view! {
                <Alert tone=Tone::Danger title=td_string!(l, order.undelivered_title)>
                    {td_string!(l, order.undelivered_body)} " "
                    <bdi class="font-mono text-xs">{problem}</bdi>
                </Alert>
            }
        })
    };
    let has_receipts = Memo::new(move |_| desk.file.with(|file| file.order.order.card.is_some()));
    view! {
        <div class="flex flex-col gap-6">
            <PageHeader title=td_string!(l, order.admin_order, name = name) lead=date_time(l, at)>
                {badge}
            </PageHeader>
            {problem}
            <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)]">
                <div class="flex min-w-0 flex-col gap-6">
                    {move || has_receipts.get().then(|| view! { <Receipts desk=desk /> })}
                    <Facts desk=desk />
                </div>
                <div class="flex min-w-0 flex-col gap-6">
                    <Refunds desk=desk />
                    <History desk=desk />
                </div>
            </div>
        </div>
    }
}
