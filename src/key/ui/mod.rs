//! The page of API keys.

mod board;
mod dialogs;
mod example;
mod key_form;
mod key_list;
mod key_row;
mod keys_page;
mod reveal;
mod word;

pub use keys_page::KeysPage;
