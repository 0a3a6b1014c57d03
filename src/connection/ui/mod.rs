//! The pages of providers.

mod add;
mod balance;
mod card;
mod form;
mod health;
mod outcome;
mod provider_page;
mod providers_page;
mod remove;
mod sandbox;
mod standing;
mod warning;
mod word;

pub use provider_page::ProviderPage;
pub use providers_page::ProvidersPage;
pub use warning::ConnectionWarnings;
pub use word::{failure, provider};
