//! Subscriptions and their invoices.

use super::{
    Result, Stripe,
    form::Form,
    money, named,
    wire::{Interval, Invoice, List, Product, Subscription, SubscriptionItem},
};
use crate::kernel::cash::Cash;

/// Invoices asked for at once.
const INVOICES_AT_ONCE: u32 = 100;

/// What an item of a subscription costs from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewPrice {
    /// A price that Stripe knows.
    Known(String),
    /// One said here.
    Inline {
        /// Which product of Stripe's: the item's own, or one of [`Stripe::create_product`].
        product: String,
        /// How much.
        price: Cash,
        /// How often.
        every: Interval,
    },
}

/// What becomes of the rest of a period when the price changes within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Proration {
    /// The difference is paid with the next invoice.
    NextInvoice,
    /// The difference is paid now.
    InvoiceNow,
    /// Nothing.
    None,
}

impl Proration {
    const fn as_str(self) -> &'static str {
        match self {
            Self::NextInvoice => "create_prorations",
            Self::InvoiceNow => "always_invoice",
            Self::None => "none",
        }
    }
}

impl Stripe {
    /// A subscription as it is now.
    pub async fn subscription(&self, id: &str) -> Result<Subscription> {
        self.get(&format!("/subscriptions/{}", named(id)?), Form::default()).await
    }

    /// Ends a subscription with the period that is running.
    pub async fn end_with_period(&self, key: &str, id: &str) -> Result<Subscription> {
        let mut form = Form::default();
        form.put("cancel_at_period_end", true);
        self.post(&format!("/subscriptions/{}", named(id)?), Some(key), form).await
    }

    /// Takes back that a subscription is to end, in the way in which it was told: Stripe takes one of the two at a time.
    pub async fn keep(&self, key: &str, subscription: &Subscription) -> Result<Subscription> {
        let mut form = Form::default();
        if subscription.cancel_at_period_end || subscription.cancel_at.is_none() {
            form.put("cancel_at_period_end", false);
        } else {
            form.put("cancel_at", "");
        }
        self.post(&format!("/subscriptions/{}", named(&subscription.id)?), Some(key), form).await
    }

    /// Changes what an item of a subscription costs.
    pub async fn change_price(
        &self,
        key: &str,
        subscription: &str,
        item: &SubscriptionItem,
        price: &NewPrice,
        proration: Proration,
    ) -> Result<Subscription> {
        let mut form = Form::default();
        form.put("items[0][id]", &item.id);
        match price {
            NewPrice::Known(id) => form.put("items[0][price]", id),
            NewPrice::Inline { product, price, every } => {
                let (amount, currency) = money(*price)?;
                form.put("items[0][price_data][currency]", currency)
                    .put("items[0][price_data][unit_amount]", amount)
                    .put("items[0][price_data][product]", product)
                    .put("items[0][price_data][recurring][interval]", every.as_str())
            }
        };
        form.put("proration_behavior", proration.as_str());
        self.post(&format!("/subscriptions/{}", named(subscription)?), Some(key), form).await
    }

    /// Ends a subscription now. One that has ended is missing to this call.
    pub async fn cancel_subscription(&self, id: &str) -> Result<Subscription> {
        self.delete(&format!("/subscriptions/{}", named(id)?)).await
    }

    /// An invoice as it is now, with its payments.
    pub async fn invoice(&self, id: &str) -> Result<Invoice> {
        let mut query = Form::default();
        query.put("expand[]", "payments");
        self.get(&format!("/invoices/{}", named(id)?), query).await
    }

    /// A customer's invoices, the newest first, from behind one of them on. Without their payments.
    pub async fn invoices(&self, customer: &str, after: Option<&str>) -> Result<List<Invoice>> {
        let mut query = Form::default();
        query.put("customer", named(customer)?).put("limit", INVOICES_AT_ONCE).put_some("starting_after", after);
        self.get("/invoices", query).await
    }

    /// Something to be sold, for [`NewPrice::Inline`].
    pub async fn create_product(&self, key: &str, name: &str) -> Result<Product> {
        let mut form = Form::default();
        form.put("name", name);
        self.post("/products", Some(key), form).await
    }
}
