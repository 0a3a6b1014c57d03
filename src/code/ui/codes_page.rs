//! The page of codes: discounts and redeem codes, each with an address of its own.

use super::{batches::Batches, discounts::Discounts};
use crate::{
    i18n::{td_string, use_locale},
    kit::{PageBody, PageHeader, Tab, Tabs},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/admin/codes` and `/admin/codes/batches`
#[component]
pub fn CodesPage() -> impl IntoView {
    let l = use_locale();
    let params = use_params_map();
    let is_batches = Memo::new(move |_| params.read().get("tab").as_deref() == Some("batches"));
    let tab = |href: &str, label: &str, icon| Tab { href: href.to_owned(), label: label.to_owned(), icon: Some(icon) };
    let tabs = vec![
        tab("/admin/codes", td_string!(l, code.tab_discounts), i::LuTicketPercent),
        tab("/admin/codes/batches", td_string!(l, code.tab_batches), i::LuGift),
    ];
    view! {
        <PageBody class="group">
            <PageHeader title=td_string!(l, code.title) lead=td_string!(l, code.lead).to_owned() />
            <Tabs label=td_string!(l, code.title) tabs=tabs />
            {move || if is_batches.get() { view! { <Batches /> }.into_any() } else { view! { <Discounts /> }.into_any() }}
        </PageBody>
    }
}
