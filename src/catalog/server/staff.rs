//! What staff sees and changes. Every change notes who made it; what staff set, no list changes.

use super::{
    facts::{self, capability_column},
    pricing, retirement,
    store::{self, Filter, ModelRow, Said},
    sync,
    view::{detail, entries},
};
use crate::{
    catalog::{
        entry::{
            Entry, EntryChange, EntryDetail, EntryQuery, Margin, NewEntry, Overview, PLAN_DEFAULT, PriceChange,
            ProviderSync,
        },
        model::Capability,
    },
    kernel::{AppError, FieldProblem, Instant, Page, valid::Check},
    offer,
    server::{Cx, Result, access::Staff},
};
use futures::FutureExt;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};

/// Characters of an id, a name, a search.
const TEXT_MAX: u32 = 200;
/// Tokens that are believed.
const TOKENS_MAX: i64 = 100_000_000;
/// Voices and sizes of a model.
const WORDS_MAX: usize = 200;
/// A model that is added by hand stands before those of the lists.
const POSITION: i64 = 500;

/// The models, in the order of their ids.
pub async fn list_entries(cx: &Cx, _who: &Staff, query: EntryQuery) -> Result<Page<Entry>> {
    let limit = query.page().limit();
    let search: String = query.search.trim().chars().take(usize::try_from(TEXT_MAX)?).collect();
    let until = retirement::warn_until(cx.clock.now());
    let filter = Filter {
        search: &search,
        provider: &query.provider,
        capability: query.capability.map(Capability::code),
        state: query.state,
        retires_until: &until,
        after: query.cursor.as_deref().unwrap_or_default(),
        limit: limit + 1,
    };
    let mut conn = cx.db.read().await?;
    let rows = store::list_filtered(&mut conn, &filter).await?;
    let page = Page::of(rows, limit, |row| row.id.clone());
    Ok(Page { items: entries(cx, &mut conn, &page.items).await?, next_cursor: page.next_cursor })
}

/// A model with its past. Refuses: `not_found`.
pub async fn get_entry(cx: &Cx, _who: &Staff, id: &str) -> Result<EntryDetail> {
    let mut conn = cx.db.read().await?;
    detail(cx, &mut conn, id).await
}

/// What holds for the whole catalogue.
pub async fn get_overview(cx: &Cx, _who: &Staff) -> Result<Overview> {
    let mut conn = cx.db.read().await?;
    let until = retirement::warn_until(cx.clock.now());
    let rows = store::list_retiring(&mut conn, &until).await?;
    let retiring = entries(cx, &mut conn, &rows).await?;
    let mut models: HashMap<String, i64> = store::list_providers(&mut conn).await?.into_iter().collect();
    let mut syncs = sync::store::list_syncs(&mut conn).await?;
    let ids: BTreeSet<String> =
        models.keys().cloned().chain(cx.providers.iter().map(|provider| provider.id.clone())).collect();
    let provider = |provider: String| {
        let (last, on) = (syncs.remove(&provider), cx.providers.get(&provider));
        // One that is only looked for at its usual place and is not there is no failure.
        let is_probed = on.as_ref().is_some_and(|on| !on.is_chosen);
        let failed = last.as_ref().is_some_and(|last| last.failure.is_some());
        ProviderSync {
            models: models.remove(&provider).unwrap_or(0),
            is_on: on.is_some() && !(is_probed && failed),
            has_list: on.as_ref().is_some_and(|on| on.can.list.is_some()),
            started_at: last.as_ref().map(|last| last.started_at),
            ok_at: last.as_ref().and_then(|last| last.ok_at),
            listed: last.as_ref().and_then(|last| last.listed),
            changed: last.as_ref().and_then(|last| last.changed),
            failure: last.as_ref().and_then(|last| last.failure.clone()),
            detail: last.and_then(|last| last.detail),
            provider,
        }
    };
    let mut providers: Vec<ProviderSync> = ids.into_iter().map(provider).collect();
    providers.sort_by_key(|provider| !provider.is_on);
    Ok(Overview {
        retiring,
        providers,
        margin: cx.settings.pricing.margin.normalize().to_string(),
        margins: store::list_all_margins(&mut conn).await?,
    })
}

/// Adds a model by hand. Refuses: `invalid`, `conflict` (there is one of this name).
pub async fn add_entry(cx: &Cx, who: &Staff, input: NewEntry) -> Result<EntryDetail> {
    let mut check = Check::new();
    check.text("provider", &input.provider, 1, 40);
    check.text("provider_model", &input.provider_model, 1, TEXT_MAX);
    check.text("name", &input.name, 1, TEXT_MAX);
    check_tokens(&mut check, "context_tokens", Some(input.context_tokens));
    check_tokens(&mut check, "output_tokens_max", Some(input.output_tokens_max));
    if input.capabilities.is_empty() {
        check.wrong("capabilities", FieldProblem::Required);
    }
    if !input.provider.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        check.wrong("provider", FieldProblem::Unknown);
    }
    check.done()?;
    let rates = pricing::parse(&input.prices)?;
    let (cx2, by, now) = (cx.clone(), who.member().user(), cx.clock.now());
    let row = ModelRow {
        id: format!("{}/{}", input.provider, input.provider_model.trim()),
        provider_model: input.provider_model.trim().to_owned(),
        name: input.name.trim().to_owned(),
        capabilities: capability_column(&input.capabilities)?,
        input_modalities: facts::column(&modalities(&input.capabilities, true))?,
        output_modalities: facts::column(&modalities(&input.capabilities, false))?,
        provider: input.provider,
        voices: "[]".to_owned(),
        sizes: "[]".to_owned(),
        context_tokens: input.context_tokens,
        output_tokens_max: input.output_tokens_max,
        enabled: true,
        position: POSITION,
        retires_on: None,
        retires_said: None,
        end_seen: None,
        successor_id: None,
        source: "staff".to_owned(),
        margin: None,
        pinned: facts::column(&["capabilities", "context_tokens", "name", "output_tokens_max"])?,
        updated_at: now,
        updated_by: Some(by),
    };
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                if store::find_model(conn, &row.id).await?.is_some() {
                    return Err(AppError::Conflict.into());
                }
                store::put_model(conn, &row).await?;
                let said = Said { source: "staff", author: Some(by), at: now };
                pricing::replace(&cx2, conn, &row.id, &[], &rates, said).await?;
                detail(&cx2, conn, &row.id).await
            }
            .boxed()
        })
        .await
}

/// Changes a model. Refuses: `not_found`, `invalid`.
pub async fn change_entry(cx: &Cx, who: &Staff, id: String, change: EntryChange) -> Result<EntryDetail> {
    check_change(&change)?;
    let (cx2, by, now) = (cx.clone(), who.member().user(), cx.clock.now());
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                let known = store::find_model(conn, &id).await?.ok_or(AppError::NotFound)?;
                if let Some(successor) = change.successor_id.as_deref().filter(|successor| !successor.is_empty())
                    && (successor == id || store::find_model(conn, successor).await?.is_none())
                {
                    return Err(AppError::field("successor_id", FieldProblem::Unknown).into());
                }
                let mut row = changed(known.clone(), &change)?;
                if let Some(is_seen) = change.end_seen {
                    row.end_seen = seen_end(&row, is_seen, now)?;
                }
                if row != known {
                    (row.updated_at, row.updated_by) = (now, Some(by));
                    store::put_model(conn, &row).await?;
                }
                detail(&cx2, conn, &id).await
            }
            .boxed()
        })
        .await
}

/// Sets all prices of a model at once; none takes them away, until a list that tells prices sets them again. Refuses: `not_found`, `invalid`.
pub async fn set_prices(cx: &Cx, who: &Staff, id: String, change: PriceChange) -> Result<EntryDetail> {
    let rates = pricing::parse(&change.prices)?;
    let (cx2, by, now) = (cx.clone(), who.member().user(), cx.clock.now());
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                store::find_model(conn, &id).await?.ok_or(AppError::NotFound)?;
                let open = store::list_prices(conn, &id).await?;
                let said = Said { source: "staff", author: Some(by), at: now };
                pricing::replace(&cx2, conn, &id, &open, &rates, said).await?;
                detail(&cx2, conn, &id).await
            }
            .boxed()
        })
        .await
}

/// Sets what a plan pays for each unit of cost, of one model or of all. Refuses: `invalid`.
pub async fn set_margin(cx: &Cx, who: &Staff, mut margin: Margin) -> Result<Overview> {
    let is_plan = margin.plan == PLAN_DEFAULT
        || offer::server::plan_by_code(&mut cx.db.read().await?, &margin.plan).await?.is_some();
    if !is_plan {
        return Err(AppError::field("plan", FieldProblem::Unknown).into());
    }
    check_margin(&margin.margin)?;
    margin.margin = pricing::decimal(&margin.margin).map_or_else(String::new, |margin| margin.normalize().to_string());
    let (by, now) = (who.member().user(), cx.clock.now());
    cx.db
        .write(uuid::Uuid::nil(), move |conn| {
            async move {
                if !margin.model_id.is_empty() && store::find_model(conn, &margin.model_id).await?.is_none() {
                    return Err(AppError::field("model_id", FieldProblem::Unknown).into());
                }
                store::put_margin(conn, &margin, by, now).await
            }
            .boxed()
        })
        .await?;
    get_overview(cx, who).await
}

fn check_change(change: &EntryChange) -> Result<()> {
    let mut check = Check::new();
    if let Some(name) = &change.name {
        check.text("name", name, 1, TEXT_MAX);
    }
    check_tokens(&mut check, "context_tokens", change.context_tokens);
    check_tokens(&mut check, "output_tokens_max", change.output_tokens_max);
    if change.capabilities.as_ref().is_some_and(Vec::is_empty) {
        check.wrong("capabilities", FieldProblem::Required);
    }
    for (field, words) in [("voices", &change.voices), ("sizes", &change.sizes)] {
        let most = |words: &Vec<String>| words.len() > WORDS_MAX || words.iter().any(|word| word.chars().count() > 100);
        if words.as_ref().is_some_and(most) {
            check.wrong(field, FieldProblem::TooLong { max: 200 });
        }
    }
    let is_day =
        |day: &String| day.is_empty() || day.parse::<jiff::civil::Date>().is_ok_and(|read| read.to_string() == *day);
    if change.retires_on.as_ref().is_some_and(|day| !is_day(day)) {
        check.wrong("retires_on", FieldProblem::Date);
    }
    check.done()?;
    change.margin.as_deref().map_or(Ok(()), check_margin)
}

fn check_tokens(check: &mut Check, field: &str, tokens: Option<i64>) {
    if tokens.is_some_and(|tokens| !(1..=TOKENS_MAX).contains(&tokens)) {
        check.wrong(field, FieldProblem::OutOfRange { min: 1, max: TOKENS_MAX });
    }
}

/// A margin is empty or from 0 to 1000; below 1 is a gift that staff may make.
fn check_margin(margin: &str) -> Result<()> {
    if margin.is_empty() {
        return Ok(());
    }
    let read = pricing::decimal(margin).ok_or(AppError::field("margin", FieldProblem::Number))?;
    if read > Decimal::from(1_000) {
        return Err(AppError::field("margin", FieldProblem::OutOfRange { min: 0, max: 1_000 }).into());
    }
    Ok(())
}

/// The row after a change; what was set is pinned.
fn changed(mut row: ModelRow, change: &EntryChange) -> Result<ModelRow> {
    let given = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned());
    if let Some(name) = given(&change.name) {
        row.name = name;
        row.pin("name")?;
    }
    if let Some(capabilities) = &change.capabilities {
        row.capabilities = capability_column(capabilities)?;
        row.pin("capabilities")?;
    }
    if let Some(context) = change.context_tokens {
        row.context_tokens = context;
        row.pin("context_tokens")?;
    }
    if let Some(most) = change.output_tokens_max {
        row.output_tokens_max = most;
        row.pin("output_tokens_max")?;
    }
    if let Some(voices) = &change.voices {
        row.voices = facts::column(voices)?;
        row.pin("voices")?;
    }
    if let Some(sizes) = &change.sizes {
        row.sizes = facts::column(sizes)?;
        row.pin("sizes")?;
    }
    if let Some(day) = given(&change.retires_on) {
        row.retires_on = Some(day).filter(|day| !day.is_empty());
        row.retires_said = Some("staff".to_owned());
        row.pin("retires_on")?;
    }
    if let Some(successor) = given(&change.successor_id) {
        row.successor_id = Some(successor).filter(|successor| !successor.is_empty());
        row.pin("successor_id")?;
    }
    if let Some(margin) = &change.margin {
        row.margin = pricing::decimal(margin).map(|margin| margin.normalize().to_string());
    }
    row.enabled = change.enabled.unwrap_or(row.enabled);
    Ok(row)
}

/// The day of the end that was seen to; another day is another end. Refuses: `invalid` (it has not ended yet).
fn seen_end(row: &ModelRow, is_seen: bool, now: Instant) -> Result<Option<String>> {
    if is_seen && !retirement::is_retired(row, retirement::today(now)) {
        return Err(AppError::field("end_seen", FieldProblem::Unknown).into());
    }
    Ok(row.retires_on.clone().filter(|_| is_seen))
}

/// What a model that can do this reads or makes.
fn modalities(capabilities: &[Capability], reads: bool) -> Vec<&'static str> {
    use Capability as C;
    let any = |wanted: &[C]| capabilities.iter().any(|capability| wanted.contains(capability));
    let words = if reads {
        [
            ("text", any(&[C::Chat, C::Image, C::Speech, C::Embedding, C::Task])),
            ("image", any(&[C::Vision, C::ImageEdit])),
            ("audio", any(&[C::AudioInput, C::Transcription])),
        ]
    } else {
        [
            ("text", any(&[C::Chat, C::Transcription])),
            ("image", any(&[C::Image, C::ImageEdit, C::Task])),
            ("audio", any(&[C::Speech])),
        ]
    };
    words.into_iter().filter(|(_, is)| *is).map(|(word, _)| word).collect()
}
