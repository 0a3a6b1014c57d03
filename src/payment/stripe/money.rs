//! Money that moves without a page: back to its payer, and from a card that was kept.

use super::{
    Result, Stripe,
    form::Form,
    money, named,
    wire::{Charge, Customer, List, PaymentIntent, PaymentMethod, Refund, SetupIntent},
};
use crate::kernel::cash::Cash;

/// Payments asked for at once.
const INTENTS_AT_ONCE: u32 = 100;

/// A payment with a card that was kept, while its owner is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OffSession {
    /// How much.
    pub amount: Cash,
    /// Who pays.
    pub customer: String,
    /// With what: the [`PaymentIntent::payment_method`] of a payment that kept its card.
    pub payment_method: String,
    /// What it is for, in words.
    pub description: String,
    /// Words of ours.
    pub metadata: Vec<(String, String)>,
}

/// Why money goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundReason {
    /// It was paid twice.
    Duplicate,
    /// It was not the card's owner.
    Fraudulent,
    /// The customer asked.
    RequestedByCustomer,
}

impl RefundReason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Fraudulent => "fraudulent",
            Self::RequestedByCustomer => "requested_by_customer",
        }
    }
}

impl Stripe {
    /// Gives a payment back: so much of it, or all that is left.
    pub async fn create_refund(
        &self,
        key: &str,
        payment_intent: &str,
        amount: Option<Cash>,
        reason: Option<RefundReason>,
        metadata: &[(String, String)],
    ) -> Result<Refund> {
        let mut form = Form::default();
        form.put("payment_intent", payment_intent);
        if let Some(amount) = amount {
            form.put("amount", money(amount)?.0);
        }
        form.put_some("reason", reason.map(RefundReason::as_str)).put_all("metadata", metadata);
        self.post("/refunds", Some(key), form).await
    }

    /// A payment as it is now.
    pub async fn payment_intent(&self, id: &str) -> Result<PaymentIntent> {
        self.get(&format!("/payment_intents/{}", named(id)?), Form::default()).await
    }

    /// One try of a payment as it is now, with what went back of it.
    pub async fn charge(&self, id: &str) -> Result<Charge> {
        self.get(&format!("/charges/{}", named(id)?), Form::default()).await
    }

    /// Takes a payment from a card that was kept. A bank that says no, or that wants to see its customer
    /// (`authentication_required`), is a refusal with the payment's name in it.
    pub async fn charge_off_session(&self, key: &str, payment: &OffSession) -> Result<PaymentIntent> {
        let (amount, currency) = money(payment.amount)?;
        let mut form = Form::default();
        form.put("amount", amount).put("currency", currency);
        form.put("customer", &payment.customer).put("payment_method", &payment.payment_method);
        form.put("off_session", true).put("confirm", true).put("description", &payment.description);
        form.put_all("metadata", &payment.metadata);
        self.post("/payment_intents", Some(key), form).await
    }

    /// A customer's payments, the newest first: finds the one whose answer got lost, by the words of ours that it carries.
    pub async fn payment_intents(&self, customer: &str) -> Result<List<PaymentIntent>> {
        let mut query = Form::default();
        query.put("customer", named(customer)?).put("limit", INTENTS_AT_ONCE);
        self.get("/payment_intents", query).await
    }

    /// Gives a payment up that has not come in, so that it never will. One that has is refused.
    pub async fn cancel_payment_intent(&self, key: &str, id: &str) -> Result<PaymentIntent> {
        self.post(&format!("/payment_intents/{}/cancel", named(id)?), Some(key), Form::default()).await
    }

    /// How keeping a card went, with the card.
    pub async fn setup_intent(&self, id: &str) -> Result<SetupIntent> {
        let mut query = Form::default();
        query.put("expand[]", "payment_method");
        self.get(&format!("/setup_intents/{}", named(id)?), query).await
    }

    /// Forgets a card that was kept.
    pub async fn detach(&self, payment_method: &str) -> Result<PaymentMethod> {
        self.post(&format!("/payment_methods/{}/detach", named(payment_method)?), None, Form::default()).await
    }

    /// Makes somebody known to Stripe.
    pub async fn create_customer(&self, key: &str, email: &str, metadata: &[(String, String)]) -> Result<Customer> {
        let mut form = Form::default();
        form.put("email", email).put_all("metadata", metadata);
        self.post("/customers", Some(key), form).await
    }
}
