//! The closed sets of words in Stripe's objects.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

/// A closed set of words; one that came later is `Other`.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$note:meta])* $word:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$note])* $word,)*
            /// A word that we do not know.
            Other,
        }

        impl $name {
            /// Stripe's word for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$word => $text,)*
                    Self::Other => "other",
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // Null is a word too, for what Stripe has none for; a field that is not there is not.
                match Value::deserialize(deserializer)? {
                    Value::String(word) => Ok(match word.as_str() {
                        $($text => Self::$word,)*
                        _ => Self::Other,
                    }),
                    Value::Null => Ok(Self::Other),
                    _ => Err(de::Error::custom("no word")),
                }
            }
        }
    )*};
}

words! {
    /// How far a checkout session is.
    SessionStatus {
        /// It can be paid.
        Open = "open",
        /// The person is done with it; whether it is paid says [`PaymentStatus`].
        Complete = "complete",
        /// Too late.
        Expired = "expired",
    }
    /// Whether a checkout session is paid.
    PaymentStatus {
        /// The money is there.
        Paid = "paid",
        /// It is not, or not yet.
        Unpaid = "unpaid",
        /// There is nothing to pay now: a trial, a discount of everything.
        NoPaymentRequired = "no_payment_required",
    }
    /// What a checkout session is for.
    SessionMode {
        /// One payment.
        Payment = "payment",
        /// A subscription.
        Subscription = "subscription",
        /// A card, to be kept.
        Setup = "setup",
    }
    /// How a subscription stands.
    SubscriptionStatus {
        /// Its first payment is not made yet.
        Incomplete = "incomplete",
        /// … and came too late.
        IncompleteExpired = "incomplete_expired",
        /// Not paid for yet, by agreement.
        Trialing = "trialing",
        /// Paid.
        Active = "active",
        /// A renewal failed, and is tried again.
        PastDue = "past_due",
        /// Over.
        Canceled = "canceled",
        /// A renewal failed, and is not tried again.
        Unpaid = "unpaid",
        /// A trial ended without a card.
        Paused = "paused",
    }
    /// How an invoice stands.
    InvoiceStatus {
        /// Not yet final.
        Draft = "draft",
        /// To be paid.
        Open = "open",
        /// Paid.
        Paid = "paid",
        /// Given up.
        Uncollectible = "uncollectible",
        /// Taken back.
        Void = "void",
    }
    /// How a payment stands.
    IntentStatus {
        /// It has no card, or its card was refused.
        RequiresPaymentMethod = "requires_payment_method",
        /// It is to be confirmed.
        RequiresConfirmation = "requires_confirmation",
        /// The person has to prove to the bank who they are.
        RequiresAction = "requires_action",
        /// On its way.
        Processing = "processing",
        /// The money is set aside only.
        RequiresCapture = "requires_capture",
        /// Given up.
        Canceled = "canceled",
        /// The money is there.
        Succeeded = "succeeded",
    }
    /// How keeping a card stands.
    SetupStatus {
        /// There is no card yet, or it was refused.
        RequiresPaymentMethod = "requires_payment_method",
        /// It is to be confirmed.
        RequiresConfirmation = "requires_confirmation",
        /// The person has to prove to the bank who they are.
        RequiresAction = "requires_action",
        /// On its way.
        Processing = "processing",
        /// Given up.
        Canceled = "canceled",
        /// The card is kept.
        Succeeded = "succeeded",
    }
    /// How a refund stands.
    RefundStatus {
        /// On its way.
        Pending = "pending",
        /// The person has to do something.
        RequiresAction = "requires_action",
        /// Done.
        Succeeded = "succeeded",
        /// The money came back to us.
        Failed = "failed",
        /// Taken back.
        Canceled = "canceled",
    }
    /// How a dispute stands.
    DisputeStatus {
        /// A question of the bank, without money.
        WarningNeedsResponse = "warning_needs_response",
        /// … being looked at.
        WarningUnderReview = "warning_under_review",
        /// … that came to nothing.
        WarningClosed = "warning_closed",
        /// The money is gone until we answer.
        NeedsResponse = "needs_response",
        /// The bank looks at our answer.
        UnderReview = "under_review",
        /// The money is ours.
        Won = "won",
        /// The money is the payer's.
        Lost = "lost",
    }
    /// How often a subscription is paid.
    Interval {
        /// Every day.
        Day = "day",
        /// Every week.
        Week = "week",
        /// Every month.
        Month = "month",
        /// Every year.
        Year = "year",
    }
}
