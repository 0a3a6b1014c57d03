//! The only place that waits or fails.

use super::{Button, Icon, LinkButton, set_status};
use crate::{
    i18n::{error_text, td_string, use_locale},
    kernel::AppError,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_location, params::ParamsMap};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// Shows what a resource brings: the skeleton while it loads for the first time, the error with a way on when it fails.
/// Never put one inside another's children.
#[component]
pub fn Loaded<T, V>(
    /// What to wait for.
    resource: Resource<Result<T, AppError>>,
    /// Its shape until it is there.
    #[prop(into)]
    skeleton: ViewFnOnce,
    /// Fails in one line, for bars.
    #[prop(optional)]
    compact: bool,
    /// Shows it.
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let children = Arc::new(children);
    let content = move || {
        let children = Arc::clone(&children);
        Suspend::new(async move {
            match resource.await {
                Ok(value) => children(value).into_any(),
                Err(error) => {
                    set_status(error.status());
                    view! { <ErrorState error=error compact=compact on_retry=move || resource.refetch() /> }.into_any()
                }
            }
        })
    };
    view! { <Transition fallback=skeleton>{content}</Transition> }
}

/// What happened, and what to do about it.
#[component]
pub fn ErrorState(
    /// What went wrong.
    error: AppError,
    /// Tries again, where that can help.
    #[prop(into, optional)]
    on_retry: Option<Callback<()>>,
    /// In one line, for bars.
    #[prop(optional)]
    compact: bool,
) -> impl IntoView {
    let l = use_locale();
    let way_on = match &error {
        AppError::Unauthenticated => view! { <SignIn /> }.into_any(),
        AppError::OutdatedClient => view! { <LinkButton href="" external=true>{td_string!(l, kit.reload)}</LinkButton> }.into_any(),
        AppError::NotFound | AppError::Forbidden => ().into_any(),
        _ => on_retry
            .map(|retry| {
                view! { <Button icon=icondata::LuRefreshCw on:click=move |_| retry.run(())>{td_string!(l, kit.retry)}</Button> }
            })
            .into_any(),
    };
    if compact {
        return view! { <div role="alert" class="flex items-center gap-2 text-xs text-danger" title=error_text(l, &error)>{way_on}</div> }.into_any();
    }
    view! {
        <div role="alert" class="flex flex-col items-center px-6 py-12 text-center">
            <span class="inline-flex rounded-full bg-danger-soft p-4 text-danger">
                <Icon icon=icondata::LuCircleAlert class="size-7" />
            </span>
            <h2 class="mt-4 text-base font-semibold">{td_string!(l, error.title)}</h2>
            <p class="mt-1 mb-5 max-w-md text-sm text-muted">{error_text(l, &error)}</p>
            {way_on}
        </div>
    }
    .into_any()
}

/// Leads to the sign-in, and from there back to this page.
#[component]
fn SignIn() -> impl IntoView {
    let (l, here) = (use_locale(), use_location());
    move || {
        let (path, search) = (here.pathname.get(), here.search.get());
        let mark = if search.is_empty() { "" } else { "?" };
        let query = ParamsMap::from_iter([("return_to", format!("{path}{mark}{search}"))]).to_query_string();
        view! { <LinkButton href=format!("/sign-in{query}") external=true>{td_string!(l, kit.sign_in)}</LinkButton> }
    }
}
