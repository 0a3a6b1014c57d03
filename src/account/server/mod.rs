//! The facade of accounts: what the doorways and later features may call.

mod device;
mod directory;
pub mod form;
mod invitation;
mod password;
mod profile;
mod register;
pub mod rest;
mod sign_in;
mod store;
mod token;

pub use device::{change_password, end_device, end_other_devices, list_devices};
pub use directory::Accounts;
pub use invitation::{Created, create_admin, invite_first_admin, register_first_admin};
pub use profile::{change_profile, get_person, get_profile};
pub use register::register;
pub use sign_in::{refresh, sign_in, sign_out};
pub use store::{count_people, find_by_email, last_seen, list_people};
pub use token::{Client, PAGE_S, Signed};
