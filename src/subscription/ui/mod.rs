//! The pages of subscriptions.
