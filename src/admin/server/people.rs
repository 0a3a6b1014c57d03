//! People with their wallets and their use.

use crate::{
    account::{self, model::Person},
    admin::model::UserRow,
    billing,
    kernel::{AppError, Coins, Page, PageQuery, id::UserId},
    run,
    server::{Cx, Result, access::Staff, db::Conn},
};

/// Characters of a search; nobody's name or address is longer.
const SEARCH_MAX: usize = 254;

/// The accounts, the newest first; `search` finds by a part of the address or the name. Refuses: `malformed_request`.
pub async fn list_users(cx: &Cx, _who: &Staff, search: String, query: PageQuery) -> Result<Page<UserRow>> {
    let before: Option<UserId> =
        query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest)).transpose()?;
    let search: String = search.trim().chars().take(SEARCH_MAX).collect();
    let limit = query.limit();
    let mut conn = cx.db.read().await?;
    let people = account::server::list_people(&mut conn, &search, before, limit + 1).await?;
    let page = Page::of(people, limit, |person| person.id.to_string());
    Ok(Page { items: with_totals(&mut conn, page.items).await?, next_cursor: page.next_cursor })
}

/// Adds what the other features know of these people, a query each.
async fn with_totals(conn: &mut Conn, people: Vec<Person>) -> Result<Vec<UserRow>> {
    // The newest come first.
    let (Some(last), Some(first)) = (people.first().map(|one| one.id), people.last().map(|one| one.id)) else {
        return Ok(Vec::new());
    };
    let wallets = billing::server::wallets_of(conn, first, last).await?;
    let totals = run::server::totals_of(conn, first, last).await?;
    let seen = account::server::last_seen(conn, first, last).await?;
    let row = |person: Person| {
        let (available, held) = wallets.get(&person.id).copied().unwrap_or((Coins::ZERO, Coins::ZERO));
        let (runs, paid) = totals.get(&person.id).copied().unwrap_or((0, Coins::ZERO));
        UserRow { available, held, runs, paid, seen_at: seen.get(&person.id).copied(), person }
    };
    Ok(people.into_iter().map(row).collect())
}
