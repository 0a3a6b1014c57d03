//! Versions of prices: a row is closed and another one opened, and only where they differ.

use super::{
    rate::Rate,
    store::{self, PriceRow, Said},
};
use crate::{
    catalog::entry::NewPrice,
    kernel::{AppError, FieldProblem},
    server::{Cx, Result, db::Conn},
};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Prices a model may have.
const RATES_MAX: usize = 100;
/// US dollars for one thing that are believed; more is a slip of the hand.
const USD_MAX: i64 = 1_000_000;
/// Units a price may be for.
const PER_MAX: i64 = 1_000_000_000;

/// The rates of rows, those of one component together and in their order.
pub(super) fn rates(rows: &[PriceRow]) -> Result<Vec<Rate>> {
    let mut rates: Vec<(i64, Rate)> = rows.iter().map(|row| Ok((row.position, row.rate()?))).collect::<Result<_>>()?;
    rates.sort_by_key(|(position, rate)| (rate.component, *position));
    Ok(rates.into_iter().map(|(_, rate)| rate).collect())
}

/// Puts these rates in the place of the open rows; whether anything changed.
pub(super) async fn replace(
    cx: &Cx,
    conn: &mut Conn,
    model: &str,
    open: &[PriceRow],
    rates: &[Rate],
    said: Said,
) -> Result<bool> {
    let mut wanted = placed(rates);
    let mut changed = false;
    for row in open {
        let (place, rate) = (row.position, row.rate()?);
        let same = wanted.iter().position(|(at, wanted)| *at == place && *wanted == rate);
        match same {
            Some(at) => drop(wanted.swap_remove(at)),
            None => {
                store::close_price(conn, row.id, said.at).await?;
                changed = true;
            }
        }
    }
    for (position, rate) in &wanted {
        store::insert_price(conn, cx.id(), model, *position, rate, said).await?;
        changed = true;
    }
    Ok(changed)
}

/// Each rate with its place among those of its component, the first ones first.
fn placed(rates: &[Rate]) -> Vec<(i64, Rate)> {
    let mut places = HashMap::new();
    rates
        .iter()
        .map(|rate| {
            let place = places.entry(rate.component).or_insert(0);
            let at = *place;
            *place += 1;
            (at, Rate { usd: rate.usd.normalize(), ..rate.clone() })
        })
        .collect()
}

/// Reads what staff or the seed says. Refuses: `invalid` (`prices`).
pub(super) fn parse(prices: &[NewPrice]) -> Result<Vec<Rate>> {
    if prices.len() > RATES_MAX {
        return Err(AppError::field("prices", FieldProblem::OutOfRange { min: 0, max: 100 }).into());
    }
    prices.iter().map(parse_one).collect()
}

fn parse_one(price: &NewPrice) -> Result<Rate> {
    let refuse = |problem| AppError::field("prices", problem);
    let usd = decimal(&price.usd).ok_or(refuse(FieldProblem::Number))?;
    if usd > Decimal::from(USD_MAX) {
        return Err(refuse(FieldProblem::OutOfRange { min: 0, max: USD_MAX }).into());
    }
    let per = price.per.unwrap_or_else(|| price.component.per());
    if !(1..=PER_MAX).contains(&per) {
        return Err(refuse(FieldProblem::OutOfRange { min: 1, max: PER_MAX }).into());
    }
    let when = price.when;
    let is_time = |hhmm: i64| (0..24).contains(&(hhmm / 100)) && (0..60).contains(&(hhmm % 100)) && hhmm >= 0;
    let window = match (when.utc_from, when.utc_to) {
        (None, None) => true,
        (Some(from), Some(to)) => is_time(from) && is_time(to),
        _ => false,
    };
    if !window {
        return Err(refuse(FieldProblem::OutOfRange { min: 0, max: 2359 }).into());
    }
    if when.prompt_tokens_over.is_some_and(|over| over < 0) {
        return Err(refuse(FieldProblem::OutOfRange { min: 0, max: i64::MAX }).into());
    }
    Ok(Rate { component: price.component, usd, per: u64::try_from(per)?, when })
}

/// A decimal of at least zero that people wrote, with any digits.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let ascii = crate::kernel::digits::ascii(text.trim()).replace('\u{66b}', ".");
    let plain = !ascii.is_empty() && ascii.len() <= 30 && ascii.chars().all(|c| c.is_ascii_digit() || c == '.');
    if plain { ascii.parse().ok() } else { None }
}
