//! What staff sees, and what others see instead.

use crate::{
    i18n::{td_string, use_locale},
    kernel::AppError,
    kit::{Empty, LinkButton, Loaded, set_status},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// What the server gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seen<T> {
    /// To staff: what was asked for.
    Staff(T),
    /// To a signed-in person without the role: nothing.
    Stranger,
}

/// What a page of the administration waits for.
pub type Asked<T> = Resource<Result<Seen<T>, AppError>>;

/// Tells those who may not look from failures.
pub fn seen<T>(answer: Result<T, AppError>) -> Result<Seen<T>, AppError> {
    match answer {
        Ok(value) => Ok(Seen::Staff(value)),
        Err(AppError::Forbidden) => Ok(Seen::Stranger),
        Err(error) => Err(error),
    }
}

/// Shows what a resource brings to staff. Controls around it go with `group-has-data-stranger:hidden`.
#[component]
pub fn StaffOnly<T, V>(
    /// What to wait for.
    resource: Asked<T>,
    /// Its shape until it is there.
    #[prop(into)]
    skeleton: ViewFnOnce,
    /// Shows it.
    children: impl Fn(T) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let show = move |seen: Seen<T>| match seen {
        Seen::Staff(value) => children(value).into_any(),
        Seen::Stranger => {
            set_status(AppError::Forbidden.status());
            view! { <Stranger /> }.into_any()
        }
    };
    view! { <Loaded resource=resource skeleton=skeleton children=show /> }
}

#[component]
fn Stranger() -> impl IntoView {
    let l = use_locale();
    view! {
        <div data-stranger="" role="alert" class="rounded-lg border border-line bg-surface shadow-low">
            <Empty icon=icondata::LuLock title=td_string!(l, admin.staff_only_title) text=td_string!(l, admin.staff_only_body).to_owned()>
                <LinkButton href="/app">{td_string!(l, app.back_to_app)}</LinkButton>
            </Empty>
        </div>
    }
}
