//! The chat pages.
//!
//! [`desk`] is what outlives a conversation on the page (the list, the dialogs, the address), [`thread`] what belongs to
//! the open one; [`follow`] keeps up with the answer that is being written, [`ask`] starts one. The rest are views.

mod ask;
mod assistant_message;
mod chat_page;
mod code_block;
mod composer;
mod conversation_dialogs;
mod conversation_panel;
mod conversations;
mod desk;
mod draft;
mod edit;
mod follow;
mod live;
mod message_list;
mod model_picker;
mod quote_line;
mod receipt;
mod scroll;
mod skeleton;
mod thread;
mod thread_header;
mod thread_view;
mod user_message;
mod versions;
mod welcome;

pub use chat_page::ChatPage;
