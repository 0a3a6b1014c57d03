//! Zarinpal's codes, in classes.

use crate::payment::failure::Failure;

/// What Zarinpal said no to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// −9: something of the request is not as it must be.
    Invalid,
    /// −13: the terminal's limit is reached.
    Limit,
    /// −50: another amount was paid.
    AmountDiffers,
    /// −51: it was not paid.
    NotPaid,
    /// −53: it is another merchant's.
    OtherMerchant,
    /// −54, −55: there is no such payment.
    NoSuchPayment,
    /// −60: the bank does not give it back.
    BankKeeps,
    /// −61: it is not verified, or was given back already.
    NotReversible,
    /// −63: more than 30 minutes have passed.
    TooLate,
}

impl Refusal {
    /// Its number at Zarinpal.
    pub const fn code(self) -> i64 {
        match self {
            Self::Invalid => -9,
            Self::Limit => -13,
            Self::AmountDiffers => -50,
            Self::NotPaid => -51,
            Self::OtherMerchant => -53,
            Self::NoSuchPayment => -54,
            Self::BankKeeps => -60,
            Self::NotReversible => -61,
            Self::TooLate => -63,
        }
    }
}

/// What a code means. A number that is not listed means nothing that could be acted on: like −52 ("unexpected"), it leaves
/// open whether something was done.
pub(super) fn failure(code: i64, detail: String) -> Failure<Refusal> {
    let refused = |refusal, detail| Failure::Refused { refusal, detail };
    match code {
        -9 => refused(Refusal::Invalid, detail),
        -12 => Failure::RateLimited { retry_after: None, detail },
        -13 => refused(Refusal::Limit, detail),
        // The merchant, the terminal, the registered domain, the level of the account, shares that we do not send, and
        // the address that may reverse.
        -10 | -11 | -19..=-14 | -41..=-30 | -62 => Failure::Misconfigured { detail },
        -50 => refused(Refusal::AmountDiffers, detail),
        -51 => refused(Refusal::NotPaid, detail),
        -53 => refused(Refusal::OtherMerchant, detail),
        -54 | -55 => refused(Refusal::NoSuchPayment, detail),
        -60 => refused(Refusal::BankKeeps, detail),
        -61 => refused(Refusal::NotReversible, detail),
        -63 => refused(Refusal::TooLate, detail),
        _ => Failure::Unknown { detail },
    }
}
