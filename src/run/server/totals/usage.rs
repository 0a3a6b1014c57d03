//! What a person used.

use super::store;
use crate::{
    catalog,
    kernel::{Day, DaySpan},
    key,
    run::usage::{DAYS_MAX, DAYS_USUAL, UsageBoard, UsageBy, UsageLine, UsageQuery, UsageReport, UsageSum},
    server::{Cx, Result, access::Member},
};
use std::collections::HashMap;

/// What the person used in some days, by day, model or key. Refuses: `invalid`.
pub async fn get_usage(cx: &Cx, who: &Member, query: UsageQuery) -> Result<UsageReport> {
    let span = DaySpan::read(&query.from, &query.to, Day::of(cx.clock.now()), DAYS_USUAL, DAYS_MAX)?;
    report(cx, who, span, query.by).await
}

/// What the person used in the last days, in all three ways.
pub async fn get_usage_board(cx: &Cx, who: &Member, days: i32) -> Result<UsageBoard> {
    let span = DaySpan::latest(days, Day::of(cx.clock.now()), DAYS_USUAL, DAYS_MAX);
    Ok(UsageBoard {
        days: report(cx, who, span, UsageBy::Day).await?,
        models: report(cx, who, span, UsageBy::Model).await?,
        keys: report(cx, who, span, UsageBy::Key).await?,
    })
}

async fn report(cx: &Cx, who: &Member, span: DaySpan, by: UsageBy) -> Result<UsageReport> {
    let mut conn = cx.db.read().await?;
    let user = who.user();
    let items: Vec<UsageLine> = match by {
        UsageBy::Day => {
            let used: HashMap<Day, UsageSum> = store::use_by_day(&mut conn, user, span).await?.into_iter().collect();
            let line = |day: Day| UsageLine {
                id: Some(day.to_string()),
                name: None,
                sum: used.get(&day).copied().unwrap_or_default(),
            };
            span.days().map(line).collect()
        }
        UsageBy::Model => {
            let names = catalog::server::names(&mut conn).await?;
            let used = store::use_by_model(&mut conn, user, span).await?;
            let line = |(model, sum): (String, UsageSum)| UsageLine {
                name: Some(names.get(&model).unwrap_or(&model).clone()),
                id: Some(model),
                sum,
            };
            used.into_iter().map(line).collect()
        }
        UsageBy::Key => {
            let names = key::server::names(&mut conn, user).await?;
            let used = store::use_by_key(&mut conn, user, span).await?;
            let line = |(key, sum): (Option<_>, UsageSum)| UsageLine {
                name: key.as_ref().and_then(|key| names.get(key).cloned()),
                id: key.map(|key| key.to_string()),
                sum,
            };
            used.into_iter().map(line).collect()
        }
    };
    let total = items.iter().fold(UsageSum::default(), |total, line| total.plus(line.sum));
    Ok(UsageReport { from: span.first, to: span.last, total, items })
}
