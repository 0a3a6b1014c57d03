//! The hydrated pages: path → page, a line each.

use super::{NotFoundPage, surroundings::provide_locale, use_surroundings};
use crate::kit::provide_toasts;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Router, Routes};

/// The dashboard and the administration, in the server's half and in the browser's.
///
/// A feature's pages are lines of this list, under the layout that owns the session:
///
/// ```text
/// <ParentRoute path=path!("/app") view=|| view! { <DashboardLayout session=… /> } ssr=SsrMode::Async>
///     <Route path=path!("") view=OverviewPage />
///     <Route path=path!("chat") view=ChatPage />
///     <Route path=path!("chat/:id") view=ChatPage />
///     <Route path=path!("wallet") view=WalletPage />
///     <Route path=path!("settings/:tab?") view=SettingsPage />
/// </ParentRoute>
/// <ParentRoute path=path!("/admin") view=|| view! { <AdminLayout session=… /> } ssr=SsrMode::Async>
///     <Route path=path!("") view=AdminOverviewPage />
///     <Route path=path!("users") view=UsersPage />
///     <Route path=path!("usage") view=UsagePage />
///     <Route path=path!("providers") view=ProvidersPage />
/// </ParentRoute>
/// ```
#[component]
#[allow(clippy::unused_unit, reason = "the list has no line yet")]
pub fn App() -> impl IntoView {
    let surroundings = use_surroundings();
    let name = surroundings.brand.name(provide_locale(&surroundings));
    provide_meta_context();
    provide_toasts();
    view! {
        <Title formatter=move |title: String| if title.is_empty() { name.clone() } else { format!("{title} · {name}") } />
        <Router>
            <Routes fallback=NotFoundPage>{()}</Routes>
        </Router>
    }
}
