//! How a connection test went.

use super::word;
use crate::{
    connection::model::ProviderTest,
    i18n::{count, error_text, td_string, use_locale},
    kernel::AppError,
    kit::{Alert, Tone},
};
use leptos::prelude::*;

/// How the test went, in words and with what to do.
#[component]
pub(super) fn Outcome(outcome: Result<ProviderTest, AppError>) -> impl IntoView {
    let l = use_locale();
    let test = match outcome {
        Ok(test) => test,
        Err(error) => return view! { <Alert tone=Tone::Danger>{error_text(l, &error)}</Alert> }.into_any(),
    };
    let time = word::milliseconds(l, test.took_ms);
    if test.ok && !test.asked {
        let title = td_string!(l, connection.test_unasked_title).to_owned();
        return view! { <Alert tone=Tone::Neutral title=title>{td_string!(l, connection.test_unasked)}</Alert> }
            .into_any();
    }
    if test.ok {
        let text = match test.models {
            Some(1) => td_string!(l, connection.test_ok_models_one, time = time, models = count(l, 1)),
            Some(models) => td_string!(l, connection.test_ok_models_many, time = time, models = count(l, models)),
            None => td_string!(l, connection.test_ok, time = time),
        };
        let title = td_string!(l, connection.test_ok_title).to_owned();
        return view! { <Alert tone=Tone::Success title=title>{text}</Alert> }.into_any();
    }
    let title = td_string!(l, connection.test_failed_title, time = time);
    let meaning = word::failure(l, test.failure.as_deref().unwrap_or_default());
    view! { <Alert tone=Tone::Danger title=title>{meaning} {test.detail.map(|said| view! { <Said said=said /> })}</Alert> }
        .into_any()
}

/// A provider's own words.
#[component]
pub(super) fn Said(said: String) -> impl IntoView {
    let l = use_locale();
    view! {
        <p class="mt-2 text-xs">{td_string!(l, connection.said)}</p>
        <p dir="auto" class="mt-1 rounded-md bg-surface px-3 py-2 font-mono text-xs wrap-anywhere text-text">{said}</p>
    }
}
