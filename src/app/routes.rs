//! The hydrated pages: path → page, a line each.

use super::{
    AdminLayout, Arrival, DashboardLayout, NotFoundPage, rpc::get_session, session::SessionResource,
    surroundings::provide_locale, use_surroundings,
};
use crate::{
    account::ui::SettingsPage,
    admin::ui::{
        AdjustmentsPage, AdminOverviewPage, AttemptPage, AttemptsPage, FinancePage, LedgerPage, MarginPage, ModelPage,
        ModelsPage, PolicyPage, QueuePage, RoutingPage, UncertainPage, UsagePage, UsersPage,
    },
    billing::ui::WalletPage,
    chat::ui::ChatPage,
    code::ui::{CodesPage, RedeemPage},
    connection::ui::{ProviderPage, ProvidersPage},
    invoice::ui::{AdminInvoicesPage, InvoicesPage, SellerPage},
    key::ui::KeysPage,
    kit::provide_toasts,
    library::ui::{AssetPage, LibraryPage},
    notice::ui::NoticesPage,
    offer::ui::{NewOfferPage, OfferPage, OffersPage},
    order::ui::{AdminOrderPage, AdminOrdersPage, CheckoutPage, OrderPage, OrdersPage, PayCardsPage, TopUpPage},
    referral::ui::{ReferralPage, ReferralsPage},
    run::ui::{OverviewPage, OwnUsagePage, ReceiptPage},
    studio::audio::ui::{AudioPage, RecordingPage, SpeechPage},
    studio::image::ui::{DrawingPage, ImagePage},
    studio::text::ui::TextPage,
    subscription::ui::{SubscriptionPage, SubscriptionsPage},
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The dashboard and the administration, in the server's half and in the browser's.
#[component]
pub fn App() -> impl IntoView {
    let surroundings = use_surroundings();
    let name = surroundings.brand.name(provide_locale(&surroundings));
    provide_meta_context();
    provide_toasts();
    view! {
        <Title formatter=move |title: String| if title.is_empty() { name.clone() } else { format!("{title} · {name}") } />
        <Router>
            <Arrival />
            <Routes fallback=|| view! { <NotFoundPage /> }>
                <ParentRoute path=path!("/app") view=Dashboard ssr=SsrMode::Async>
                    <Route path=path!("") view=OverviewPage />
                    <Route path=path!("chat/:id?") view=ChatPage />
                    <Route path=path!("text/:id?") view=TextPage />
                    <Route path=path!("audio") view=AudioPage />
                    <Route path=path!("audio/recordings/:id") view=RecordingPage />
                    <Route path=path!("audio/speeches/:id") view=SpeechPage />
                    <Route path=path!("keys") view=KeysPage />
                    <Route path=path!("usage") view=OwnUsagePage />
                    <Route path=path!("orders") view=OrdersPage />
                    <Route path=path!("orders/:id") view=OrderPage />
                    <Route path=path!("checkout/:offer") view=CheckoutPage />
                    <Route path=path!("image") view=ImagePage />
                    <Route path=path!("image/:id") view=DrawingPage />
                    <Route path=path!("library") view=LibraryPage />
                    <Route path=path!("library/:id") view=AssetPage />
                    <Route path=path!("wallet") view=WalletPage />
                    <Route path=path!("wallet/auto") view=TopUpPage />
                    <Route path=path!("subscription") view=SubscriptionPage />
                    <Route path=path!("invoices") view=InvoicesPage />
                    <Route path=path!("notifications") view=NoticesPage />
                    <Route path=path!("referral") view=ReferralPage />
                    <Route path=path!("redeem") view=RedeemPage />
                    <Route path=path!("runs/:id") view=ReceiptPage />
                    <Route path=path!("settings/:tab?") view=SettingsPage />
                    <Route path=path!("*none") view=|| view! { <NotFoundPage home="/app" /> } />
                </ParentRoute>
                <ParentRoute path=path!("/admin") view=Administration ssr=SsrMode::Async>
                    <Route path=path!("") view=AdminOverviewPage />
                    <Route path=path!("users") view=UsersPage />
                    <Route path=path!("orders") view=AdminOrdersPage />
                    <Route path=path!("orders/:id") view=AdminOrderPage />
                    <Route path=path!("cards") view=PayCardsPage />
                    <Route path=path!("subscriptions") view=SubscriptionsPage />
                    <Route path=path!("usage") view=UsagePage />
                    <Route path=path!("attempts") view=AttemptsPage />
                    <Route path=path!("attempts/:id") view=AttemptPage />
                    <Route path=path!("margin") view=MarginPage />
                    <Route path=path!("finance") view=FinancePage />
                    <Route path=path!("invoices") view=AdminInvoicesPage />
                    <Route path=path!("seller") view=SellerPage />
                    <Route path=path!("referrals") view=ReferralsPage />
                    <Route path=path!("queue") view=QueuePage />
                    <Route path=path!("uncertain") view=UncertainPage />
                    <Route path=path!("ledger") view=LedgerPage />
                    <Route path=path!("adjustments") view=AdjustmentsPage />
                    <Route path=path!("models") view=ModelsPage />
                    <Route path=path!("models/*id") view=ModelPage />
                    <Route path=path!("routing") view=RoutingPage />
                    <Route path=path!("routing/:task") view=PolicyPage />
                    <Route path=path!("offers") view=OffersPage />
                    <Route path=path!("offers/new") view=NewOfferPage />
                    <Route path=path!("offers/:id") view=OfferPage />
                    <Route path=path!("codes/:tab?") view=CodesPage />
                    <Route path=path!("providers") view=ProvidersPage />
                    <Route path=path!("providers/:id") view=ProviderPage />
                    <Route path=path!("*none") view=|| view! { <NotFoundPage home="/admin" /> } />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

#[component]
fn Dashboard() -> impl IntoView {
    view! { <DashboardLayout session=load_session() /> }
}

#[component]
fn Administration() -> impl IntoView {
    view! { <AdminLayout session=load_session() /> }
}

/// Loaded before the page's first byte, so that its status can tell what went wrong.
fn load_session() -> SessionResource {
    Resource::new_blocking(|| (), |()| get_session())
}
