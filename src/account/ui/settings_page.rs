//! The person's settings, a part per address.

use super::{
    appearance_panel::AppearancePanel, device_panel::DevicePanel, password_panel::PasswordPanel,
    profile_panel::ProfilePanel,
};
use crate::{
    i18n::{td_string, use_locale},
    kernel::AppError,
    kit::{ErrorState, PageBody, PageHeader, Tab, Tabs, set_status},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/app/settings` and `/app/settings/:tab`.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let l = use_locale();
    let params = use_params_map();
    let part = Memo::new(move |_| params.with(|params| params.get("tab")).unwrap_or_default());
    let tab = |href: &str, label: &str, icon| Tab { href: href.to_owned(), label: label.to_owned(), icon: Some(icon) };
    let tabs = vec![
        tab("/app/settings", td_string!(l, account.tab_profile), i::LuUserRound),
        tab("/app/settings/appearance", td_string!(l, account.tab_appearance), i::LuPalette),
        tab("/app/settings/password", td_string!(l, account.tab_password), i::LuLockKeyhole),
        tab("/app/settings/devices", td_string!(l, account.tab_devices), i::LuMonitorSmartphone),
    ];
    view! {
        <PageBody class="max-w-3xl">
            <PageHeader title=td_string!(l, account.settings_title) lead=td_string!(l, account.settings_lead) />
            <Tabs label=td_string!(l, account.settings_tabs) tabs=tabs />
            {move || panel(&part.get())}
        </PageBody>
    }
}

fn panel(part: &str) -> AnyView {
    match part {
        "" | "profile" => view! { <ProfilePanel /> }.into_any(),
        "appearance" => view! { <AppearancePanel /> }.into_any(),
        "password" => view! { <PasswordPanel /> }.into_any(),
        "devices" => view! { <DevicePanel /> }.into_any(),
        _ => {
            set_status(404);
            view! { <ErrorState error=AppError::NotFound /> }.into_any()
        }
    }
}
