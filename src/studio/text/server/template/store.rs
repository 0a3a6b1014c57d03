//! SQL of templates.

use crate::{
    execute, fetch_all, fetch_one, fetch_optional,
    kernel::{
        Instant,
        id::{TextTemplateId, UserId},
    },
    server::{Result, db::Conn},
    studio::text::template::TextTemplate,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: TextTemplateId,
    name: String,
    form: String,
    created_at: Instant,
}

impl Row {
    fn template(self) -> Result<TextTemplate> {
        let form = serde_json::from_str(&self.form)?;
        Ok(TextTemplate { id: self.id, name: self.name, form, created_at: self.created_at })
    }
}

pub(super) async fn count(conn: &mut Conn, user: UserId) -> Result<i64> {
    Ok(fetch_one!(conn, (i64,), "SELECT COUNT(*) FROM text_templates WHERE user_id = $1", user)?.0)
}

pub(super) async fn list(conn: &mut Conn, user: UserId) -> Result<Vec<TextTemplate>> {
    let sql = "SELECT id, name, form, created_at FROM text_templates WHERE user_id = $1 ORDER BY folded";
    fetch_all!(conn, Row, sql, user)?.into_iter().map(Row::template).collect()
}

pub(super) async fn find(conn: &mut Conn, user: UserId, id: TextTemplateId) -> Result<Option<TextTemplate>> {
    let sql = "SELECT id, name, form, created_at FROM text_templates WHERE user_id = $1 AND id = $2";
    fetch_optional!(conn, Row, sql, user, id)?.map(Row::template).transpose()
}

pub(super) async fn insert(conn: &mut Conn, user: UserId, template: &TextTemplate, folded: &str) -> Result<()> {
    execute!(
        conn,
        "INSERT INTO text_templates (id, user_id, name, folded, form, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        template.id,
        user,
        &template.name,
        folded,
        serde_json::to_string(&template.form)?,
        template.created_at
    )?;
    Ok(())
}

pub(super) async fn update(conn: &mut Conn, user: UserId, template: &TextTemplate, folded: &str) -> Result<()> {
    execute!(
        conn,
        "UPDATE text_templates SET name = $3, folded = $4, form = $5 WHERE user_id = $1 AND id = $2",
        user,
        template.id,
        &template.name,
        folded,
        serde_json::to_string(&template.form)?
    )?;
    Ok(())
}

pub(super) async fn delete(conn: &mut Conn, user: UserId, id: TextTemplateId) -> Result<bool> {
    Ok(execute!(conn, "DELETE FROM text_templates WHERE user_id = $1 AND id = $2", user, id)? == 1)
}
