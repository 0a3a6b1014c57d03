//! The money of some days, put together from orders, ledger and runs; and what is stuck.

use crate::{
    admin::finance::{
        CoinLine, CoinSum, Concern, ConcernKind, Finance, FinanceQuery, GatewaySum, Liability, MoneyLine, MoneySum,
        Reconciliation,
    },
    billing::server::{self as ledger, CoinDay},
    kernel::{Cash, Coins, Currency, Day, DaySpan},
    order::server::{self as orders, MoneyCell},
    run::{
        record::{EARNING_DAYS_MAX, EarningQuery},
        server as runs,
        usage::DAYS_USUAL,
    },
    server::{Cx, Result, access::Staff},
};

/// What came in and went back, how coins moved, what is owed and what providers cost. Refuses: `invalid`.
pub async fn get_finance(cx: &Cx, who: &Staff, query: FinanceQuery) -> Result<Finance> {
    let span = read(cx, &query)?;
    let mut conn = cx.db.read().await?;
    let cells = orders::money_by_day(&mut conn, span).await?;
    let days = ledger::coins_by_day(&mut conn, span).await?;
    let now = ledger::liabilities(&mut conn).await?;
    drop(conn);
    let earnings = EarningQuery { from: span.first.to_string(), to: span.last.to_string() };
    let earnings = runs::get_earnings(cx, who, earnings).await?;
    let line = |cell: &MoneyCell| MoneyLine { day: cell.day, gateway: cell.gateway, sum: money(cell) };
    Ok(Finance {
        from: span.first,
        to: span.last,
        currencies: by_currency(&cells),
        gateways: by_gateway(&cells),
        money: cells.iter().map(line).collect(),
        coins_total: days.iter().fold(CoinSum::default(), |sum, day| add_coins(sum, coins(day))),
        coins: days.iter().map(coin_line).collect(),
        now: Liability { available: now.available, held: now.held, expiring: now.expiring, owed: now.owed },
        provider_total: earnings.total,
        provider: earnings.days,
        house: earnings.house,
    })
}

/// What needs a human: it is only told, what to do about it stands at the order.
pub async fn list_concerns(cx: &Cx, _who: &Staff) -> Result<Reconciliation> {
    let found = orders::list_concerns(&mut cx.db.read().await?, cx.clock.now()).await?;
    let told = |of: orders::Concern| Concern {
        kind: match of.kind {
            orders::ConcernKind::Problem => ConcernKind::Problem,
            orders::ConcernKind::Refund => ConcernKind::Refund,
            orders::ConcernKind::Delivery => ConcernKind::Delivery,
            orders::ConcernKind::Dispute => ConcernKind::Dispute,
            orders::ConcernKind::Event => ConcernKind::Event,
        },
        order_id: of.order,
        email: of.email,
        gateway: of.gateway,
        amount: of.amount,
        detail: of.detail,
        since: of.since,
    };
    Ok(Reconciliation { items: found.into_iter().map(told).collect() })
}

fn read(cx: &Cx, query: &FinanceQuery) -> Result<DaySpan> {
    let today = Day::of(cx.clock.now());
    if query.from.is_empty() && query.to.is_empty() {
        return Ok(DaySpan::latest(query.days, today, DAYS_USUAL, EARNING_DAYS_MAX));
    }
    Ok(DaySpan::read(&query.from, &query.to, today, DAYS_USUAL, EARNING_DAYS_MAX)?)
}

fn by_currency(cells: &[MoneyCell]) -> Vec<MoneySum> {
    let of = |currency: Currency| {
        let of_currency = cells.iter().filter(|cell| cell.currency == currency).map(money);
        of_currency.reduce(add_money)
    };
    Currency::ALL.into_iter().filter_map(of).collect()
}

fn by_gateway(cells: &[MoneyCell]) -> Vec<GatewaySum> {
    let mut sums: Vec<GatewaySum> = Vec::new();
    for cell in cells {
        let is_it = |sum: &&mut GatewaySum| sum.gateway == cell.gateway && sum.sum.paid.currency == cell.currency;
        match sums.iter_mut().find(is_it) {
            Some(sum) => sum.sum = add_money(sum.sum, money(cell)),
            None => sums.push(GatewaySum { gateway: cell.gateway, sum: money(cell) }),
        }
    }
    sums.sort_by_key(|sum| (sum.sum.paid.currency, sum.gateway.code()));
    sums
}

fn money(cell: &MoneyCell) -> MoneySum {
    let cash = |minor| Cash::new(minor, cell.currency);
    MoneySum {
        orders: cell.orders,
        paid: cash(cell.paid_minor),
        refunded: cash(cell.refunded_minor),
        disputed: cash(cell.disputed_minor),
        net: cash(cell.paid_minor.saturating_sub(cell.refunded_minor).saturating_sub(cell.disputed_minor)),
        fees: cash(cell.fee_minor),
        fees_unknown: cell.fees_unknown,
    }
}

/// Both are of one currency.
fn add_money(one: MoneySum, other: MoneySum) -> MoneySum {
    let add = |one: Cash, other: Cash| Cash::new(one.amount_minor.saturating_add(other.amount_minor), one.currency);
    MoneySum {
        orders: one.orders.saturating_add(other.orders),
        paid: add(one.paid, other.paid),
        refunded: add(one.refunded, other.refunded),
        disputed: add(one.disputed, other.disputed),
        net: add(one.net, other.net),
        fees: add(one.fees, other.fees),
        fees_unknown: one.fees_unknown.saturating_add(other.fees_unknown),
    }
}

fn coins(day: &CoinDay) -> CoinSum {
    CoinSum { sold: day.sold, granted: day.granted, adjusted: day.adjusted, expired: day.expired, spent: day.spent }
}

fn coin_line(day: &CoinDay) -> CoinLine {
    CoinLine { day: day.day, sum: coins(day), available: day.available, held: day.held, owed: day.owed }
}

fn add_coins(one: CoinSum, other: CoinSum) -> CoinSum {
    let add = |one: Coins, other: Coins| Coins::from_milli(one.milli.saturating_add(other.milli));
    CoinSum {
        sold: add(one.sold, other.sold),
        granted: add(one.granted, other.granted),
        adjusted: add(one.adjusted, other.adjusted),
        expired: add(one.expired, other.expired),
        spent: add(one.spent, other.spent),
    }
}
