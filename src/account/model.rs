//! What an account looks like from outside.

use crate::kernel::{
    AppError, Instant,
    id::{SessionId, UserId},
    locale::{Language, Theme},
    role::Role,
    valid::Check,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The fewest characters of a password.
pub const PASSWORD_MIN: u32 = 8;
/// The most characters of a password: hashing a book is work for an attacker's victim.
pub const PASSWORD_MAX: u32 = 200;
/// The most characters of a name.
pub const NAME_MAX: u32 = 100;

/// A person's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// The account.
    pub id: UserId,
    /// The address the person signs in with.
    #[schema(example = "sara@example.com")]
    pub email: String,
    /// May be empty.
    pub full_name: String,
    /// What the account may do.
    pub role: Role,
    /// The language the person chose.
    pub locale: Language,
    /// The theme the person chose.
    pub theme: Theme,
    /// When the account was made.
    pub created_at: Instant,
}

/// What makes an account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The address to sign in with.
    #[schema(example = "sara@example.com")]
    pub email: String,
    /// The password to sign in with.
    #[schema(min_length = 8, max_length = 200)]
    pub password: String,
    /// May be left out.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub full_name: Option<String>,
    /// The code of whoever invited the person. One that nobody has is as good as none.
    #[serde(default)]
    #[schema(example = "7K3M9QXV")]
    pub referral_code: Option<String>,
}

impl Registration {
    /// Whether it can be an account.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.email("email", self.email.trim());
        check.text("password", &self.password, PASSWORD_MIN, PASSWORD_MAX);
        check.text("full_name", self.full_name.as_deref().unwrap_or(""), 0, NAME_MAX);
        check.done()
    }
}

/// What signs a person in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Credentials {
    /// The account's address.
    #[serde(alias = "username")]
    #[schema(example = "sara@example.com")]
    pub email: String,
    /// The password.
    pub password: String,
}

/// What a person changes about the account; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileChange {
    /// A new name.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub full_name: Option<String>,
    /// Another language.
    #[serde(default)]
    pub locale: Option<Language>,
    /// Another theme.
    #[serde(default)]
    pub theme: Option<Theme>,
}

impl ProfileChange {
    /// Whether it can be applied.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("full_name", self.full_name.as_deref().unwrap_or(""), 0, NAME_MAX);
        check.done()
    }
}

/// A new password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The one that holds now.
    pub current_password: String,
    /// The one to hold.
    pub new_password: String,
}

impl PasswordChange {
    /// Whether it can be applied.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("current_password", &self.current_password, 1, PASSWORD_MAX);
        check.text("new_password", &self.new_password, PASSWORD_MIN, PASSWORD_MAX);
        check.done()
    }
}

/// A device where the person is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Device {
    /// The session.
    pub id: SessionId,
    /// Whether it is an API client instead of a browser.
    pub is_api: bool,
    /// The address it was last seen from.
    #[schema(example = "203.0.113.7")]
    pub ip: String,
    /// What it says it is.
    #[schema(example = "curl/8.14.1")]
    pub agent: String,
    /// When it signed in.
    pub created_at: Instant,
    /// When it was last seen; exact to five minutes.
    pub seen_at: Instant,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// What an API client gets when it signs in or refreshes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// For `auth/refresh`, once.
    pub refresh_token: String,
    /// `bearer`.
    #[schema(example = "bearer")]
    pub token_type: String,
    /// Seconds the access token lives.
    pub expires_in: i64,
    /// Who it speaks for.
    pub user: Person,
}
