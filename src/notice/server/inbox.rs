//! Telling and reading.

use super::store;
use crate::{
    kernel::{
        AppError, PageQuery,
        id::{NoticeId, UserId},
    },
    notice::model::{Inbox, Notice, ReadUpTo, Unread},
    server::{Cx, Result, access::Member, db::Conn},
};
use futures::FutureExt;

/// Tells somebody something, in the transaction of its cause. The same key again tells nothing.
pub async fn tell(cx: &Cx, conn: &mut Conn, user: UserId, key: &str, notice: &Notice) -> Result<()> {
    store::insert(conn, NoticeId(cx.id()), user, key, notice, cx.clock.now()).await
}

/// The notices, the newest first.
pub async fn list_notices(cx: &Cx, who: &Member, query: PageQuery) -> Result<Inbox> {
    let before = query.cursor.as_deref().map(|cursor| cursor.parse().map_err(|_| AppError::MalformedRequest));
    let (before, limit) = (before.transpose()?, query.limit());
    let mut conn = cx.db.read().await?;
    let items = store::list(&mut conn, who.user(), before, limit + 1).await?;
    let unread = store::count_unread(&mut conn, who.user()).await?;
    let page = crate::kernel::Page::of(items, limit, |told| told.id.to_string());
    Ok(Inbox { items: page.items, next_cursor: page.next_cursor, unread })
}

/// How many were not read.
pub async fn count_unread(cx: &Cx, who: &Member) -> Result<Unread> {
    Ok(Unread { unread: store::count_unread(&mut cx.db.read().await?, who.user()).await? })
}

/// Takes notices for read.
pub async fn read_notices(cx: &Cx, who: &Member, input: ReadUpTo) -> Result<Unread> {
    let (user, now) = (who.user(), cx.clock.now());
    cx.db
        .write(user.0, move |conn| {
            async move {
                store::mark_read(conn, user, input.id, now).await?;
                Ok(Unread { unread: store::count_unread(conn, user).await? })
            }
            .boxed()
        })
        .await
}
