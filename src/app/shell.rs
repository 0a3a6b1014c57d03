//! The HTML document around every page.

use super::{Surroundings, public::PublicApp, routes::App, use_surroundings};
use crate::kernel::locale::{Language, Theme};
use leptos::{html, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

/// The document. The browser's half is loaded only where it takes over.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let now = use_surroundings();
    let app = if now.is_hydrated() { view! { <App /> }.into_any() } else { view! { <PublicApp /> }.into_any() };
    let (language, theme) = (now.language, now.theme);
    view! {
        <!DOCTYPE html>
        <html lang=language.code() dir=language.direction() data-theme=theme.code()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
                {bars(&now)}
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/icon-192.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="preload" href=font(language) r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <HashedStylesheet options=options.clone() id="style" />
                <AutoReload options=options.clone() />
                {now.is_hydrated().then(|| view! { <Hydration options=options surroundings=now /> })}
                <MetaTags />
            </head>
            <body>{app}</body>
        </html>
    }
}

/// What the browser's half needs: its code, and what the page was rendered with.
#[component]
fn Hydration(options: LeptosOptions, surroundings: Surroundings) -> impl IntoView {
    let content = serde_json::to_string(&surroundings).unwrap_or_default();
    view! {
        <meta name="surroundings" content=content />
        <HydrationScripts options=options />
    }
}

/// The colour of the browser's own bars: the theme's, or the device's choice.
fn bars(now: &Surroundings) -> impl IntoView + use<> {
    let bar = |colour: &str, media: Option<&'static str>| {
        html::meta().name("theme-color").content(colour.to_owned()).attr("media", media)
    };
    let (light, dark) = (&now.brand.bar_light, &now.brand.bar_dark);
    match now.theme {
        Theme::Light => vec![bar(light, None)],
        Theme::Dark | Theme::Gradient => vec![bar(dark, None)],
        Theme::System => {
            vec![bar(light, Some("(prefers-color-scheme: light)")), bar(dark, Some("(prefers-color-scheme: dark)"))]
        }
    }
}

fn font(language: Language) -> &'static str {
    match language {
        Language::Fa => "/fonts/vazirmatn-arabic.woff2",
        Language::En => "/fonts/vazirmatn-latin.woff2",
    }
}
