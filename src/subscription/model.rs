//! What a subscription looks like from outside.

use crate::{
    kernel::{
        Coins, Instant, PageQuery,
        id::{OfferId, SubscriptionId, UserId},
        word::words,
    },
    offer::model::Offer,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The most characters of a reason.
pub const REASON_MAX: u32 = 300;

words! {
    /// How a subscription stands.
    SubscriptionState {
        /// Paid for, or tried.
        Active = "active",
        /// The renewal was not paid; it is tried again while the grace lasts.
        PastDue = "past_due",
        /// Over.
        Ended = "ended",
    }
}

words! {
    /// How a subscription is paid.
    PayWay {
        /// Ahead, at an Iranian bank page; renewed by hand.
        Zarinpal = "zarinpal",
        /// Ahead, from card to card; renewed by hand.
        Card = "card",
        /// At Stripe, which renews by itself.
        Stripe = "stripe",
    }
}

impl PayWay {
    /// Whether it renews by itself.
    pub const fn renews(self) -> bool {
        matches!(self, Self::Stripe)
    }
}

/// The plan a person has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subscription {
    /// The subscription.
    pub id: SubscriptionId,
    /// How it stands.
    pub state: SubscriptionState,
    /// How it is paid.
    pub gateway: PayWay,
    /// The plan, as it was bought.
    pub plan: Offer,
    /// Whether it is being tried.
    pub is_trial: bool,
    /// When the running period began.
    pub period_start: Instant,
    /// When it ends.
    pub period_end: Instant,
    /// Until when everything is paid, what was renewed ahead included.
    pub paid_until: Instant,
    /// Whether it is renewed by itself when the period ends.
    pub renews: bool,
    /// Whether its person wants it to end with the period.
    pub cancel_at_end: bool,
    /// What comes after this, where that is another plan.
    #[schema(required)]
    pub next: Option<Offer>,
    /// When that begins.
    #[schema(required)]
    pub next_at: Option<Instant>,
    /// Until when a renewal that was not paid can still be paid.
    #[schema(required)]
    pub grace_until: Option<Instant>,
    /// The coins of this month.
    pub coins: Coins,
    /// What is left of them.
    pub coins_left: Coins,
    /// When what is left of them is gone.
    #[schema(required)]
    pub coins_until: Option<Instant>,
    /// When the next coins come that are paid already.
    #[schema(required)]
    pub next_coins_at: Option<Instant>,
    /// Whether it is looked after on a page of the gateway's.
    pub has_portal: bool,
}

/// Whether a person has a plan, and which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Standing {
    /// The plan; none for somebody without one.
    #[schema(required)]
    pub subscription: Option<Subscription>,
    /// Whether a plan can be tried: everybody may once.
    pub may_try: bool,
}

/// Another plan that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanChange {
    /// Which one.
    pub offer_id: OfferId,
}

/// What came of wanting another plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    /// How it stands now.
    #[serde(flatten)]
    pub standing: Standing,
    /// Where the other plan is paid; none where the gateway sees to it.
    #[schema(required)]
    pub checkout_url: Option<String>,
}

/// A page of the gateway's, which works for minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Portal {
    /// Its address.
    pub url: String,
}

/// Which subscriptions are looked for; empty words look for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct SubscriptionQuery {
    /// A state's code.
    pub state: String,
    /// How it is paid: a code.
    pub gateway: String,
    /// A plan's code.
    pub plan: String,
    /// The person's e-mail address.
    pub person: String,
    /// Subscriptions at once, at most 100.
    pub limit: Option<u32>,
    /// Where the page begins.
    pub cursor: Option<String>,
}

impl SubscriptionQuery {
    /// The page alone.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }
}

/// A subscription as staff sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StaffSubscription {
    /// The subscription.
    pub id: SubscriptionId,
    /// Whose.
    pub user_id: UserId,
    /// The person's address.
    pub email: String,
    /// How it stands.
    pub state: SubscriptionState,
    /// How it is paid.
    pub gateway: PayWay,
    /// The plan's code.
    pub plan_code: String,
    /// The plan's name in Persian.
    pub name_fa: String,
    /// The plan's name in English.
    pub name_en: String,
    /// Which revision of it.
    pub revision: i64,
    /// When the running period began.
    pub period_start: Instant,
    /// When it ends.
    pub period_end: Instant,
    /// Whether its person wants it to end with the period.
    pub cancel_at_end: bool,
    /// Until when a renewal that was not paid can still be paid.
    #[schema(required)]
    pub grace_until: Option<Instant>,
    /// The gateway's name for it.
    #[schema(required)]
    pub stripe_id: Option<String>,
    /// When it began.
    pub created_at: Instant,
    /// When it ended.
    #[schema(required)]
    pub ended_at: Option<Instant>,
    /// Why it ended: `over`, `unpaid`, `at the gateway`, `twice`, or in staff's words.
    #[schema(required)]
    pub ended_reason: Option<String>,
    /// Who of the staff ended it.
    #[schema(required)]
    pub ended_by: Option<String>,
}

/// Why staff ends a subscription.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ending {
    /// In words.
    #[schema(min_length = 1, max_length = 300)]
    pub reason: String,
}

/// Whether one plan is more than another: a change to it begins at once, one to less with the next period. What a whole
/// period costs decides, in a currency that both have a price in; else how many coins come with it.
pub fn is_more(wanted: &Offer, than: &Offer) -> bool {
    let (wanted, than) = (&wanted.content, &than.content);
    for price in &wanted.prices {
        if let Some(other) = than.price(price.currency) {
            return (price.amount_minor, wanted.coins) > (other.amount_minor, than.coins);
        }
    }
    wanted.coins > than.coins
}
