//! What drawings make goes into the library.

use super::store;
use crate::{
    kernel::id::{AssetId, MessageId, RunId, UserId},
    library::server::{Output as File, keep_output},
    provider::media::Made,
    server::{Cx, Result, db::Conn, output::Output},
};
use futures::{FutureExt, future::BoxFuture};

/// Characters of a prompt that name its pictures.
const NAME_CHARS: usize = 50;

/// The pictures of drawings.
#[derive(Debug)]
pub struct Drawings;

impl Output for Drawings {
    fn keep<'a>(
        &'a self,
        _cx: &'a Cx,
        _conn: &'a mut Conn,
        _run: RunId,
        _text: &'a str,
        _state: &'a str,
    ) -> BoxFuture<'a, Result<Option<MessageId>>> {
        async { Ok(None) }.boxed()
    }

    fn deposit<'a>(
        &'a self,
        cx: &'a Cx,
        run: RunId,
        user: UserId,
        made: &'a Made,
    ) -> BoxFuture<'a, Result<Vec<AssetId>>> {
        async move {
            let Made::Images(made) = made else { return Ok(Vec::new()) };
            let order = store::find_order(&mut cx.db.read().await?, run).await?;
            let mut kept = Vec::new();
            for (position, image) in (0_i64..).zip(&made.images) {
                let file = File {
                    user,
                    run,
                    position,
                    name: name(order.as_ref().map_or("", |order| &order.prompt), position, &image.media_type),
                    prompt: order.as_ref().map(|order| order.prompt.clone()),
                    bytes: image.bytes.clone(),
                };
                kept.push(keep_output(cx, file).await?);
            }
            Ok(kept)
        }
        .boxed()
    }

    fn page<'a>(&'a self, conn: &'a mut Conn, run: RunId) -> BoxFuture<'a, Result<Option<String>>> {
        async move { Ok(store::find_order(conn, run).await?.map(|_| format!("/app/image/{run}"))) }.boxed()
    }
}

/// The file's name: how the prompt begins, and which picture it is.
fn name(prompt: &str, position: i64, media_type: &str) -> String {
    let line: String = prompt.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_CHARS).collect();
    let ending = match media_type {
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        _ => "png",
    };
    format!("{} {}.{ending}", line.trim(), position + 1)
}
