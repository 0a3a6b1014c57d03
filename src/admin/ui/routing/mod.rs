//! Which model does what: the list of tasks, and a page for each.

mod add;
mod candidate;
mod conditions;
mod dry_run;
mod line;
mod policy_page;
mod routing_page;
mod word;

pub use policy_page::PolicyPage;
pub use routing_page::RoutingPage;
