//! Typed ids: UUIDv7 strings outside, sixteen bytes inside, never mixed up.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A person's account.
    UserId,
    /// A signed-in device.
    SessionId,
    /// An API key.
    KeyId,
    /// A paid piece of work.
    RunId,
    /// One request to one provider for a run.
    AttemptId,
    /// Coins set aside for a run.
    HoldId,
    /// A ledger transaction.
    TransactionId,
    /// A package of coins or a plan that is sold.
    OfferId,
    /// A discount code.
    DiscountId,
    /// Redeem codes made together.
    BatchId,
    /// Something a person is buying.
    OrderId,
    /// A plan that somebody has.
    SubscriptionId,
    /// A card that people pay to.
    CardId,
    /// The proof of a card-to-card payment.
    ReceiptId,
    /// An invoice or a credit note.
    InvoiceId,
    /// What somebody earned by bringing a buyer.
    CommissionId,
    /// What somebody was told.
    NoticeId,
    /// A conversation.
    ConversationId,
    /// A message in a conversation.
    MessageId,
    /// A file.
    AssetId,
    /// A folder of files.
    FolderId,
    /// A text that was written for somebody.
    TextId,
    /// Texts that were ordered together.
    TextOrderId,
    /// A form that somebody keeps for texts.
    TextTemplateId,
    /// Sound that is written down.
    RecordingId,
    /// A text that is spoken.
    SpeechId,
}
