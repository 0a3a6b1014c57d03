//! The house's cards, and a place on one of them for a payment: an amount that no other open payment to it has.

pub(super) mod store;

use crate::{
    kernel::{AppError, FieldProblem, digits, id::CardId},
    order::staff::{NewPayCard, PayCard},
    server::{Cx, Result, access::Staff, db::Conn},
};
use futures::FutureExt;

/// The most rial that are taken off to make an amount the only one.
const ODD_MAX: i64 = 999;
/// Amounts that are tried on a card.
const TRIES: usize = 40;
/// Rial below which nothing is taken off.
const LEAST: i64 = 10_000;
const CARDS_MAX: u32 = 50;
const NAME_CHARS_MAX: usize = 80;
const DAY_S: i64 = 86_400;

/// A place for a payment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) card: CardId,
    pub(super) amount: i64,
}

/// The card that was used longest ago and may take more today, with an amount of its own. Refuses: `unavailable` (every
/// card is full).
pub(super) async fn take_spot(cx: &Cx, conn: &mut Conn, due: i64) -> Result<Spot> {
    let now = cx.clock.now();
    for card in store::list_usable_cards(conn, now.plus_s(-DAY_S), due).await? {
        for _ in 0..TRIES {
            let bytes = cx.random.bytes();
            let odd = i64::from(u16::from_be_bytes([bytes[0], bytes[1]])) % ODD_MAX + 1;
            let amount = if due < LEAST { due } else { due - odd };
            if !store::is_amount_open(conn, card, amount).await? {
                store::use_card(conn, card, now).await?;
                return Ok(Spot { card, amount });
            }
        }
    }
    Err(AppError::Unavailable.into())
}

/// All cards.
pub async fn list_cards(cx: &Cx, _who: &Staff) -> Result<Vec<PayCard>> {
    store::list_cards(&mut cx.db.read().await?).await
}

/// Keeps a new card. Refuses: `invalid`, `too_many`.
pub async fn create_card(cx: &Cx, who: &Staff, input: NewPayCard) -> Result<PayCard> {
    let (card, now) = (checked(CardId(cx.id()), input)?, cx.clock.now());
    cx.db
        .write(who.member().user().0, move |conn| {
            async move {
                if store::list_cards(conn).await?.len() >= usize::try_from(CARDS_MAX)? {
                    return Err(AppError::TooMany { max: CARDS_MAX }.into());
                }
                store::insert_card(conn, &card, now).await.map_err(twice)?;
                Ok(card)
            }
            .boxed()
        })
        .await
}

/// Changes a card; payments under way keep the one they were told. Refuses: `invalid`, `not_found`.
pub async fn change_card(cx: &Cx, who: &Staff, id: CardId, input: NewPayCard) -> Result<PayCard> {
    let card = checked(id, input)?;
    cx.db
        .write(who.member().user().0, move |conn| {
            async move {
                if !store::update_card(conn, &card).await.map_err(twice)? {
                    return Err(AppError::NotFound.into());
                }
                Ok(card)
            }
            .boxed()
        })
        .await
}

fn twice(fault: crate::server::Fault) -> crate::server::Fault {
    if fault.violates("cards_number", "cards.number") {
        return AppError::field("number", FieldProblem::Taken).into();
    }
    fault
}

fn checked(id: CardId, input: NewPayCard) -> Result<PayCard> {
    let number: String = digits::ascii(&input.number).chars().filter(char::is_ascii_digit).collect();
    if number.len() != 16 || !is_card_number(&number) {
        return Err(AppError::field("number", FieldProblem::CardNumber).into());
    }
    let text = |field: &'static str, text: &str| {
        let text = text.trim().to_owned();
        match text.chars().count() {
            0 => Err(AppError::field(field, FieldProblem::Required)),
            1..=NAME_CHARS_MAX => Ok(text),
            _ => Err(AppError::field(field, FieldProblem::TooLong { max: 80 })),
        }
    };
    if input.daily_minor_max.is_some_and(|max| max <= 0) {
        return Err(AppError::field("daily_minor_max", FieldProblem::OutOfRange { min: 1, max: i64::MAX }).into());
    }
    Ok(PayCard {
        id,
        number,
        holder: text("holder", &input.holder)?,
        bank: text("bank", &input.bank)?,
        daily_minor_max: input.daily_minor_max,
        enabled: input.enabled,
    })
}

/// The check digit of card numbers (ISO/IEC 7812).
fn is_card_number(number: &str) -> bool {
    let digits = number.bytes().rev().map(|byte| u32::from(byte - b'0')).enumerate();
    let sum: u32 = digits
        .map(|(at, digit)| match at % 2 {
            0 => digit,
            _ if digit > 4 => digit * 2 - 9,
            _ => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::is_card_number;

    #[test]
    fn a_slip_in_a_card_number_is_noticed() {
        assert!(is_card_number("6037991234567893"));
        assert!(!is_card_number("6037991234567894"));
        assert!(!is_card_number("6037991234567983"));
    }
}
