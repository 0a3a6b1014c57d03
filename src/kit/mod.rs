//! The design system. No product word in here: labels come in as props, the kit's own few words from the catalogue.
//!
//! Looks come from the tokens in `style/token.css`; directions are logical, so that Persian mirrors by itself.
//! Listeners and attributes can be put on buttons and links: `<Button on:click=move |_| … attr:name="plan" attr:value="pro">`.
//! Those are `#[component(transparent)]`: a listener put on an erased view stays on its element when another view takes the
//! element over, and a button would do what the one before it did.

mod alert;
mod avatar;
mod badge;
mod button;
mod card;
mod chart;
mod chart_pair;
mod check;
mod choice;
mod confirm;
mod copy;
mod dialog;
mod empty;
mod field;
mod filters;
mod form;
mod icon;
mod input;
mod listing;
mod loaded;
mod markdown;
mod menu;
mod more;
mod page;
mod pager;
mod password;
mod segments;
mod select;
mod skeleton;
mod spinner;
mod stat;
#[cfg(not(feature = "ssr"))]
#[path = "status_browser.rs"]
mod status;
#[cfg(feature = "ssr")]
#[path = "status_server.rs"]
mod status;
mod table;
mod tabs;
mod text_area;
mod toast;
mod tone;
mod tooltip;
mod upload;

pub use alert::Alert;
pub use avatar::Avatar;
pub use badge::Badge;
pub use button::{Button, ButtonSize, ButtonVariant, IconButton, LinkButton};
pub use card::Card;
pub use chart::{Bar, BarChart};
pub use chart_pair::{BarPair, PairChart};
pub use check::{Checkbox, Switch};
pub use choice::{Choice, Choices};
pub use confirm::Confirm;
pub use copy::CopyButton;
pub use dialog::Dialog;
pub use empty::Empty;
pub use field::Field;
pub use filters::{Filter, Filters, SearchWords};
pub use form::{Form, FormErrors};
pub use icon::Icon;
pub use input::Input;
pub use listing::Listing;
pub use loaded::{ErrorState, Loaded};
pub use markdown::Markdown;
pub use menu::{Menu, MenuButton, MenuLink};
pub use more::LoadMore;
pub use page::{PageBody, PageHeader, Section};
pub use pager::Pager;
pub use password::Password;
pub use segments::Segments;
pub use select::Select;
pub use skeleton::{Skeleton, SkeletonCards, SkeletonLines, SkeletonRows};
pub use spinner::{Spinner, Typing};
pub use stat::Stat;
pub use status::set_status;
pub use table::{Cell, Column, Table};
pub use tabs::{Tab, Tabs};
pub use text_area::TextArea;
pub use toast::{ToastRegion, Toasts, provide_toasts, use_toasts};
pub use tone::Tone;
pub use tooltip::Tooltip;
pub use upload::send_form;
