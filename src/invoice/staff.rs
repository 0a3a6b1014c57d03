//! What staff sees of documents, and says about the seller.

use super::model::{ADDRESS_MAX, InvoiceEntry, NAME_MAX, NUMBER_MAX, Seller};
use crate::kernel::{FieldProblem, Instant, PageQuery, error::AppError, id::UserId, valid::Check};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Bytes of a logo's text.
pub const LOGO_BYTES_MAX: usize = 128 << 10;
/// The highest rate of a VAT.
pub const PER_MILLE_MAX: i64 = 1_000;

/// Which documents are looked for; empty words look for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct InvoiceQuery {
    /// `invoice`, `credit_note` or `reversal`.
    pub kind: String,
    /// `IRR`, `USD` or `EUR`.
    pub currency: String,
    /// The buyer's e-mail address.
    pub person: String,
    /// A document's number, or an order's id.
    pub number: String,
    /// The first day, such as `2026-11-01`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Documents at once, at most 100.
    pub limit: Option<u32>,
    /// Where the page begins.
    pub cursor: Option<String>,
}

impl InvoiceQuery {
    /// The page alone.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }

    /// What it looks for as the query of an address, page and all left out.
    pub fn address(&self) -> String {
        let named = [
            ("kind", &self.kind),
            ("currency", &self.currency),
            ("person", &self.person),
            ("number", &self.number),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let given = named.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = given.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A document and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffInvoice {
    /// The document.
    #[serde(flatten)]
    pub entry: InvoiceEntry,
    /// The buyer.
    pub user_id: UserId,
    /// The buyer's address.
    pub email: String,
}

/// Who sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SellerProfile {
    /// Which of its versions: documents keep theirs.
    pub version: i64,
    /// What stands on documents.
    #[serde(flatten)]
    pub seller: Seller,
    /// A picture as a `data:` address.
    #[schema(required)]
    pub logo: Option<String>,
    /// The rate of the VAT in thousandths that prices include; 0 for none.
    pub vat_per_mille: i64,
    /// Since when.
    pub created_at: Instant,
}

/// Who sells from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SellerInput {
    /// The version that it changes; any when absent.
    #[serde(default)]
    pub based_on: Option<i64>,
    /// The name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// The postal address.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub address: String,
    /// The number in the register of companies.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub registration_id: String,
    /// The tax office's number.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub tax_id: String,
    /// The telephone.
    #[serde(default)]
    #[schema(max_length = 40)]
    pub phone: String,
    /// A picture (PNG, JPEG or WebP) as a `data:` address.
    #[serde(default)]
    pub logo: Option<String>,
    /// The rate of the VAT in thousandths that prices include; 0 for none.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000)]
    pub vat_per_mille: i64,
}

impl SellerInput {
    /// Without blanks around.
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            based_on: self.based_on,
            name: trim(self.name),
            address: trim(self.address),
            registration_id: trim(self.registration_id),
            tax_id: trim(self.tax_id),
            phone: trim(self.phone),
            logo: self.logo.map(trim).filter(|logo| !logo.is_empty()),
            vat_per_mille: self.vat_per_mille,
        }
    }

    /// Refuses: `invalid`. Whether the logo is a picture only the server knows.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("name", &self.name, 1, NAME_MAX);
        check.text("address", &self.address, 0, ADDRESS_MAX);
        check.text("registration_id", &self.registration_id, 0, NUMBER_MAX);
        check.text("tax_id", &self.tax_id, 0, NUMBER_MAX);
        check.text("phone", &self.phone, 0, NUMBER_MAX);
        if self.logo.as_ref().is_some_and(|logo| logo.len() > LOGO_BYTES_MAX || !logo.starts_with("data:image/")) {
            check.wrong("logo", FieldProblem::Picture);
        }
        if !(0..=PER_MILLE_MAX).contains(&self.vat_per_mille) {
            check.wrong("vat_per_mille", FieldProblem::OutOfRange { min: 0, max: PER_MILLE_MAX });
        }
        check.done()
    }
}
