//! Zarinpal, REST v4: four calls around a payment, one that lists what nobody asked about, one that gives it back.
//!
//! The browser's way back (`?Authority=…&Status=OK|NOK`) is unsigned: it may be forged, come twice or never. Only
//! [`Zarinpal::verify`] decides, with the amount from our own books. Money that nobody verifies goes back to its payer, so
//! [`Zarinpal::unverified`] has to be swept.

mod refusal;
mod wire;

use super::{
    exchange::{Waits, clean, exchange},
    failure::Failure,
};
use crate::{
    kernel::cash::{Cash, Currency},
    provider::http::{ClientError, client},
};
use reqwest::{Client, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::Value;
use std::{fmt, str::FromStr, time::Duration};

pub use refusal::Refusal;

/// The most characters of a description.
const DESCRIPTION_CHARS_MAX: usize = 500;

/// The end of a call to Zarinpal.
pub type Result<T> = std::result::Result<T, Failure<Refusal>>;

/// How to reach Zarinpal.
pub struct ZarinpalSettings {
    /// Without a slash at the end; `/pg/v4/…` follows.
    pub base_url: String,
    /// The operator's merchant id.
    pub merchant_id: SecretString,
}

/// One merchant at Zarinpal.
#[derive(Clone)]
pub struct Zarinpal {
    http: Client,
    base_url: String,
    merchant_id: SecretString,
    total: Duration,
}

/// What Zarinpal calls a payment: 36 letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Authority(String);

/// Text that is no authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no authority")]
pub struct NoAuthority;

/// What a person is to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRequest {
    /// In rial; another currency is not sent.
    pub amount: Cash,
    /// What it is for, as the payer reads it; cut to 500 characters.
    pub description: String,
    /// Where the browser comes back to. Its domain must be the one registered at Zarinpal.
    pub callback_url: String,
    /// Our name for it.
    pub order_id: String,
    /// The payer's number, for cards known by it.
    pub mobile: Option<String>,
    /// The payer's address.
    pub email: Option<String>,
}

/// A payment that can be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// Its name.
    pub authority: Authority,
    /// What Zarinpal takes, in rial.
    pub fee: Option<i64>,
    /// Who pays that.
    pub fee_payer: Option<FeePayer>,
}

/// Who pays Zarinpal's fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeePayer {
    /// It is taken from what the merchant gets.
    Merchant,
    /// It came on top of the amount.
    Payer,
}

/// Which time it was that a payment was verified. Both mean that it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Code 100: just now.
    Verified,
    /// Code 101: before. Good for the order this authority was made for, and for no other.
    AlreadyVerified,
}

/// A payment that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The first time, or not.
    pub verdict: Verdict,
    /// The number of the bank's transaction, for the payer.
    pub ref_id: String,
    /// The card's number with its middle starred out.
    pub card_pan: Option<String>,
    /// SHA-256 of the card's number.
    pub card_hash: Option<String>,
    /// What Zarinpal took, in rial.
    pub fee: Option<i64>,
    /// Who paid that.
    pub fee_payer: Option<FeePayer>,
    /// Our name for it, when it comes back.
    pub order_id: Option<String>,
}

/// How a payment stands. For information: only [`Zarinpal::verify`] says that it is paid for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Paid and verified.
    Verified,
    /// Paid, and waiting for its verification.
    Paid,
    /// Being paid.
    InBank,
    /// Not paid.
    Failed,
    /// Given back.
    Reversed,
}

/// A payment that waits for its verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unverified {
    /// Its name.
    pub authority: Authority,
    /// As Zarinpal says it. What counts is the amount in our own books.
    pub amount: i64,
    /// Where its browser was to come back to.
    pub callback_url: Option<String>,
    /// When, in Zarinpal's words (`2026-11-21 10:00:00`, without a zone).
    pub date: Option<String>,
}

impl Zarinpal {
    /// One merchant.
    ///
    /// # Errors
    /// When the HTTP client can not be made.
    pub fn new(settings: ZarinpalSettings, waits: Waits) -> std::result::Result<Self, ClientError> {
        let ZarinpalSettings { base_url, merchant_id } = settings;
        let base_url = base_url.trim_end_matches('/').to_owned();
        Ok(Self { http: client(waits.connect, None)?, base_url, merchant_id, total: waits.total })
    }

    /// Announces a payment. Asking twice makes two, of which the unpaid one comes to nothing.
    pub async fn request(&self, payment: &PaymentRequest) -> Result<Started> {
        let body = wire::Request {
            merchant_id: self.merchant_id.expose_secret(),
            amount: rial(payment.amount)?,
            currency: Currency::Irr.code(),
            description: &payment.description[..cut(&payment.description)],
            callback_url: &payment.callback_url,
            metadata: wire::Metadata {
                order_id: &payment.order_id,
                mobile: payment.mobile.as_deref(),
                email: payment.email.as_deref(),
            },
        };
        let data = self.ask("request", &body).await?;
        wire::started(&data).ok_or_else(|| self.senseless("request"))
    }

    /// Where the browser is sent to pay.
    pub fn start_pay_url(&self, authority: &Authority) -> String {
        format!("{}/pg/StartPay/{authority}", self.base_url)
    }

    /// Takes the money, or says that it was taken before. The amount is the one of our own books, the same as requested.
    pub async fn verify(&self, authority: &Authority, amount: Cash) -> Result<Verification> {
        let merchant_id = self.merchant_id.expose_secret();
        let body = wire::Verify { merchant_id, amount: rial(amount)?, authority: &authority.0 };
        let data = self.ask("verify", &body).await?;
        wire::verification(&data).ok_or_else(|| self.senseless("verify"))
    }

    /// How a payment stands.
    pub async fn inquire(&self, authority: &Authority) -> Result<Standing> {
        let data = self.ask("inquiry", &self.named(authority)).await?;
        wire::standing(&data).ok_or_else(|| self.senseless("inquiry"))
    }

    /// The newest payments, at most 100, that wait for their verification.
    pub async fn unverified(&self) -> Result<Vec<Unverified>> {
        let body = wire::Merchant { merchant_id: self.merchant_id.expose_secret() };
        let data = self.ask("unVerified", &body).await?;
        wire::unverified(&data).ok_or_else(|| self.senseless("unVerified"))
    }

    /// Gives a verified payment back, within 30 minutes of it. A second time is refused like one that was never paid, so
    /// after a lost reply [`Self::inquire`] tells.
    pub async fn reverse(&self, authority: &Authority) -> Result<()> {
        self.ask("reverse", &self.named(authority)).await.map(drop)
    }

    fn named<'a>(&'a self, authority: &'a Authority) -> wire::Named<'a> {
        wire::Named { merchant_id: self.merchant_id.expose_secret(), authority: &authority.0 }
    }

    /// The `data` of an answer that says yes.
    async fn ask(&self, call: &str, body: &impl Serialize) -> Result<Value> {
        let url = format!("{}/pg/v4/payment/{call}.json", self.base_url);
        let asking = self.http.post(url).header(header::ACCEPT, "application/json").json(body);
        let secrets = [self.merchant_id.expose_secret()];
        let reply = exchange(asking, self.total).await.map_err(|lost| lost.failure(&secrets))?;
        wire::read(&reply, |text| clean(text, &secrets))
    }

    fn senseless(&self, call: &str) -> Failure<Refusal> {
        Failure::unknown(format!("the answer to {call} says yes without saying what"))
    }
}

fn rial(amount: Cash) -> Result<i64> {
    match amount {
        Cash { amount_minor: rial @ 1.., currency: Currency::Irr } => Ok(rial),
        other => Err(Failure::misconfigured(format!("Zarinpal does not take {other}"))),
    }
}

fn cut(description: &str) -> usize {
    description.char_indices().nth(DESCRIPTION_CHARS_MAX).map_or(description.len(), |(at, _)| at)
}

impl Authority {
    /// As Zarinpal writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Authority {
    type Err = NoAuthority;
    fn from_str(text: &str) -> std::result::Result<Self, NoAuthority> {
        let fits = text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(Self(text.to_owned())) } else { Err(NoAuthority) }
    }
}

impl fmt::Display for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Without the merchant id, and without the address, which may hold a password.
impl fmt::Debug for Zarinpal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zarinpal").finish_non_exhaustive()
    }
}
