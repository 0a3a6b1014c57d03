//! SQL of texts.

use crate::{
    execute, fetch_all, fetch_optional,
    kernel::{
        Instant,
        id::{RunId, TextId, TextOrderId, UserId},
    },
    server::{Result, db::Conn},
    studio::text::model::{Text, TextForm, TextLine, TextState},
};

/// A text that is ordered.
#[derive(Debug)]
pub(super) struct NewRow<'a> {
    pub(super) id: TextId,
    pub(super) user: UserId,
    pub(super) order: TextOrderId,
    pub(super) variant: i64,
    pub(super) part_of: Option<TextId>,
    pub(super) title: String,
    pub(super) folded: String,
    pub(super) form: &'a TextForm,
    pub(super) model: &'a str,
    pub(super) run: RunId,
    pub(super) request_id: Option<&'a str>,
}

/// Which texts are looked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) user: UserId,
    /// Three patterns.
    pub(super) words: Vec<String>,
    pub(super) task: Option<&'static str>,
    pub(super) favourite: bool,
    pub(super) cursor: Option<TextId>,
}

#[derive(sqlx::FromRow)]
struct TextRow {
    id: TextId,
    order_id: TextOrderId,
    variant: i64,
    part_of: Option<TextId>,
    title: String,
    form: String,
    output: String,
    state: String,
    model_id: String,
    run_id: RunId,
    favourite: bool,
    created_at: Instant,
    edited_at: Option<Instant>,
}

impl TextRow {
    fn text(self) -> Result<Text> {
        Ok(Text {
            id: self.id,
            order_id: self.order_id,
            variant: self.variant,
            part_of: self.part_of,
            title: self.title,
            form: serde_json::from_str(&self.form)?,
            output: self.output,
            state: self.state.parse()?,
            model: self.model_id,
            run_id: self.run_id,
            seq: None,
            favourite: self.favourite,
            coin_cost: None,
            input_tokens: None,
            output_tokens: None,
            estimated: false,
            error: None,
            created_at: self.created_at,
            edited_at: self.edited_at,
        })
    }
}

const SELECT: &str = "SELECT id, order_id, variant, part_of, title, form, output, state, model_id, run_id, favourite, created_at, edited_at FROM texts";

fn select(rest: &str) -> sqlx::AssertSqlSafe<String> {
    // Only constants of this file meet here.
    sqlx::AssertSqlSafe(format!("{SELECT} {rest}"))
}

pub(super) async fn insert(conn: &mut Conn, row: NewRow<'_>, now: Instant) -> Result<Text> {
    let form = serde_json::to_string(row.form)?;
    execute!(
        conn,
        "INSERT INTO texts (id, user_id, order_id, variant, part_of, task, title, folded, form, output, state, model_id, run_id, favourite,
            client_request_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 'writing', $10, $11, FALSE, $12, $13)",
        row.id,
        row.user,
        row.order,
        row.variant,
        row.part_of,
        row.form.task.code(),
        &row.title,
        &row.folded,
        &form,
        row.model,
        row.run,
        row.request_id,
        now
    )?;
    let row = TextRow {
        id: row.id,
        order_id: row.order,
        variant: row.variant,
        part_of: row.part_of,
        title: row.title,
        form,
        output: String::new(),
        state: TextState::Writing.code().to_owned(),
        model_id: row.model.to_owned(),
        run_id: row.run,
        favourite: false,
        created_at: now,
        edited_at: None,
    };
    row.text()
}

/// What this request ordered before.
pub(super) async fn find_request(conn: &mut Conn, user: UserId, request: &str) -> Result<Option<TextOrderId>> {
    let sql = "SELECT order_id FROM texts WHERE user_id = $1 AND client_request_id = $2 LIMIT 1";
    Ok(fetch_optional!(conn, (TextOrderId,), sql, user, request)?.map(|(order,)| order))
}

/// A text of this person's.
pub(super) async fn find(conn: &mut Conn, user: UserId, id: TextId) -> Result<Option<Text>> {
    fetch_optional!(conn, TextRow, select("WHERE user_id = $1 AND id = $2"), user, id)?.map(TextRow::text).transpose()
}

/// The texts of an order of this person's.
pub(super) async fn list_order(conn: &mut Conn, user: UserId, order: TextOrderId) -> Result<Vec<Text>> {
    let rows = fetch_all!(conn, TextRow, select("WHERE user_id = $1 AND order_id = $2 ORDER BY variant"), user, order)?;
    rows.into_iter().map(TextRow::text).collect()
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: TextId,
    task: String,
    title: String,
    state: String,
    favourite: bool,
    variants: i64,
    created_at: Instant,
}

/// Texts that stand by themselves, the newest first: of each order the first that is left, or every favourite.
pub(super) async fn list(conn: &mut Conn, wanted: &Wanted, limit: u32) -> Result<Vec<TextLine>> {
    let [first, second, third] = wanted.words.as_slice() else { return Ok(Vec::new()) };
    let rows = fetch_all!(
        conn,
        LineRow,
        "SELECT t.id, t.task, t.title, t.state, t.favourite, t.created_at,
            (SELECT COUNT(*) FROM texts v WHERE v.order_id = t.order_id) AS variants
         FROM texts t WHERE t.user_id = $1 AND t.part_of IS NULL
            AND t.folded LIKE $2 ESCAPE '\\' AND t.folded LIKE $3 ESCAPE '\\' AND t.folded LIKE $4 ESCAPE '\\'
            AND ($5 IS NULL OR t.task = $5)
            AND CASE WHEN $6 THEN t.favourite
                ELSE NOT EXISTS (SELECT 1 FROM texts b WHERE b.order_id = t.order_id AND b.variant < t.variant) END
            AND t.id < $7
         ORDER BY t.id DESC LIMIT $8",
        wanted.user,
        first,
        second,
        third,
        wanted.task,
        wanted.favourite,
        wanted.cursor.map_or(uuid::Uuid::max(), |id| id.0),
        i64::from(limit)
    )?;
    let line = |row: LineRow| {
        Ok(TextLine {
            id: row.id,
            task: row.task.parse()?,
            title: row.title,
            state: row.state.parse()?,
            favourite: row.favourite,
            variants: row.variants,
            created_at: row.created_at,
        })
    };
    rows.into_iter().map(line).collect()
}

/// Writes down what its person changed.
pub(super) async fn update(conn: &mut Conn, user: UserId, text: &Text, folded: &str) -> Result<()> {
    execute!(
        conn,
        "UPDATE texts SET title = $3, folded = $4, output = $5, favourite = $6, edited_at = $7 WHERE user_id = $1 AND id = $2",
        user,
        text.id,
        &text.title,
        folded,
        &text.output,
        text.favourite,
        text.edited_at
    )?;
    Ok(())
}

/// Deletes a text and its parts; the runs that were writing them.
pub(super) async fn delete(conn: &mut Conn, user: UserId, id: TextId) -> Result<Vec<RunId>> {
    let rows = fetch_all!(
        conn,
        (RunId, String),
        "DELETE FROM texts WHERE user_id = $1 AND (id = $2 OR part_of = $2) RETURNING run_id, state",
        user,
        id
    )?;
    Ok(rows.into_iter().filter(|(_, state)| state == TextState::Writing.code()).map(|(run, _)| run).collect())
}

/// Writes what a run wrote, where somebody still wants it.
pub(super) async fn keep(conn: &mut Conn, run: RunId, output: &str, state: TextState) -> Result<()> {
    execute!(
        conn,
        "UPDATE texts SET output = $2, state = $3, model_id = (SELECT model_id FROM runs WHERE id = $1) WHERE run_id = $1",
        run,
        output,
        state.code()
    )?;
    Ok(())
}

/// The text whose page shows what a run wrote.
pub(super) async fn find_shown(conn: &mut Conn, run: RunId) -> Result<Option<TextId>> {
    let sql = "SELECT COALESCE(part_of, id) FROM texts WHERE run_id = $1";
    Ok(fetch_optional!(conn, (TextId,), sql, run)?.map(|(id,)| id))
}
