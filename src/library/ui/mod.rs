//! Pages of the library.

mod asset_page;
mod bar;
mod blur;
mod folders;
mod library_page;
mod link;
mod preview;
mod tile;
mod uploads;
mod word;

pub use asset_page::AssetPage;
pub use library_page::LibraryPage;
pub use preview::Preview;
