//! Language and theme: small forms that post to `/preferences`; the page loads anew with the choice.

use super::use_surroundings;
use crate::{
    i18n::{td_string, use_locale},
    kernel::locale::{Language, Theme},
    kit::{Icon, Menu},
};
use icondata as i;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

const OPTION: &str = "flex min-h-10 flex-1 items-center justify-center gap-2 rounded-md px-2.5 text-sm text-muted hover:text-text \
    aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-text aria-pressed:shadow-low";

/// Both choices, for a menu or a settings page.
#[component]
pub fn PreferenceForm() -> impl IntoView {
    let l = use_locale();
    let now = use_surroundings();
    let languages = [(Language::Fa, "فارسی"), (Language::En, "English")];
    let themes = [
        (Theme::System, td_string!(l, app.theme_system), i::LuMonitor),
        (Theme::Light, td_string!(l, app.theme_light), i::LuSun),
        (Theme::Dark, td_string!(l, app.theme_dark), i::LuMoon),
        (Theme::Gradient, td_string!(l, app.theme_gradient), i::LuSparkles),
    ];
    let language = move |(language, name): (Language, &'static str)| {
        view! { <Choose name="language" value=language.code() chosen=language == now.language lang=language.code()>{name}</Choose> }
    };
    let theme = move |(theme, name, icon): (Theme, &'static str, icondata::Icon)| {
        view! {
            <Choose name="theme" value=theme.code() chosen=theme == now.theme lang=l.to_string()>
                <Icon icon=icon class="size-4" />
                {name}
            </Choose>
        }
    };
    view! {
        <form method="post" action="/preferences" class="flex flex-col gap-2">
            <input type="hidden" name="return_to" value=move || use_location().pathname.get() />
            <div role="group" aria-label=td_string!(l, app.language) class="flex gap-1 rounded-md bg-sunken p-1">
                {languages.map(language)}
            </div>
            <div role="group" aria-label=td_string!(l, app.theme) class="grid grid-cols-2 gap-1 rounded-md bg-sunken p-1">
                {themes.map(theme)}
            </div>
        </form>
    }
}

/// The choices behind a button, for pages without an account menu.
#[component]
pub fn PreferenceMenu() -> impl IntoView {
    let l = use_locale();
    let label = format!("{} · {}", td_string!(l, app.language), td_string!(l, app.theme));
    view! {
        <Menu label=label button=|| view! { <Icon icon=i::LuLanguages class="size-5 text-muted" /> }>
            <PreferenceForm />
        </Menu>
    }
}

#[component]
fn Choose(
    name: &'static str,
    value: &'static str,
    chosen: bool,
    #[prop(into)] lang: String,
    children: Children,
) -> impl IntoView {
    view! {
        <button type="submit" name=name value=value lang=lang aria-pressed=chosen.to_string() class=OPTION>
            {children()}
        </button>
    }
}
