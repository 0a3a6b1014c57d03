//! The admin pages.

mod model_table;
mod models;
mod overview_page;
mod routing;
mod staff_only;
mod usage_chart;
mod usage_page;
mod user_list;
mod user_row;
mod users_page;
mod word;

pub use models::{ModelPage, ModelsPage};
pub use overview_page::AdminOverviewPage;
pub use routing::{PolicyPage, RoutingPage};
pub use usage_page::UsagePage;
pub use users_page::UsersPage;
