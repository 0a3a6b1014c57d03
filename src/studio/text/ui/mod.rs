//! The pages of the text studio.
//!
//! [`desk`] is the form that is being filled in, [`pane`] one text in its editor, [`live`] keeps up with a run that writes. The
//! rest are views.

mod desk;
mod draft;
mod editor;
mod form;
mod history;
mod live;
mod meter_panel;
mod pane;
mod picker;
mod price;
mod rewrite;
mod rewriter;
mod templates;
mod text_page;
mod word;

pub use text_page::TextPage;
