//! Connections as staff sees them. Neither a key nor a password ever leaves this folder.

use super::{
    health,
    reach::{self, Reach},
    store::{self, BalanceRow, FaultRow},
};
use crate::{
    account, catalog,
    connection::{
        input::POSITION_MAX,
        model::{Connection, ConnectionDetail, ConnectionState, Fault, OpenCircuit, Origin, ProviderBalance, Wire},
    },
    kernel::AppError,
    provider::FailureClass,
    run,
    server::{Cx, Result, access::Staff, db::Conn},
};
use rust_decimal::Decimal;

/// Attempts are counted over a day.
const WINDOW_S: i64 = 24 * 3_600;

/// Every provider that AI Mall knows, the operator's own, and the sandbox, in the operator's order.
pub async fn list_connections(cx: &Cx, _who: &Staff) -> Result<Vec<Connection>> {
    let mut conn = cx.db.read().await?;
    let known = Known::read(&mut conn).await?;
    let rows = store::list(&mut conn).await?;
    let mut connections = Vec::new();
    for reach in reach::all(&cx.settings, rows)? {
        connections.push(shown(cx, &mut conn, reach, &known).await?);
    }
    Ok(connections)
}

/// One of them. Refuses: `not_found`.
pub(super) async fn get_connection(cx: &Cx, _who: &Staff, id: &str) -> Result<Connection> {
    let mut conn = cx.db.read().await?;
    let known = Known::read(&mut conn).await?;
    let rows = store::list(&mut conn).await?;
    let reach = reach::all(&cx.settings, rows)?.into_iter().find(|reach| reach.id == id).ok_or(AppError::NotFound)?;
    shown(cx, &mut conn, reach, &known).await
}

/// One of them with its health. Refuses: `not_found`.
pub async fn get_detail(cx: &Cx, who: &Staff, id: String) -> Result<ConnectionDetail> {
    let connection = get_connection(cx, who, &id).await?;
    let (mut conn, now) = (cx.db.read().await?, cx.clock.now());
    let circuit = |(model, open): (Option<String>, crate::provider::Open)| OpenCircuit {
        model,
        class: open.class.as_str().to_owned(),
        until: open.until,
    };
    Ok(ConnectionDetail {
        connection,
        hours: health::hours(&mut conn, &id, now).await?,
        days: health::days(&mut conn, &id, now).await?,
        circuits: cx.circuits.open(&id, now).into_iter().map(circuit).collect(),
    })
}

/// A connection that staff should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which.
    pub id: String,
    /// What is in the way.
    pub state: ConnectionState,
    /// Why it can be asked all the same, or when it can.
    pub fault: Option<Fault>,
}

/// Where a stored secret can't be opened, a key was refused or an account is used up.
pub async fn find_faults(cx: &Cx) -> Result<Vec<Finding>> {
    let mut conn = cx.db.read().await?;
    let (rows, faults) = (store::list(&mut conn).await?, store::list_faults(&mut conn).await?);
    let finding = |reach: Reach| {
        let (state, fault) = state(cx, &reach, &faults);
        use ConnectionState as S;
        let is_bad = matches!(state, S::Unreadable | S::Refused | S::UsedUp | S::Broken);
        is_bad.then(|| Finding { id: reach.id, state, fault })
    };
    Ok(reach::all(&cx.settings, rows)?.into_iter().filter_map(finding).collect())
}

/// What is known of all of them.
struct Known {
    faults: Vec<FaultRow>,
    balances: Vec<BalanceRow>,
}

impl Known {
    async fn read(conn: &mut Conn) -> Result<Self> {
        Ok(Self { faults: store::list_faults(conn).await?, balances: store::list_balances(conn).await? })
    }
}

async fn shown(cx: &Cx, conn: &mut Conn, reach: Reach, known: &Known) -> Result<Connection> {
    let since = cx.clock.now().plus_s(-WINDOW_S);
    let (attempts, failed) = run::server::provider_totals(conn, &reach.id, since).await?;
    let (state, fault) = state(cx, &reach, &known.faults);
    let by = reach.row.as_ref().and_then(|row| row.updated_by);
    let updated_by = match by {
        Some(by) => Some(account::server::get_person(conn, by).await?.email),
        None => None,
    };
    let balance = known.balances.iter().find(|row| row.provider == reach.id).map(balance);
    let low = reach.row.as_ref().and_then(|row| row.low_balance_usd.clone());
    let is_stored = reach.key.from == Origin::Stored || reach.key.from == Origin::Unreadable;
    let row = reach.row.as_ref();
    let on = cx.providers.get(&reach.id);
    let models = if on.is_some() { catalog::server::count_models(conn, &reach.id).await? } else { 0 };
    Ok(Connection {
        name: row.and_then(|row| row.name.clone()),
        kind: reach.wire,
        dialect: reach.accent,
        is_known: reach.is_known,
        state,
        enabled: reach.enabled,
        base_url: (reach.wire != Wire::Sandbox).then(|| address(&reach.base_url)),
        base_url_from: reach.base_url_from,
        key_from: reach.key.from,
        key_last4: row.filter(|_| is_stored).and_then(|row| row.key_last4.clone()),
        key_set_at: row.filter(|_| is_stored).and_then(|row| row.key_set_at),
        proxy_from: reach.proxy.from,
        proxy_host: reach.proxy.value.as_ref().map(|proxy| host(proxy.expose())),
        position: reach.position.clamp(0, POSITION_MAX),
        interrupted: reach.interrupted,
        is_low: is_low(low.as_deref(), balance.as_ref()),
        low_balance_usd: low,
        fault,
        has_balance: on.is_some_and(|on| on.can.account.is_some()),
        balance,
        models,
        attempts,
        failed,
        updated_at: row.map(|row| row.updated_at),
        updated_by,
        id: reach.id.clone(),
    })
}

/// What is in the way of a provider, with the fault behind it.
fn state(cx: &Cx, reach: &Reach, faults: &[FaultRow]) -> (ConnectionState, Option<Fault>) {
    let state = reach.state();
    if !reach.is_ready() {
        return (state, None);
    }
    let now = cx.clock.now();
    let is_open = |fault: &&FaultRow| fault.until.is_none_or(|until| until > now);
    if let Some(fault) = reach.fault(faults, FailureClass::Credential.as_str()) {
        return (ConnectionState::Refused, Some(told(fault)));
    }
    if let Some(fault) = reach.fault(faults, FailureClass::Quota.as_str()).filter(is_open) {
        return (ConnectionState::UsedUp, Some(told(fault)));
    }
    if cx.providers.get(&reach.id).is_none() { (ConnectionState::Broken, None) } else { (state, None) }
}

fn told(fault: &FaultRow) -> Fault {
    let FaultRow { class, detail, created_at, until, .. } = fault.clone();
    Fault { class, detail, created_at, until }
}

fn balance(row: &BalanceRow) -> ProviderBalance {
    let BalanceRow { asked_at, remaining_usd, used_usd, limit_usd, failure, detail, ok_at, .. } = row.clone();
    ProviderBalance { remaining_usd, used_usd, limit_usd, asked_at, ok_at, failure, detail }
}

fn is_low(wanted: Option<&str>, balance: Option<&ProviderBalance>) -> bool {
    let amount = |text: &str| text.parse::<Decimal>().ok();
    let left = balance.and_then(|balance| amount(balance.remaining_usd.as_deref()?));
    wanted.and_then(amount).zip(left).is_some_and(|(wanted, left)| left < wanted)
}

/// The host and port of an address.
fn host(url: &str) -> String {
    let shown = address(url);
    let rest = shown.split_once("://").map_or(shown.as_str(), |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_owned()
}

/// An address to show: without user, password and query, where some put their key.
fn address(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
    let host = host.rsplit('@').next().unwrap_or_default();
    path.map_or_else(|| format!("{scheme}://{host}"), |path| format!("{scheme}://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::{address, host};

    #[test]
    fn an_address_shows_no_secret() {
        for (url, shown) in [
            ("https://api.openai.com/v1", "https://api.openai.com/v1"),
            ("http://root:hunter2@10.0.0.1:8080/v1?key=s3cret", "http://10.0.0.1:8080/v1"),
            ("http://10.0.0.1#s3cret", "http://10.0.0.1"),
            ("http://host/a@b", "http://host/a@b"),
        ] {
            assert_eq!(address(url), shown);
        }
        assert_eq!(host("http://root:hunter2@10.0.0.1:8080/x"), "10.0.0.1:8080");
    }
}
