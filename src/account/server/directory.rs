//! Who a token speaks for.

use super::{
    store::{self, Alive},
    token,
};
use crate::server::{
    Cx, Result,
    access::{Directory, Who},
    random::hash,
};
use futures::{FutureExt, future::BoxFuture};

/// A session's last use is written at most this often.
const SEEN_S: i64 = 300;

/// The accounts of this installation.
#[derive(Debug)]
pub struct Accounts;

impl Directory for Accounts {
    fn by_page_token<'a>(&'a self, cx: &'a Cx, token: &'a str) -> BoxFuture<'a, Result<Option<Who>>> {
        async move {
            let found = store::find_by_page_token(&mut cx.db.read().await?, hash(token), cx.clock.now()).await?;
            Ok(found.map(|alive| seen(cx, alive)))
        }
        .boxed()
    }

    fn by_access_token<'a>(&'a self, cx: &'a Cx, token: &'a str) -> BoxFuture<'a, Result<Option<Who>>> {
        async move {
            let Some(session) = token::read_access(cx, token) else { return Ok(None) };
            let found = store::find_by_session(&mut cx.db.read().await?, session).await?;
            Ok(found.map(|alive| seen(cx, alive)))
        }
        .boxed()
    }
}

/// Notes the use, beside the request: nobody waits for it.
fn seen(cx: &Cx, alive: Alive) -> Who {
    let now = cx.clock.now();
    if now.seconds_since(alive.seen_at) >= SEEN_S {
        let (db, session, user) = (cx.db.clone(), alive.session, alive.who.user);
        cx.tasks.spawn(async move {
            let until = now.plus_s(token::PAGE_S);
            let touched = db.write(user.0, move |conn| store::touch_session(conn, session, now, until).boxed()).await;
            if let Err(fault) = touched {
                fault.disclose();
            }
        });
    }
    alive.who
}
