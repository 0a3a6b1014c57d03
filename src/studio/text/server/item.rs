//! Texts that are there: found, read, changed, deleted.

use super::{
    start::findable,
    store::{self, Wanted},
};
use crate::{
    kernel::{
        AppError, Page,
        fold::folded,
        id::{RunId, TextId},
    },
    run::{
        self,
        server::{RunRow, cancel_run},
    },
    server::{
        Cx, Result,
        access::Member,
        db::{Conn, containing},
    },
    studio::text::{
        call::{TextFieldInfo, TextKindInfo, TextKinds},
        kind::TextKind,
        model::{Text, TextChange, TextLine, TextQuery, TextState},
    },
};
use futures::FutureExt;

/// Words that a search looks for; more are passed over.
const WORDS_MAX: usize = 3;

/// What can be written, and the fields of each form.
pub fn list_kinds() -> TextKinds {
    let info = |kind: &TextKind| TextKindInfo {
        task: *kind,
        fields: kind
            .fields()
            .iter()
            .enumerate()
            .map(|(at, field)| TextFieldInfo {
                key: field.key.to_owned(),
                kind: field.kind,
                required: at == 0,
                max_chars: field.max,
                choices: field.choices.iter().map(|choice| (*choice).to_owned()).collect(),
            })
            .collect(),
    };
    TextKinds { items: TextKind::ALL.iter().map(info).collect() }
}

/// Texts of this person's, the newest first. Refuses: `malformed_request` (the cursor).
pub async fn list_texts(cx: &Cx, who: &Member, query: TextQuery) -> Result<Page<TextLine>> {
    let page = query.page();
    let cursor = page.cursor.as_deref().map(|cursor| cursor.parse::<TextId>().map_err(|_| AppError::MalformedRequest));
    let text = folded(query.q.as_deref().unwrap_or_default());
    let mut words = text.split_whitespace().map(containing).collect::<Vec<_>>();
    words.resize(WORDS_MAX, "%".to_owned());
    let wanted = Wanted {
        user: who.user(),
        words,
        task: query.task.map(TextKind::code),
        favourite: query.favourite,
        cursor: cursor.transpose()?,
    };
    let limit = page.limit();
    let lines = store::list(&mut cx.db.read().await?, &wanted, limit + 1).await?;
    Ok(Page::of(lines, limit, |line| line.id.to_string()))
}

/// A text. Refuses: `not_found`.
pub async fn get_text(cx: &Cx, who: &Member, id: TextId) -> Result<Text> {
    let mut conn = cx.db.read().await?;
    let text = store::find(&mut conn, who.user(), id).await?.ok_or(AppError::NotFound)?;
    let mut texts = with_receipts(&mut conn, who, vec![text]).await?;
    drop(conn);
    follow(cx, &mut texts).await?;
    Ok(texts.pop().ok_or(AppError::NotFound)?)
}

/// A text and its versions, in their order. Refuses: `not_found`.
pub async fn list_versions(cx: &Cx, who: &Member, id: TextId) -> Result<Vec<Text>> {
    let mut conn = cx.db.read().await?;
    let text = store::find(&mut conn, who.user(), id).await?.ok_or(AppError::NotFound)?;
    let texts = store::list_order(&mut conn, who.user(), text.order_id).await?;
    let mut texts = with_receipts(&mut conn, who, texts).await?;
    drop(conn);
    follow(cx, &mut texts).await?;
    Ok(texts)
}

/// Adds what each one took, once it has ended.
async fn with_receipts(conn: &mut Conn, who: &Member, mut texts: Vec<Text>) -> Result<Vec<Text>> {
    let ids = || texts.iter().map(|text| text.run_id);
    let runs = match (ids().min(), ids().max()) {
        (Some(first), Some(last)) => run::server::find_rows(conn, first, last, who.user()).await?,
        _ => return Ok(texts),
    };
    for text in texts.iter_mut().filter(|text| text.state != TextState::Writing) {
        let Some(run) = runs.get(&text.run_id) else { continue };
        text.coin_cost = Some(run.cost_milli);
        (text.input_tokens, text.output_tokens) = (run.input_tokens, run.output_tokens);
        text.estimated = run.estimated;
        text.error = RunRow::error(run);
    }
    Ok(texts)
}

/// Adds what is written so far of those that are being written.
async fn follow(cx: &Cx, texts: &mut [Text]) -> Result<()> {
    for text in texts.iter_mut().filter(|text| text.state == TextState::Writing) {
        let (output, seq) = run::server::partial_text(cx, text.run_id).await?;
        (text.output, text.seq) = (output, Some(seq));
    }
    Ok(())
}

/// Changes title, text or mark. Refuses: `not_found`, `invalid`, `conflict` (the text while it is being written).
pub async fn change_text(cx: &Cx, who: &Member, id: TextId, input: TextChange) -> Result<Text> {
    let tidy = |text: Option<String>| text.map(|text| text.replace('\0', ""));
    let title = tidy(input.title).map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    let input = TextChange { title, output: tidy(input.output), ..input };
    input.check()?;
    let (user, now) = (who.user(), cx.clock.now());
    let changed = cx.db.write(user.0, move |conn| {
        async move {
            let mut text = store::find(conn, user, id).await?.ok_or(AppError::NotFound)?;
            if let Some(output) = input.output {
                if text.state == TextState::Writing {
                    return Err(AppError::Conflict.into());
                }
                text.edited_at = Some(now);
                text.output = output;
            }
            text.title = input.title.unwrap_or(text.title);
            text.favourite = input.favourite.unwrap_or(text.favourite);
            store::update(conn, user, &text, &findable(&text.title, &text.form)).await?;
            Ok(())
        }
        .boxed()
    });
    changed.await?;
    get_text(cx, who, id).await
}

/// Deletes a text with its parts, and stops what is being written of them. Refuses: `not_found`.
pub async fn delete_text(cx: &Cx, who: &Member, id: TextId) -> Result<()> {
    let user = who.user();
    let deleted = cx.db.write(user.0, move |conn| {
        async move {
            store::find(conn, user, id).await?.ok_or(AppError::NotFound)?;
            store::delete(conn, user, id).await
        }
        .boxed()
    });
    let writing: Vec<RunId> = deleted.await?;
    for run in writing {
        cancel_run(cx, who, run).await?;
    }
    Ok(())
}
