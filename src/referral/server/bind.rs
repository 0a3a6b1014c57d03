//! A new account and whoever brought it: bound in the transaction that makes the account, or never.

use super::{code, store};
use crate::server::{Cx, Newcomer, Result, db::Conn};
use futures::{FutureExt, future::BoxFuture};

/// How far up it is looked for the same mailbox.
const STEPS_UP: u32 = 20;

/// Binds a newcomer to the owner of the code, once and for ever. What can not be bound signs up all the same: a code that nobody
/// has, and somebody with the mailbox of the referrer, or of one of those who brought the referrer.
pub fn bind<'a>(cx: &'a Cx, conn: &'a mut Conn, newcomer: &'a Newcomer) -> BoxFuture<'a, Result<()>> {
    async move {
        let Some(code) = newcomer.referral_code.as_deref().and_then(code::read) else { return Ok(()) };
        let Some((referrer, email)) = store::find_by_code(conn, &code).await? else { return Ok(()) };
        let own = mailbox(&newcomer.email);
        let mut above = Some((referrer, email));
        for _ in 0..STEPS_UP {
            let Some((person, email)) = above else { break };
            if person == newcomer.user || mailbox(&email) == own {
                metrics::counter!("referrals_refused").increment(1);
                return Ok(());
            }
            above = store::find_referrer_of(conn, person).await?;
        }
        store::insert_referral(conn, newcomer.user, referrer, cx.clock.now()).await
    }
    .boxed()
}

/// Where the post of an address arrives: without what follows a plus, and at Gmail without dots.
fn mailbox(email: &str) -> String {
    let email = email.trim().to_lowercase();
    let Some((local, domain)) = email.rsplit_once('@') else { return email };
    let local = local.split('+').next().unwrap_or(local);
    match domain {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        _ => format!("{local}@{domain}"),
    }
}

#[cfg(test)]
mod tests {
    use super::mailbox;

    #[test]
    fn one_mailbox_has_many_names() {
        for (email, same) in [
            ("Sara@Example.com", "sara@example.com"),
            ("sara+shop@example.com", "sara@example.com"),
            ("s.a.r.a+x+y@gmail.com", "sara@gmail.com"),
            ("sara@googlemail.com", "sara@gmail.com"),
            ("s.ara@example.com", "s.ara@example.com"),
        ] {
            assert_eq!(mailbox(email), same);
        }
    }
}
