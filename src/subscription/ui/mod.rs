//! The pages of subscriptions.

mod other;
mod plan;
mod staff_list;
mod staff_page;
mod subscription_page;
mod word;

pub use staff_page::SubscriptionsPage;
pub use subscription_page::SubscriptionPage;
