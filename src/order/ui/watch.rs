//! Keeping up with an order that waits for something: asked again and again, ever more slowly, while somebody looks.

use super::word;
use crate::{
    app::{session::SessionResource, use_session},
    i18n::use_locale,
    kernel::Instant,
    order::{
        model::{Order, OrderState, OrderView, ReceiptState},
        rpc,
    },
};
use leptos::{
    leptos_dom::helpers::{TimeoutHandle, set_interval_with_handle, set_timeout_with_handle},
    prelude::*,
    task::spawn_local,
};
use std::time::Duration;

/// The first pause, and the longest.
const PAUSE: Duration = Duration::from_secs(3);
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// An order that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Watch {
    /// As it was seen last.
    pub(super) view: RwSignal<OrderView>,
    /// The order alone; it changes when something of it did.
    pub(super) order: Memo<Order>,
    pause: StoredValue<Duration>,
    timer: StoredValue<Option<TimeoutHandle>>,
    session: Option<SessionResource>,
}

impl Watch {
    pub(super) fn new(view: OrderView) -> Self {
        let view = RwSignal::new(view);
        Self {
            view,
            order: Memo::new(move |_| view.with(|view| view.order.clone())),
            pause: StoredValue::new(PAUSE),
            timer: StoredValue::new(None),
            session: use_session(),
        }
    }

    /// Asks while the order waits for something and the page can be seen.
    pub(super) fn keep_up(self) {
        let waits = Memo::new(move |_| self.order.with(waits));
        Effect::new(move |_| {
            if !waits.get() {
                return;
            }
            self.later(PAUSE);
            let sight = window_event_listener_untyped("visibilitychange", move |_| {
                if !document().hidden() {
                    self.pause.try_set_value(PAUSE);
                    self.look();
                }
            });
            on_cleanup(move || {
                self.stop();
                sight.remove();
            });
        });
    }

    /// What became of the order.
    pub(super) fn take(self, order: Order) {
        let was = self.view.try_update(|view| std::mem::replace(&mut view.order, order.clone()));
        if was.is_some_and(|was| was.state != order.state)
            && let Some(session) = self.session
        {
            // What can be spent is another sum now.
            session.refetch();
        }
    }

    /// Asks now.
    pub(super) fn look(self) {
        self.stop();
        let Some(id) = self.view.try_with_untracked(|view| view.order.id) else { return };
        if document().hidden() {
            return;
        }
        spawn_local(async move {
            let answer = rpc::view_order(id).await;
            let Some(pause) = self.pause.try_get_value() else { return };
            if let Ok(view) = answer {
                self.view.update(|seen| seen.now = view.now);
                self.take(view.order);
            }
            if self.view.try_with_untracked(|view| waits(&view.order)) == Some(true) {
                self.later((pause * 3 / 2).min(PAUSE_MAX));
            }
        });
    }

    fn later(self, pause: Duration) {
        self.stop();
        self.pause.set_value(pause);
        self.timer.set_value(set_timeout_with_handle(move || self.look(), pause).ok());
    }

    fn stop(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }
}

fn waits(order: &Order) -> bool {
    let is_looked_at = order
        .card
        .as_ref()
        .is_some_and(|card| matches!(card.receipt, ReceiptState::Submitted | ReceiptState::Seconded));
    order.state.is_open() || order.state == OrderState::Paid || (is_looked_at && order.state == OrderState::Expired)
}

/// What is left of a time, second by second.
#[component]
pub(super) fn Countdown(
    /// When it is over.
    until: Instant,
    /// The server's time now.
    now: Instant,
    /// It is over.
    on_end: Callback<()>,
) -> impl IntoView {
    let l = use_locale();
    let whole = until.seconds_since(now);
    let left = RwSignal::new(whole);
    Effect::new(move |_| {
        let started = js_sys::Date::now() as i64;
        let tick = move || {
            let rest = whole - (js_sys::Date::now() as i64 - started) / 1_000;
            if left.try_update(|left| std::mem::replace(left, rest)).is_some_and(|before| before > 0 && rest <= 0) {
                on_end.run(());
            }
        };
        if let Ok(ticks) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || ticks.clear());
        }
    });
    let colour = move || if left.get() < 300 { "text-danger" } else { "" };
    view! {
        <bdi role="timer" dir="ltr" class=move || format!("figures font-semibold {}", colour())>{move || word::clock(l, left.get())}</bdi>
    }
}
