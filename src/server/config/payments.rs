//! What the settings say of payment gateways: one with its secret is on, and an empty secret is none.

use super::{Secret, SettingError, Source, providers::check_url};
use crate::kernel::Cash;
use uuid::Uuid;

/// What the settings say of every gateway.
#[derive(Debug, Clone)]
pub struct PaymentSettings {
    /// Stripe.
    pub stripe: StripeSetting,
    /// Zarinpal.
    pub zarinpal: ZarinpalSetting,
    /// Receipts of more than this take two of the staff.
    pub second_above: Cash,
    /// Days in which a plan stays whose renewal was not paid.
    pub grace_days: i64,
}

/// What the settings say of Stripe.
#[derive(Debug, Clone)]
pub struct StripeSetting {
    /// Turns it on.
    pub secret_key: Option<Secret>,
    /// Proves that an event is Stripe's; without it no event is taken.
    pub webhook_secret: Option<Secret>,
    /// The address, without the version segment.
    pub base_url: String,
}

/// What the settings say of Zarinpal.
#[derive(Debug, Clone)]
pub struct ZarinpalSetting {
    /// Turns it on.
    pub merchant_id: Option<Secret>,
    /// The address, without `/pg`.
    pub base_url: String,
}

pub(super) fn read(source: &Source) -> Result<PaymentSettings, SettingError> {
    let merchant_id = source.secret("ZARINPAL_MERCHANT_ID")?;
    if merchant_id.as_ref().is_some_and(|id| id.expose().len() != 36 || Uuid::try_parse(id.expose()).is_err()) {
        let allowed = "36 characters of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
        return Err(SettingError::hidden("ZARINPAL_MERCHANT_ID", allowed));
    }
    Ok(PaymentSettings {
        stripe: StripeSetting {
            secret_key: word(source, "STRIPE_SECRET_KEY")?,
            webhook_secret: word(source, "STRIPE_WEBHOOK_SECRET")?,
            base_url: address(source, "STRIPE_BASE_URL", "https://api.stripe.com")?,
        },
        second_above: second_above(source)?,
        grace_days: grace_days(source)?,
        zarinpal: ZarinpalSetting {
            merchant_id,
            base_url: address(source, "ZARINPAL_BASE_URL", "https://payment.zarinpal.com")?,
        },
    })
}

fn second_above(source: &Source) -> Result<Cash, SettingError> {
    let toman: i64 = source.parsed("RECEIPT_SECOND_ABOVE", "5000000", "whole Toman")?;
    let limit = Cash::of_toman(toman).filter(|cash| cash.amount_minor >= 0);
    limit.ok_or_else(|| SettingError::wrong("RECEIPT_SECOND_ABOVE", &toman.to_string(), "whole Toman, at least 0"))
}

fn grace_days(source: &Source) -> Result<i64, SettingError> {
    let days: i64 = source.parsed("SUBSCRIPTION_GRACE_DAYS", "7", "days from 0 to 60")?;
    if (0..=60).contains(&days) {
        return Ok(days);
    }
    Err(SettingError::wrong("SUBSCRIPTION_GRACE_DAYS", &days.to_string(), "days from 0 to 60"))
}

/// A secret in one piece: it is sent in a header.
fn word(source: &Source, name: &str) -> Result<Option<Secret>, SettingError> {
    let secret = source.secret(name)?;
    if secret.as_ref().is_some_and(|secret| !secret.expose().bytes().all(|byte| byte.is_ascii_graphic())) {
        return Err(SettingError::hidden(name, "letters, digits and signs without spaces"));
    }
    Ok(secret)
}

/// A wrong address is told also while the gateway is off: it waits for its secret.
fn address(source: &Source, name: &str, default: &str) -> Result<String, SettingError> {
    let url = source.text(name).unwrap_or_else(|| default.to_owned());
    check_url(name, &url)?;
    Ok(url.trim_end_matches('/').to_owned())
}
