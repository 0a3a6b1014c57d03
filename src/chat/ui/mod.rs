//! The pages of conversations.
