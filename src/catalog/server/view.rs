//! Rows as staff sees them.

use super::{
    facts, margin, offer,
    price::Price,
    pricing, retirement,
    store::{self, ModelRow, PriceRow},
    sync,
};
use crate::{
    account,
    catalog::{
        entry::{Entry, EntryDetail, EntryPrice, EntryState, PLAN_DEFAULT, PriceList},
        model::{Capability, is_priced},
    },
    kernel::{AppError, id::UserId},
    server::{Cx, Result, db::Conn},
};
use std::collections::{HashMap, hash_map::Entry as Slot};

/// Prices of the past that are shown.
const HISTORY_MAX: i64 = 200;

/// The models with their prices now.
pub(super) async fn entries(cx: &Cx, conn: &mut Conn, rows: &[ModelRow]) -> Result<Vec<Entry>> {
    let ids = || rows.iter().map(|row| row.id.as_str());
    let (Some(first), Some(last)) = (ids().min(), ids().max()) else { return Ok(Vec::new()) };
    let prices = store::list_prices_between(conn, first, last).await?;
    let margins = store::list_margins(conn, PLAN_DEFAULT).await?;
    let entry = |row: &ModelRow| {
        let open = prices.get(&row.id).map_or(&[][..], Vec::as_slice);
        entry(cx, row, open, &margins)
    };
    rows.iter().map(entry).collect()
}

/// A model with its past. Refuses: `not_found`.
pub(super) async fn detail(cx: &Cx, conn: &mut Conn, id: &str) -> Result<EntryDetail> {
    let row = store::find_model(conn, id).await?.ok_or(AppError::NotFound)?;
    let open = store::list_prices(conn, id).await?;
    let margins = store::list_margins(conn, PLAN_DEFAULT).await?;
    let past = store::list_history(conn, id, HISTORY_MAX).await?;
    let authors = addresses(conn, past.iter().filter_map(|row| row.author).chain(row.updated_by)).await?;
    let price = price(cx, &row, &open, &margins)?;
    let signed = |row: &PriceRow| {
        let author = row.author.and_then(|author| authors.get(&author).cloned());
        Ok(EntryPrice { author, ..shown(&price, row)? })
    };
    Ok(EntryDetail {
        entry: entry(cx, &row, &open, &margins)?,
        history: past.iter().map(signed).collect::<Result<_>>()?,
        updated_by: row.updated_by.and_then(|by| authors.get(&by).cloned()),
        price_list: price_list(cx, conn, &row.provider).await?,
    })
}

/// Whether the provider's list could set prices.
async fn price_list(cx: &Cx, conn: &mut Conn, provider: &str) -> Result<PriceList> {
    let Some(on) = cx.providers.get(provider) else { return Ok(PriceList::ProviderOff) };
    if on.can.list.is_none() {
        return Ok(PriceList::NoList);
    }
    let last = sync::store::list_syncs(conn).await?.remove(provider);
    Ok(match last.and_then(|last| last.priced) {
        None => PriceList::NotAsked,
        Some(0) => PriceList::Untold,
        Some(_) => PriceList::Told,
    })
}

/// The addresses of some of the staff.
async fn addresses(conn: &mut Conn, users: impl Iterator<Item = UserId>) -> Result<HashMap<UserId, String>> {
    let mut found = HashMap::new();
    for user in users {
        if let Slot::Vacant(slot) = found.entry(user) {
            slot.insert(account::server::get_person(conn, user).await?.email);
        }
    }
    Ok(found)
}

fn price(cx: &Cx, row: &ModelRow, open: &[PriceRow], margins: &HashMap<String, String>) -> Result<Price> {
    let margin = margin::margin(row, margins.get(&row.id), margins.get(""), &cx.settings.pricing)?;
    Ok(Price::new(pricing::rates(open)?, margin, &cx.settings.pricing, cx.clock.now()))
}

fn entry(cx: &Cx, row: &ModelRow, open: &[PriceRow], margins: &HashMap<String, String>) -> Result<Entry> {
    let price = price(cx, row, open, margins)?;
    let mut prices: Vec<EntryPrice> = open.iter().map(|row| shown(&price, row)).collect::<Result<_>>()?;
    prices.sort_by_key(|price| price.component);
    let today = retirement::today(cx.clock.now());
    Ok(Entry {
        state: state(cx, row, &price, retirement::is_retired(row, today)),
        days_left: retirement::days_left(row, today),
        margin_now: price.margin.normalize().to_string(),
        id: row.id.clone(),
        name: row.name.clone(),
        provider: row.provider.clone(),
        provider_model: row.provider_model.clone(),
        capabilities: row.can(),
        input_modalities: facts::words(&row.input_modalities),
        output_modalities: facts::words(&row.output_modalities),
        voices: facts::words(&row.voices),
        sizes: facts::words(&row.sizes),
        context_tokens: row.context_tokens,
        output_tokens_max: row.output_tokens_max,
        enabled: row.enabled,
        retires_on: row.retires_on.clone(),
        end_seen: row.end_seen.is_some() && row.end_seen == row.retires_on,
        successor_id: row.successor_id.clone(),
        margin: row.margin.clone(),
        source: row.source.clone(),
        pinned: facts::words(&row.pinned),
        prices,
        updated_at: row.updated_at,
    })
}

pub(super) fn state(cx: &Cx, row: &ModelRow, price: &Price, is_retired: bool) -> EntryState {
    let known = offer::always_priced(&price.rates);
    let Some(provider) = cx.providers.get(&row.provider) else {
        return if row.enabled { EntryState::ProviderOff } else { EntryState::Off };
    };
    let served: Vec<Capability> = row.can().into_iter().filter(|one| offer::serves(&provider, *one)).collect();
    match (row.enabled, is_retired, served.is_empty(), is_priced(&served, &known)) {
        (false, ..) => EntryState::Off,
        (_, true, ..) => EntryState::Retired,
        (_, _, true, _) => EntryState::ProviderOff,
        (.., false) => EntryState::Unpriced,
        (.., true) => EntryState::Offered,
    }
}

fn shown(price: &Price, row: &PriceRow) -> Result<EntryPrice> {
    let rate = row.rate()?;
    Ok(EntryPrice {
        component: rate.component,
        coins: price.of_rate(&rate),
        usd: rate.usd.to_string(),
        per: i64::try_from(rate.per)?,
        when: rate.when,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        source: row.source.clone(),
        author: None,
    })
}
