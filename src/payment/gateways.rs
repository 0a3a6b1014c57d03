//! The gateways that are on.

use super::{
    exchange::Waits,
    stripe::{Stripe, StripeSettings},
    zarinpal::{Zarinpal, ZarinpalSettings},
};
use crate::{
    provider::http::ClientError,
    server::config::{PaymentSettings, Secret},
};

/// Every gateway there is a secret for.
#[derive(Debug, Clone, Default)]
pub struct Gateways {
    /// Zarinpal, where there is a merchant id.
    pub zarinpal: Option<Zarinpal>,
    /// Stripe, where there is a secret key.
    pub stripe: Option<Stripe>,
}

impl Gateways {
    /// From what the operator set.
    ///
    /// # Errors
    /// When the HTTP client can not be made.
    pub fn connect(settings: &PaymentSettings, waits: Waits) -> Result<Self, ClientError> {
        let zarinpal = settings.zarinpal.merchant_id.as_ref().map(|merchant_id| {
            let base_url = settings.zarinpal.base_url.clone();
            Zarinpal::new(ZarinpalSettings { base_url, merchant_id: merchant_id.inner() }, waits)
        });
        let stripe = settings.stripe.secret_key.as_ref().map(|secret_key| {
            let base_url = settings.stripe.base_url.clone();
            let webhook_secret = settings.stripe.webhook_secret.as_ref().map(Secret::inner);
            Stripe::new(StripeSettings { base_url, secret_key: secret_key.inner(), webhook_secret }, waits)
        });
        Ok(Self { zarinpal: zarinpal.transpose()?, stripe: stripe.transpose()? })
    }
}
