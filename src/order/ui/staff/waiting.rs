//! How many receipts wait for staff: the navigation shows it on every page.

use crate::{app::session::SessionResource, order::rpc};
use leptos::{prelude::*, task::spawn_local};

/// The number, as it was told last.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptsWaiting {
    /// So many.
    pub number: RwSignal<i64>,
}

impl ReceiptsWaiting {
    /// Makes it reachable and asks for it, once it is known that staff is signed in.
    pub fn provide(session: SessionResource) -> Self {
        let waiting = Self { number: RwSignal::new(0) };
        provide_context(waiting);
        let is_staff =
            Memo::new(move |_| session.get().is_some_and(|signed| signed.is_ok_and(|signed| signed.is_staff)));
        Effect::new(move |_| {
            if is_staff.get() {
                waiting.refresh();
            }
        });
        waiting
    }

    /// Asks again: something was decided.
    pub fn refresh(self) {
        spawn_local(async move {
            if let Ok(number) = rpc::count_receipts().await {
                let _ = self.number.try_set(number);
            }
        });
    }
}
