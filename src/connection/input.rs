//! What staff may say of connections, and whether it can be taken.

use super::model::{Accent, Wire};
use crate::kernel::{AppError, FieldProblem, Interrupted, valid::Check};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// The most characters of a provider's id.
pub const ID_MAX: u32 = 40;
/// The most characters of a name.
pub const NAME_MAX: u32 = 60;
/// The most characters of an address.
pub const ADDRESS_MAX: u32 = 500;
/// The most characters of a key.
pub const KEY_MAX: u32 = 4_000;
/// The largest place in the order.
pub const POSITION_MAX: i64 = 1_000;

/// A secret on its way in. It prints as nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct SecretText(pub String);

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// What makes a connection: one that AI Mall knows, by its id, or a server of the operator's own.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConnection {
    /// Its name in the catalogue: small letters, digits, `-` and `_`.
    #[schema(example = "my-vllm")]
    pub id: String,
    /// Which wire it speaks; that of OpenAI when left out.
    #[serde(default)]
    pub kind: Option<Wire>,
    /// Everything else.
    #[serde(default)]
    pub values: ConnectionChange,
}

/// What changes about a connection: what is left out stays, `null` gives it back to the settings.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionChange {
    /// Its name for people.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub name: Option<Option<String>>,
    /// Its address, http or https, with the version segment. Another host needs the key again.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub base_url: Option<Option<String>>,
    /// The key. It is stored sealed and never shown again.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub api_key: Option<Option<SecretText>>,
    /// The proxy that requests go through; it may hold user and password, and is stored sealed.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub proxy: Option<Option<SecretText>>,
    /// How it differs, where it speaks OpenAI's wire and is the operator's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialect: Option<Accent>,
    /// Whether it may answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Its place in the order; smaller comes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i64>,
    /// What an answer costs that it broke off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<Interrupted>,
    /// Below this much, in US dollars, staff is warned.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub low_balance_usd: Option<Option<String>>,
}

/// What to test: what is left out is as it is stored.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionProbe {
    /// Which wire it speaks; for a provider that is not stored yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Wire>,
    /// Another address. Another host needs the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Another key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub api_key: Option<SecretText>,
    /// Another proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub proxy: Option<SecretText>,
}

impl NewConnection {
    /// Whether it can be stored.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("id", &self.id, 1, ID_MAX);
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        if !self.id.chars().all(fits) {
            check.wrong("id", FieldProblem::Unknown);
        }
        self.values.look(&mut check);
        check.done()
    }
}

impl ConnectionChange {
    /// Whether it can be stored.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        self.look(&mut check);
        check.done()
    }

    fn look(&self, check: &mut Check) {
        if let Some(Some(name)) = &self.name {
            check.text("name", name.trim(), 0, NAME_MAX);
        }
        if let Some(Some(url)) = &self.base_url {
            check_address(check, "base_url", url, false);
        }
        if let Some(Some(key)) = &self.api_key {
            check_key(check, key);
        }
        if let Some(Some(proxy)) = &self.proxy {
            check_address(check, "proxy", &proxy.0, true);
        }
        if self.position.is_some_and(|place| !(0..=POSITION_MAX).contains(&place)) {
            check.wrong("position", FieldProblem::OutOfRange { min: 0, max: POSITION_MAX });
        }
    }
}

impl ConnectionProbe {
    /// Whether it can be tried.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        if let Some(url) = &self.base_url {
            check_address(&mut check, "base_url", url, false);
        }
        if let Some(key) = &self.api_key {
            check_key(&mut check, key);
        }
        if let Some(proxy) = &self.proxy {
            check_address(&mut check, "proxy", &proxy.0, true);
        }
        check.done()
    }

    /// Whether it is about what is stored.
    pub fn is_stored(&self) -> bool {
        self.base_url.is_none() && self.api_key.is_none() && self.proxy.is_none()
    }
}

fn check_key(check: &mut Check, key: &SecretText) {
    check.text("api_key", key.0.trim(), 1, KEY_MAX);
    if key.0.trim().chars().any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()) {
        check.wrong("api_key", FieldProblem::Unknown);
    }
}

/// An address that staff may set: http or https with a host. A user's name and password belong to proxies only, and a
/// query, where some put their key, to nobody. Private addresses are the operator's own choice.
fn check_address(check: &mut Check, field: &str, url: &str, may_name_user: bool) {
    let url = url.trim();
    check.text(field, url, 1, ADDRESS_MAX);
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let fits = !host.is_empty()
        && !host.starts_with(':')
        && !url.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\')
        && !rest.contains(['?', '#'])
        && (may_name_user || user.is_none());
    if !url.is_empty() && !fits {
        check.wrong(field, FieldProblem::Url);
    }
}

/// Tells `null`, which takes away, from what was left out, which stays.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::{ConnectionProbe, SecretText};

    #[test]
    fn addresses_that_staff_may_set() {
        for (url, fits) in [
            ("https://api.openai.com/v1", true),
            ("http://127.0.0.1:11434/v1", true),
            ("http://[::1]:8080/v1", true),
            ("ftp://host/v1", false),
            ("file:///etc/passwd", false),
            ("https://user:word@host/v1", false),
            ("https://host/v1?key=1", false),
            ("https://", false),
            ("https:///v1", false),
            ("http://:80/v1", false),
            ("https://ho st/v1", false),
            ("https://host\\@other/v1", false),
            ("api.openai.com", false),
        ] {
            let probe = ConnectionProbe { base_url: Some(url.to_owned()), ..ConnectionProbe::default() };
            assert_eq!(probe.check().is_ok(), fits, "{url}");
        }
        let proxy =
            |url: &str| ConnectionProbe { proxy: Some(SecretText(url.to_owned())), ..ConnectionProbe::default() };
        assert!(proxy("http://user:word@127.0.0.1:8118").check().is_ok());
        assert!(!format!("{:?}", proxy("http://user:word@127.0.0.1:8118")).contains("word"));
    }
}
