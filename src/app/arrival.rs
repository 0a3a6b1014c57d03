//! Arriving at a page without a load: the focus goes along, to the new page's heading, and reading begins there.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

/// Takes the focus along. Stands once, beside the routes, so that it outlives layouts.
#[component]
pub fn Arrival() -> impl IntoView {
    let path = use_location().pathname;
    let page = Memo::new(move |_| page_of(&path.read()));
    Effect::new(move |before: Option<String>| {
        let page = page.get();
        if before.is_some_and(|before| before != page) {
            // The page is in its place by the frame after the next.
            request_animation_frame(|| request_animation_frame(focus_heading));
        }
        page
    });
}

/// What an address and those below it have in common: `/app/settings/devices` is a part of the page `/app/settings`.
fn page_of(path: &str) -> String {
    path.split('/').filter(|part| !part.is_empty()).take(2).collect::<Vec<_>>().join("/")
}

/// A heading that takes no focus (no `tabindex`) belongs to a page that puts it elsewhere itself. A page whose heading
/// is still being loaded is entered at its beginning.
fn focus_heading() {
    let found = |selector| document().query_selector(selector).ok().flatten();
    let target = found("#content h1").or_else(|| found("#content"));
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        let _ = target.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::page_of;

    #[test]
    fn parts_of_a_page_are_no_other_page() {
        for (path, page) in
            [("/app", "app"), ("/app/", "app"), ("/app/chat/1", "app/chat"), ("/admin/users", "admin/users")]
        {
            assert_eq!(page_of(path), page);
        }
    }
}
