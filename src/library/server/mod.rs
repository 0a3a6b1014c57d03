//! The facade of the library: what the doorways and later features may call.

mod check;
mod content;
mod folder;
mod keep;
mod kind;
mod link;
mod list;
mod organize;
mod picture;
pub mod rest;
mod store;
mod sweep;
mod tag;
mod upload;
mod variant;

pub use check::check_library;
pub use content::{Asked, Served, get_content, get_linked};
pub use folder::{create_folder, delete_folder, rename_folder};
pub use keep::{Output, keep_output};
pub use link::make_link;
pub use list::{get_asset, get_shelf, list_assets, list_outputs, read_picture};
pub use organize::{bulk, change_asset, delete_asset};
pub use sweep::{sweep, tend};
pub use upload::{Incoming, upload};
