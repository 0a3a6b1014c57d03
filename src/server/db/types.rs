//! How the kernel's words stand in columns: ids as UUID, coins and instants as BIGINT. Once, for both engines.

use crate::kernel::{Coins, Instant, id};
use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};
use uuid::Uuid;

macro_rules! stored_as {
    ($($word:ty => $column:ty, |$from:ident| $make:expr, |$to:ident| $take:expr;)*) => {$(
        impl<DB: Database> Type<DB> for $word
        where
            $column: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <$column as Type<DB>>::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                <$column as Type<DB>>::compatible(ty)
            }
        }

        impl<'q, DB: Database> Encode<'q, DB> for $word
        where
            $column: Encode<'q, DB>,
        {
            fn encode_by_ref(&self, buffer: &mut <DB as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                let $to = self;
                <$column as Encode<'q, DB>>::encode($take, buffer)
            }
        }

        impl<'r, DB: Database> Decode<'r, DB> for $word
        where
            $column: Decode<'r, DB>,
        {
            fn decode(value: <DB as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
                let $from = <$column as Decode<'r, DB>>::decode(value)?;
                Ok($make)
            }
        }
    )*};
}

stored_as! {
    id::UserId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::SessionId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::KeyId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::RunId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::AttemptId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::HoldId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::TransactionId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::OfferId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::DiscountId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::BatchId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::NoticeId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::OrderId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::SubscriptionId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::CardId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::ReceiptId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::InvoiceId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::CommissionId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::ConversationId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::AssetId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::FolderId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::TextId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::TextOrderId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::TextTemplateId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::RecordingId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::SpeechId => Uuid, |uuid| Self(uuid), |id| id.0;
    id::MessageId => Uuid, |uuid| Self(uuid), |id| id.0;
    Coins => i64, |milli| Self::from_milli(milli), |coins| coins.milli;
    Instant => i64, |micros| Self::from_micros(micros), |instant| instant.micros;
}
