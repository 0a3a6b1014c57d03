//! Forms that people keep.

mod store;

use crate::{
    kernel::{AppError, FieldProblem, fold::folded, id::TextTemplateId},
    server::{Cx, Fault, Result, access::Member},
    studio::text::template::{TEMPLATES_MAX, TextTemplate, TextTemplateInput},
};
use futures::FutureExt;

/// The templates of this person, by name.
pub async fn list_templates(cx: &Cx, who: &Member) -> Result<Vec<TextTemplate>> {
    store::list(&mut cx.db.read().await?, who.user()).await
}

/// Keeps a form. Refuses: `invalid` (`name`: missing, too long, taken; the form's fields), `too_many`.
pub async fn create_template(cx: &Cx, who: &Member, input: TextTemplateInput) -> Result<TextTemplate> {
    let input = tidied(input)?;
    let (user, now) = (who.user(), cx.clock.now());
    let template = TextTemplate { id: TextTemplateId(cx.id()), name: input.name, form: input.form, created_at: now };
    let made = cx.db.write(user.0, move |conn| {
        async move {
            if store::count(conn, user).await? >= i64::from(TEMPLATES_MAX) {
                return Err(AppError::TooMany { max: TEMPLATES_MAX }.into());
            }
            store::insert(conn, user, &template, &folded(&template.name)).await?;
            Ok(template)
        }
        .boxed()
    });
    made.await.map_err(taken)
}

/// Puts a form in the place of a template's. Refuses: `not_found`, `invalid` as [`create_template`].
pub async fn change_template(
    cx: &Cx,
    who: &Member,
    id: TextTemplateId,
    input: TextTemplateInput,
) -> Result<TextTemplate> {
    let (input, user) = (tidied(input)?, who.user());
    let changed = cx.db.write(user.0, move |conn| {
        async move {
            let template = store::find(conn, user, id).await?.ok_or(AppError::NotFound)?;
            let template = TextTemplate { name: input.name, form: input.form, ..template };
            store::update(conn, user, &template, &folded(&template.name)).await?;
            Ok(template)
        }
        .boxed()
    });
    changed.await.map_err(taken)
}

/// Forgets a template. Refuses: `not_found`.
pub async fn delete_template(cx: &Cx, who: &Member, id: TextTemplateId) -> Result<()> {
    let user = who.user();
    let deleted = cx.db.write(user.0, move |conn| async move { store::delete(conn, user, id).await }.boxed());
    if deleted.await? { Ok(()) } else { Err(AppError::NotFound.into()) }
}

fn tidied(input: TextTemplateInput) -> Result<TextTemplateInput> {
    let name = input.name.replace('\0', "").split_whitespace().collect::<Vec<_>>().join(" ");
    let input = TextTemplateInput { name, form: input.form.tidied() };
    input.check()?;
    Ok(input)
}

fn taken(fault: Fault) -> Fault {
    if fault.violates("text_templates_name", "text_templates.folded") {
        return AppError::field("name", FieldProblem::Taken).into();
    }
    fault
}
