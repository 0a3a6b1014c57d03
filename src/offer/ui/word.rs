//! Offers in words.

use crate::{
    i18n::{Locale, td_string},
    kernel::Currency,
    kit::Tone,
    offer::model::{Content, OfferLine, Period, Terms},
};

/// What kind of offer it is.
pub(super) fn kind(l: Locale, content: &Content) -> &'static str {
    match &content.terms {
        Terms::Package(_) => td_string!(l, offer.kind_package),
        Terms::Plan(plan) => match plan.period {
            Period::Monthly => td_string!(l, offer.kind_monthly),
            Period::Yearly => td_string!(l, offer.kind_yearly),
        },
    }
}

/// Where it stands.
pub(super) fn state(l: Locale, line: &OfferLine) -> (&'static str, Tone) {
    match (line.archived_at, line.offer.content.enabled) {
        (Some(_), _) => (td_string!(l, offer.state_archived), Tone::Neutral),
        (None, true) => (td_string!(l, offer.state_on), Tone::Success),
        (None, false) => (td_string!(l, offer.state_off), Tone::Warning),
    }
}

/// What a currency is called.
pub fn currency_name(l: Locale, currency: Currency) -> &'static str {
    match currency {
        Currency::Irr => td_string!(l, offer.currency_irr),
        Currency::Usd => td_string!(l, offer.currency_usd),
        Currency::Eur => td_string!(l, offer.currency_eur),
    }
}

/// What readers of a language usually pay with.
pub const fn usual_currency(l: Locale) -> Currency {
    match l {
        Locale::fa => Currency::Irr,
        Locale::en => Currency::Usd,
    }
}
