//! The pages of offers, and the card that shows one.

mod amounts;
mod card;
mod form;
mod history;
mod line;
mod offer_page;
mod offers_page;
mod word;

pub use amounts::{AmountFields, Amounts};
pub use card::OfferCard;
pub use offer_page::{NewOfferPage, OfferPage};
pub use offers_page::OffersPage;
pub use word::{currency_name, usual_currency};
