//! Language and theme.

use crate::{
    app::PreferenceForm,
    i18n::{td_string, use_locale},
    kit::Card,
};
use leptos::prelude::*;

/// Language and theme, kept with the account.
#[component]
pub fn AppearancePanel() -> impl IntoView {
    let l = use_locale();
    view! {
        <Card title=td_string!(l, account.appearance_title) lead=td_string!(l, account.appearance_lead)>
            <div class="max-w-md">
                <PreferenceForm />
            </div>
        </Card>
    }
}
