//! The words every feature shares. Both targets; no I/O.
//!
//! Nothing here knows a feature, a database or a transport.

pub mod amount;
pub mod cash;
pub mod charge;
pub mod country;
pub mod day;
pub mod digits;
pub mod error;
pub mod fold;
pub mod form;
pub mod id;
pub mod locale;
pub mod money;
pub mod page;
pub mod role;
pub mod scope;
pub mod time;
pub mod typed;
pub mod valid;
pub mod word;

pub use amount::CashInput;
pub use cash::{Cash, Currency};
pub use charge::Interrupted;
pub use day::{Day, DaySpan};
pub use error::{AppError, FieldError, FieldProblem};
pub use money::Coins;
pub use page::{Page, PageQuery};
pub use time::Instant;
