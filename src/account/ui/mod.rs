//! The pages of accounts: plain forms before somebody is signed in, settings after.

mod agent;
mod appearance_panel;
mod device_panel;
mod device_row;
mod entrance;
mod password_panel;
mod posted;
mod profile_panel;
mod settings_page;
mod setup_page;
mod sign_in_page;
mod sign_up_page;
mod staff_only;

pub use settings_page::SettingsPage;
pub use setup_page::SetupPage;
pub use sign_in_page::SignInPage;
pub use sign_up_page::SignUpPage;
pub use staff_only::{Asked, Seen, StaffOnly, seen};
