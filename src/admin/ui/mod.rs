//! The admin pages.

mod adjustments;
mod attempts;
mod earnings;
mod finance;
mod ledger;
mod model_table;
mod models;
mod overview_page;
mod queue;
mod routing;
mod staff_only;
mod uncertain;
mod usage_chart;
mod usage_page;
mod user_list;
mod user_row;
mod users_page;
mod word;

pub use adjustments::AdjustmentsPage;
pub use attempts::{AttemptPage, AttemptsPage};
pub use earnings::MarginPage;
pub use finance::FinancePage;
pub use ledger::LedgerPage;
pub use models::{ModelPage, ModelsPage};
pub use overview_page::AdminOverviewPage;
pub use queue::QueuePage;
pub use routing::{PolicyPage, RoutingPage};
pub use uncertain::UncertainPage;
pub use usage_page::UsagePage;
pub use users_page::UsersPage;
