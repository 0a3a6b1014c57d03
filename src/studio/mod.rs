//! The studios: rooms for one kind of work each, beside the chat. A studio is a form that makes a run's input, and a view of the
//! run's output; what is made and is no text goes into the library.

pub mod audio;
pub mod image;
pub mod text;
