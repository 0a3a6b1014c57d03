//! The studios: rooms for one kind of work each, beside the chat. What they make goes into the library.

pub mod audio;
pub mod image;
