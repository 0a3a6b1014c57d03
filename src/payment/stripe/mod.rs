//! Stripe: checkout pages, subscriptions, invoices, refunds, and signed events.
//!
//! Every call that makes or changes something takes an idempotency key of the caller's, made before the call and kept with
//! what it is for: the same call with the same key is done once. Stripe keeps the first outcome for a day at least, a
//! failure of its own (500) included, so after [`Failure::Unknown`] the caller reads back before it asks again.
//!
//! Amounts are [`Cash`](crate::kernel::cash::Cash) in dollars or euros; Stripe does not take rial.

#![allow(clippy::result_large_err, reason = "a refusal is rare, and all the bank said is in it")]

mod billing;
mod checkout;
pub mod event;
mod form;
mod money;
mod refusal;
pub mod signature;
mod wire;

use super::{
    exchange::{Waits, exchange},
    failure::Failure,
};
use crate::{
    kernel::{
        Instant,
        cash::{Cash, Currency},
    },
    provider::http::{ClientError, client},
};
use form::Form;
use reqwest::{
    Client, Method,
    header::{CONTENT_TYPE, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use std::{fmt, time::Duration};

pub use billing::{NewPrice, Proration};
pub use checkout::{Line, NewSession, Payer, Purpose};
pub use event::{Event, IntentChange, What};
pub use money::{OffSession, RefundReason};
pub use refusal::{Refusal, RefusalKind};
pub use signature::SignatureError;
pub use wire::{
    CardFace, Charge, Customer, Dispute, DisputeStatus, IntentStatus, Interval, Invoice, InvoiceLine, InvoiceStatus,
    List, Metadata, PaymentError, PaymentIntent, PaymentMethod, PaymentStatus, Period, PortalSession, Price, Product,
    Recurring, Refund, RefundStatus, Session, SessionMode, SessionStatus, SetupIntent, SetupStatus, Subscription,
    SubscriptionItem, SubscriptionStatus,
};

/// The version in whose words we speak, whatever the account's own is.
pub const VERSION: &str = "2026-07-29.dahlia";
/// The most characters of an idempotency key.
const KEY_CHARS_MAX: usize = 255;

/// The end of a call to Stripe.
pub type Result<T> = std::result::Result<T, Failure<Refusal>>;

/// How to reach Stripe.
pub struct StripeSettings {
    /// Without a slash at the end; `/v1/…` follows.
    pub base_url: String,
    /// The account's secret key.
    pub secret_key: SecretString,
    /// Proves events; without it none is believed.
    pub webhook_secret: Option<SecretString>,
}

/// One account at Stripe.
#[derive(Clone)]
pub struct Stripe {
    http: Client,
    base_url: String,
    secret_key: SecretString,
    webhook_secret: Option<SecretString>,
    total: Duration,
}

/// Why a webhook's body is no event for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unbelieved {
    /// Nothing proves that it is Stripe's.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// It is Stripe's, and makes no sense.
    #[error(transparent)]
    Body(#[from] event::NoEvent),
}

impl Stripe {
    /// One account.
    ///
    /// # Errors
    /// When the HTTP client can not be made.
    pub fn new(settings: StripeSettings, waits: Waits) -> std::result::Result<Self, ClientError> {
        let StripeSettings { base_url, secret_key, webhook_secret } = settings;
        let base_url = base_url.trim_end_matches('/').to_owned();
        Ok(Self { http: client(waits.connect, None)?, base_url, secret_key, webhook_secret, total: waits.total })
    }

    /// Whether events can be believed at all; without a webhook secret the door for them is closed.
    pub fn takes_events(&self) -> bool {
        self.webhook_secret.as_ref().is_some_and(|secret| !secret.expose_secret().trim().is_empty())
    }

    /// The event in a webhook's body, which must be the very bytes that came, with the `Stripe-Signature` header beside it
    /// (empty when there is none).
    ///
    /// # Errors
    /// When nothing proves that it is Stripe's, or it is no event.
    pub fn event(&self, signature: &str, body: &[u8], now: Instant) -> std::result::Result<Event, Unbelieved> {
        let secret = self.webhook_secret.as_ref().ok_or(SignatureError::NoSecret)?;
        signature::verify(secret.expose_secret(), signature, body, now)?;
        Ok(event::parse(body)?)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, query: Form) -> Result<T> {
        let query = query.into_body();
        let path = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        self.ask(Method::GET, &path, None, None).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, key: Option<&str>, form: Form) -> Result<T> {
        self.ask(Method::POST, path, key, Some(form.into_body())).await
    }

    async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        self.ask(Method::DELETE, path, None, None).await
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<String>,
    ) -> Result<T> {
        let secret = self.secret_key.expose_secret();
        let mut bearer = HeaderValue::try_from(format!("Bearer {secret}"))
            .map_err(|_| Failure::misconfigured("the secret key can not be sent in a header"))?;
        bearer.set_sensitive(true);
        let mut asking = self.http.request(method, format!("{}/v1{path}", self.base_url));
        asking = asking.header("authorization", bearer).header("stripe-version", VERSION);
        if let Some(key) = key {
            asking = asking.header("idempotency-key", checked_key(key)?);
        }
        if let Some(body) = body {
            asking = asking.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        }
        let secrets = [secret];
        let reply = exchange(asking, self.total).await.map_err(|lost| lost.failure(&secrets))?;
        if !(200..300).contains(&reply.status) {
            return Err(refusal::failure(&reply, &secrets));
        }
        serde_json::from_slice(&reply.body).map_err(|_| Failure::unknown("an answer that makes no sense"))
    }
}

fn checked_key(key: &str) -> Result<HeaderValue> {
    let fits = (1..=KEY_CHARS_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    let value = if fits { HeaderValue::try_from(key).ok() } else { None };
    value.ok_or_else(|| Failure::misconfigured("an idempotency key has 1 to 255 letters, digits and signs"))
}

/// The name of an object as a part of a path. It may have come from a browser, so one that can not be a name is not asked
/// for.
fn named(id: &str) -> Result<&str> {
    let is_name = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let missing = || Failure::Refused {
        refusal: Refusal::of(RefusalKind::Missing),
        detail: "this is no name of an object".to_owned(),
    };
    if is_name { Ok(id) } else { Err(missing()) }
}

/// An amount as Stripe takes it: the smallest unit, and the currency in small letters.
fn money(cash: Cash) -> Result<(i64, &'static str)> {
    let currency = match cash.currency {
        Currency::Usd => "usd",
        Currency::Eur => "eur",
        Currency::Irr => return Err(Failure::misconfigured("Stripe does not take rial")),
    };
    if cash.amount_minor < 0 {
        return Err(Failure::misconfigured("an amount below zero"));
    }
    Ok((cash.amount_minor, currency))
}

/// Without the secrets, and without the address, which may hold a password.
impl fmt::Debug for Stripe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stripe").field("takes_events", &self.takes_events()).finish_non_exhaustive()
    }
}
