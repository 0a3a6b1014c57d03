//! Buttons, and links that look like them.

use super::{Icon, Spinner};
use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonVariant {
    /// The one thing to do here.
    Primary,
    /// Another thing to do.
    #[default]
    Secondary,
    /// A thing that is there when looked for.
    Ghost,
    /// It takes something away.
    Danger,
}

/// How large a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonSize {
    /// 40 pixels, for rows and bars.
    Small,
    /// 44 pixels.
    #[default]
    Medium,
    /// 52 pixels, for the main call of a page.
    Large,
}

const BASE: &str = "inline-flex items-center justify-center gap-2 rounded-md font-medium select-none whitespace-nowrap transition-colors \
    disabled:cursor-not-allowed disabled:opacity-55 aria-busy:opacity-80";

impl ButtonVariant {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => {
                "bg-primary text-on-primary shadow-low enabled:hover:bg-primary-hover [a]:hover:bg-primary-hover"
            }
            Self::Secondary => {
                "border border-line bg-surface text-text shadow-low enabled:hover:bg-sunken [a]:hover:bg-sunken enabled:hover:border-line-strong"
            }
            Self::Ghost => {
                "text-muted enabled:hover:bg-sunken enabled:hover:text-text [a]:hover:bg-sunken [a]:hover:text-text"
            }
            Self::Danger => {
                "bg-danger-solid text-white shadow-low enabled:hover:bg-danger-hover [a]:hover:bg-danger-hover"
            }
        }
    }
}

impl ButtonSize {
    fn class(self) -> &'static str {
        match self {
            Self::Small => "min-h-10 px-3.5 text-sm",
            Self::Medium => "min-h-11 px-4 text-sm",
            Self::Large => "min-h-13 px-6 text-base",
        }
    }

    fn square(self) -> &'static str {
        match self {
            Self::Small => "size-10",
            Self::Medium => "size-11",
            Self::Large => "size-13",
        }
    }
}

/// A button. `on:click=…` goes on it directly.
#[component(transparent)]
pub fn Button(
    /// How much it asks for attention.
    #[prop(optional)]
    variant: ButtonVariant,
    /// How large it is.
    #[prop(optional)]
    size: ButtonSize,
    /// `button`, `submit` or `reset`.
    #[prop(default = "button")]
    kind: &'static str,
    /// Works on it: shows it and takes no second press.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// Can not be pressed now.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// Stands before the words.
    #[prop(optional, into)]
    icon: Option<icondata::Icon>,
    /// More utilities, such as `w-full`.
    #[prop(into, optional)]
    class: String,
    children: Children,
) -> impl IntoView {
    let sign = move || {
        if busy.get() {
            Some(view! { <Spinner /> }.into_any())
        } else {
            icon.map(|icon| view! { <Icon icon=icon class="size-4.5" /> }.into_any())
        }
    };
    view! {
        <button
            type=kind
            class=format!("{BASE} {} {} {class}", variant.class(), size.class())
            disabled=move || disabled.get() || busy.get()
            aria-busy=move || busy.get().then_some("true")
        >
            {sign}
            {children()}
        </button>
    }
}

/// A square button with an icon; the label is for those who do not see it.
#[component(transparent)]
pub fn IconButton(
    /// What it does, for screen readers and as a hint.
    #[prop(into)]
    label: Signal<String>,
    /// The icon.
    #[prop(into)]
    icon: Signal<icondata::Icon>,
    /// How much it asks for attention; ghost unless told otherwise.
    #[prop(default = ButtonVariant::Ghost)]
    variant: ButtonVariant,
    /// How large it is.
    #[prop(default = ButtonSize::Small)]
    size: ButtonSize,
    /// `button`, `submit` or `reset`.
    #[prop(default = "button")]
    kind: &'static str,
    /// Can not be pressed now.
    #[prop(into, optional)]
    disabled: Signal<bool>,
    /// The icon points somewhere.
    #[prop(optional)]
    flip: bool,
    /// More utilities.
    #[prop(into, optional)]
    class: String,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class=format!("{BASE} shrink-0 {} {} {class}", variant.class(), size.square())
            disabled=disabled
            aria-label=move || label.get()
            title=move || label.get()
        >
            <Icon icon=icon flip=flip />
        </button>
    }
}

/// A link that looks like a button.
#[component(transparent)]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Loads the page anew: for pages the browser half does not know, and for other sites.
    #[prop(optional)]
    external: bool,
    /// How much it asks for attention.
    #[prop(optional)]
    variant: ButtonVariant,
    /// How large it is.
    #[prop(optional)]
    size: ButtonSize,
    /// Stands before the words.
    #[prop(optional, into)]
    icon: Option<icondata::Icon>,
    /// More utilities.
    #[prop(into, optional)]
    class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <a
            href=href
            rel=external.then_some("external")
            class=format!("{BASE} {} {} {class}", variant.class(), size.class())
        >
            {icon.map(|icon| view! { <Icon icon=icon class="size-4.5" /> })}
            {children()}
        </a>
    }
}
