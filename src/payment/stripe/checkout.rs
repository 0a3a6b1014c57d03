//! Pages of Stripe's: where a person pays, and where they look after their subscription.

#![allow(clippy::result_large_err, reason = "a refusal is rare, and all the bank said is in it")]

use super::{
    Result, Stripe,
    form::Form,
    money, named,
    wire::{Interval, PortalSession, Session},
};
use crate::kernel::{Instant, cash::Cash};

/// A page to be made, on which a person pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// One payment, or a subscription.
    pub purpose: Purpose,
    /// What is bought. All of one currency; of a subscription all with the same rhythm.
    pub lines: Vec<Line>,
    /// Our name for it.
    pub client_reference_id: String,
    /// Who pays.
    pub payer: Payer,
    /// Where the browser goes after paying; `{CHECKOUT_SESSION_ID}` in it becomes the session's name.
    pub success_url: String,
    /// Where the browser goes when the person turns back.
    pub cancel_url: String,
    /// When it can not be paid any more: between 30 minutes and 24 hours from now. Without it after 24 hours.
    pub expires_at: Option<Instant>,
    /// The page's language: `en`, `de` … Stripe has no Persian. Without it the browser's.
    pub locale: Option<String>,
    /// Words of ours: the session carries them, and its payment or subscription too.
    pub metadata: Vec<(String, String)>,
}

/// What a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// One payment.
    Payment {
        /// Whether the card is kept, so that [`Stripe::charge_off_session`] may use it.
        keeps_card: bool,
    },
    /// A subscription.
    Subscription {
        /// Days before the first payment.
        trial_days: Option<u32>,
    },
    /// A card to be kept, of a customer that Stripe knows. Nothing is bought.
    Setup,
}

/// Who pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payer {
    /// Somebody Stripe knows.
    Customer(String),
    /// Somebody new with this address.
    Email(String),
    /// Somebody new.
    Anyone,
}

/// One thing that is bought, with its price beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is called.
    pub name: String,
    /// What one costs.
    pub price: Cash,
    /// How many.
    pub quantity: u32,
    /// How often it is paid, in a subscription.
    pub every: Option<Interval>,
}

impl Stripe {
    /// Makes a page on which a person pays.
    pub async fn create_session(&self, key: &str, session: &NewSession) -> Result<Session> {
        self.post("/checkout/sessions", Some(key), form(session)?).await
    }

    /// A session as it is now: for the way back from its page, when the event is late.
    pub async fn session(&self, id: &str) -> Result<Session> {
        self.get(&format!("/checkout/sessions/{}", named(id)?), Form::default()).await
    }

    /// Closes a session that is open. One that is paid or closed already is refused.
    pub async fn expire_session(&self, id: &str) -> Result<Session> {
        self.post(&format!("/checkout/sessions/{}/expire", named(id)?), None, Form::default()).await
    }

    /// Makes a page on which a person changes their card or ends their subscription. Its address works for minutes.
    pub async fn create_portal(&self, customer: &str, return_url: &str) -> Result<PortalSession> {
        let mut form = Form::default();
        form.put("customer", customer).put("return_url", return_url);
        self.post("/billing_portal/sessions", None, form).await
    }
}

fn form(session: &NewSession) -> Result<Form> {
    let mut form = Form::default();
    // The words of ours go where later events look for them.
    let carrier = match session.purpose {
        Purpose::Payment { keeps_card } => {
            form.put("mode", "payment");
            if keeps_card {
                form.put("payment_intent_data[setup_future_usage]", "off_session");
                // Without it nobody is made for whom the card could be kept.
                if !matches!(session.payer, Payer::Customer(_)) {
                    form.put("customer_creation", "always");
                }
            }
            "payment_intent_data[metadata]"
        }
        Purpose::Subscription { trial_days } => {
            form.put("mode", "subscription");
            form.put_some("subscription_data[trial_period_days]", trial_days);
            "subscription_data[metadata]"
        }
        Purpose::Setup => {
            form.put("mode", "setup").put("payment_method_types[0]", "card");
            "setup_intent_data[metadata]"
        }
    };
    for (number, line) in session.lines.iter().enumerate() {
        put_line(&mut form, &format!("line_items[{number}]"), line)?;
    }
    match &session.payer {
        Payer::Customer(id) => form.put("customer", id),
        Payer::Email(email) => form.put("customer_email", email),
        Payer::Anyone => &mut form,
    };
    form.put("client_reference_id", &session.client_reference_id);
    form.put("success_url", &session.success_url).put("cancel_url", &session.cancel_url);
    form.put_some("expires_at", session.expires_at.map(|at| at.micros.div_euclid(1_000_000)));
    form.put_some("locale", session.locale.as_deref());
    form.put_all("metadata", &session.metadata).put_all(carrier, &session.metadata);
    Ok(form)
}

fn put_line(form: &mut Form, at: &str, line: &Line) -> Result<()> {
    let (amount, currency) = money(line.price)?;
    form.put(&format!("{at}[quantity]"), line.quantity);
    form.put(&format!("{at}[price_data][currency]"), currency);
    form.put(&format!("{at}[price_data][unit_amount]"), amount);
    form.put(&format!("{at}[price_data][product_data][name]"), &line.name);
    form.put_some(&format!("{at}[price_data][recurring][interval]"), line.every.map(Interval::as_str));
    Ok(())
}
