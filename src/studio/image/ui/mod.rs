//! Pages of the image studio.

mod card;
mod desk;
mod drawing_page;
mod image_page;
mod mask;
mod order_form;
mod picker;
mod references;
mod word;

pub use drawing_page::DrawingPage;
pub use image_page::ImagePage;
