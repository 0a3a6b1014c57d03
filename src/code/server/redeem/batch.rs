//! What staff does with redeem codes.

use super::{
    secret,
    store::{self, Code},
};
use crate::{
    code::redeem::{BatchInput, CodeBatch, NewBatch},
    kernel::{AppError, Coins, Instant, Page, PageQuery, id::BatchId},
    server::{
        Cx, Result,
        access::Staff,
        csv::{self, Row},
    },
};
use futures::FutureExt;

/// The heads of the table of new codes.
pub(in super::super) const HEAD: [&str; 3] = ["code", "coins", "expires_at"];

/// The batches, the newest first.
pub async fn list_batches(cx: &Cx, _who: &Staff, query: PageQuery) -> Result<Page<CodeBatch>> {
    let before: Option<BatchId> =
        query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest)).transpose()?;
    let limit = query.limit();
    let batches = store::list_batches(&mut cx.db.read().await?, before, limit + 1, cx.clock.now()).await?;
    Ok(Page::of(batches, limit, |batch| batch.id.to_string()))
}

/// Makes a batch; its codes are in the answer and nowhere else. Refuses: `invalid`.
pub async fn create_batch(cx: &Cx, who: &Staff, input: BatchInput) -> Result<(CodeBatch, Vec<String>)> {
    let (now, id, author) = (cx.clock.now(), BatchId(cx.id()), who.member().user());
    input.check(now)?;
    let number = usize::try_from(input.codes).unwrap_or(0);
    let codes: Vec<String> = (0..number).map(|_| secret::make(&cx.random)).collect();
    let stored: Vec<Code> = codes
        .iter()
        .filter_map(|code| Some(Code { hash: secret::stored(code)?, last4: secret::last4(code) }))
        .collect();
    let batch = cx.db.write(id.0, move |conn| {
        async move {
            let input = BatchInput { name: input.name.trim().to_owned(), ..input };
            store::insert_batch(conn, id, &input, author, now).await?;
            store::insert_codes(conn, id, &stored).await?;
            Ok(store::find_batch(conn, id, now).await?.ok_or(AppError::NotFound)?)
        }
        .boxed()
    });
    Ok((batch.await?, codes))
}

/// Makes a batch for the page, which saves the table itself.
pub async fn make_batch(cx: &Cx, who: &Staff, input: BatchInput) -> Result<NewBatch> {
    let (about, codes) = create_batch(cx, who, input).await?;
    let csv = csv::text(&HEAD, codes.iter().map(|code| row(code, about.coins, about.expires_at)));
    Ok(NewBatch { csv, about })
}

/// A line of the table of new codes.
pub(in super::super) fn row(code: &str, coins: Coins, expires_at: Option<Instant>) -> Row {
    Row::new().text(code).number(coins).text(&expires_at.map(|at| at.to_string()).unwrap_or_default())
}

/// Takes a batch back: what was redeemed stays, the rest works no more. Refuses: `not_found`.
pub async fn revoke_batch(cx: &Cx, _who: &Staff, id: BatchId) -> Result<CodeBatch> {
    let now = cx.clock.now();
    cx.db
        .write(id.0, move |conn| {
            async move {
                store::revoke_batch(conn, id, now).await?;
                Ok(store::find_batch(conn, id, now).await?.ok_or(AppError::NotFound)?)
            }
            .boxed()
        })
        .await
}
