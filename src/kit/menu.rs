//! Menus that open from a button, on the browser's `details`: they open before any script has loaded.

use super::Icon;
use leptos::{
    ev::{FocusEvent, KeyboardEvent},
    html,
    prelude::*,
};
use web_sys::{Element, HtmlElement, Node, wasm_bindgen::JsCast};

/// A button that opens a list of links and buttons. Arrows move in it, Esc closes it, so does leaving it.
#[component]
pub fn Menu(
    /// What it holds, for screen readers.
    #[prop(into)]
    label: String,
    /// What the button shows.
    #[prop(into)]
    button: ViewFnOnce,
    /// The button's utilities.
    #[prop(into, default = "flex min-h-10 items-center gap-2 rounded-md px-2 hover:bg-sunken".to_owned())]
    button_class: String,
    /// Where the list stands and how wide it is.
    #[prop(into, default = "end-0 top-full mt-2 w-64".to_owned())]
    class: String,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    let leave = move |event: FocusEvent| {
        let inside = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        if let Some(menu) = node.get_untracked().filter(|menu| !menu.contains(inside.as_ref())) {
            menu.set_open(false);
        }
    };
    let press = move |event: KeyboardEvent| {
        if let Some(menu) = node.get_untracked() {
            handle_key(&menu, &event);
        }
    };
    view! {
        <details node_ref=node class="relative" on:focusout=leave on:keydown=press>
            <summary class=button_class>
                <span class="sr-only">{label}</span>
                {button.run()}
            </summary>
            <div
                tabindex="-1"
                class=format!("absolute z-40 flex animate-rise flex-col gap-0.5 rounded-lg border border-line bg-raised p-1.5 shadow-high outline-none {class}")
            >
                {children()}
            </div>
        </details>
    }
}

const ITEM: &str = "flex min-h-10 w-full items-center gap-3 rounded-md px-3 text-start text-sm hover:bg-sunken focus-visible:bg-sunken";

/// A link in a menu.
#[component(transparent)]
pub fn MenuLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Its sign.
    icon: icondata::Icon,
    /// Loads the page anew.
    #[prop(optional)]
    external: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href rel=external.then_some("external") class=ITEM>
            <Icon icon=icon class="size-4.5 text-muted" />
            {children()}
        </a>
    }
}

/// A button in a menu; `kind="submit"` where it stands in a form.
#[component(transparent)]
pub fn MenuButton(
    /// Its sign.
    icon: icondata::Icon,
    /// `button` or `submit`.
    #[prop(default = "button")]
    kind: &'static str,
    /// It takes something away.
    #[prop(optional)]
    danger: bool,
    children: Children,
) -> impl IntoView {
    let colour = if danger { "text-danger" } else { "" };
    view! {
        <button type=kind class=format!("{ITEM} {colour}")>
            <Icon icon=icon class="size-4.5" />
            {children()}
        </button>
    }
}

fn handle_key(menu: &web_sys::HtmlDetailsElement, event: &KeyboardEvent) {
    match event.key().as_str() {
        "Escape" => {
            menu.set_open(false);
            focus(menu.query_selector("summary").ok().flatten());
        }
        "ArrowDown" => step(menu, event, 1),
        "ArrowUp" => step(menu, event, -1),
        _ => {}
    }
}

fn step(menu: &web_sys::HtmlDetailsElement, event: &KeyboardEvent, by: i32) {
    event.prevent_default();
    menu.set_open(true);
    let Ok(items) = menu.query_selector_all("a[href], button, input") else { return };
    let active = document().active_element();
    let count = i32::try_from(items.length()).unwrap_or(i32::MAX).max(1);
    let item =
        |at: i32| u32::try_from(at).ok().and_then(|at| items.item(at)).and_then(|node| node.dyn_into::<Element>().ok());
    let here = (0..count).find(|at| active.is_some() && item(*at) == active);
    focus(item(here.map_or(if by > 0 { 0 } else { count - 1 }, |here| (here + by).rem_euclid(count))));
}

fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
