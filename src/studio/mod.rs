//! The studios: pages where one kind of thing is made.

pub mod audio;
