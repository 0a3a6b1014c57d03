//! The composition of the UI: document, routes, layouts, session.
//!
//! Two halves. Public pages are plain HTML and never load the browser's half: [`public`] lists them. Pages under `/app` and
//! `/admin` are hydrated: [`routes`] lists them.

mod account_menu;
mod admin_layout;
mod arrival;
mod brand;
#[cfg(feature = "hydrate")]
pub mod browser;
mod dashboard_layout;
mod frame;
mod not_found_page;
mod preference;
#[cfg(feature = "ssr")]
pub mod public;
#[cfg(feature = "hydrate")]
mod pwa;
pub mod routes;
pub mod rpc;
#[cfg(feature = "ssr")]
mod server;
pub mod session;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod surroundings;
mod wire;

pub use admin_layout::AdminLayout;
pub use arrival::Arrival;
pub use dashboard_layout::DashboardLayout;
pub use not_found_page::NotFoundPage;
pub use preference::PreferenceForm;
pub use session::{Signed, use_session};
pub use surroundings::{Brand, Surroundings, use_surroundings};
