//! The public pages: path → page, a line each. They are plain HTML: no script, links with `rel="external"`, forms that post.

mod landing_page;
mod landing_part;
mod layout;
mod pricing_page;
mod pricing_part;

use super::{NotFoundPage, surroundings::provide_locale, use_surroundings};
use crate::account::ui::{SetupPage, SignInPage, SignUpPage};
use landing_page::LandingPage;
use layout::PublicLayout;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use pricing_page::PricingPage;

/// The public half.
#[component]
pub fn PublicApp() -> impl IntoView {
    let surroundings = use_surroundings();
    let name = surroundings.brand.name(provide_locale(&surroundings));
    provide_meta_context();
    view! {
        <Title formatter=move |title: String| if title.is_empty() { name.clone() } else { format!("{title} · {name}") } />
        <Router>
            <Routes fallback=|| view! { <NotFoundPage /> }>
                <ParentRoute path=path!("/") view=PublicLayout ssr=SsrMode::Async>
                    <Route path=path!("") view=LandingPage />
                    <Route path=path!("pricing") view=PricingPage />
                    <Route path=path!("sign-in") view=SignInPage />
                    <Route path=path!("sign-up") view=SignUpPage />
                    <Route path=path!("setup") view=SetupPage />
                    <Route path=path!("*none") view=|| view! { <NotFoundPage /> } />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
