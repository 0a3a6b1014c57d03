//! Keeping up with what is being worked on: asked again while it works and somebody looks.

use crate::app::use_session;
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};
use std::time::Duration;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(1_500);

/// Asks again and again while `works`; what comes is taken.
pub(super) fn keep_up<T, F>(
    works: Signal<bool>,
    ask: impl Fn() -> F + Copy + 'static,
    take: impl Fn(T) + Copy + 'static,
) where
    T: 'static,
    F: Future<Output = Option<T>> + 'static,
{
    let is_asking = StoredValue::new(false);
    let look = move || {
        if document().hidden() || is_asking.try_get_value() != Some(false) {
            return;
        }
        is_asking.set_value(true);
        spawn_local(async move {
            let answer = ask().await;
            // The page may be gone by now.
            if is_asking.try_set_value(false).is_none()
                && let Some(answer) = answer
            {
                take(answer);
            }
        });
    };
    let session = use_session();
    Effect::new(move |worked: Option<bool>| {
        let is_working = works.get();
        if is_working && let Ok(looks) = set_interval_with_handle(look, PAUSE) {
            on_cleanup(move || looks.clear());
        }
        // It is paid now: the balance above the page is another one.
        if worked == Some(true)
            && !is_working
            && let Some(session) = session
        {
            session.refetch();
        }
        is_working
    });
}
