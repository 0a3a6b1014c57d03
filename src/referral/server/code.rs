//! Codes of links: eight characters that are not mistaken for each other.

use super::store;
use crate::{
    kernel::id::UserId,
    server::{Cx, Fault, Result, random::Random},
};
use futures::FutureExt;

/// Digits and letters without those that look like others, and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHARS: usize = 8;
/// Codes that are tried before it is given up; each is free but once in a million of millions.
const TRIES: u8 = 5;

/// The person's code, which is made when it is asked for first.
pub(super) async fn of(cx: &Cx, user: UserId) -> Result<store::Referrer> {
    if let Some(found) = store::find_referrer(&mut cx.db.read().await?, user).await? {
        return Ok(found);
    }
    let (cx2, now) = (cx.clone(), cx.clock.now());
    cx.db
        .write(user.0, move |conn| {
            async move {
                for _ in 0..TRIES {
                    // Somebody else may have the code, or another request of this person's was faster.
                    store::insert_referrer(conn, user, &make(&cx2.random), now).await?;
                    if let Some(found) = store::find_referrer(conn, user).await? {
                        return Ok(found);
                    }
                }
                Err(Fault::broken("no code is free"))
            }
            .boxed()
        })
        .await
}

fn make(random: &Random) -> String {
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte & 31)).copied().map_or('0', char::from);
    random.bytes().iter().take(CHARS).map(letter).collect()
}

/// What can be a code, as it is kept; none of anything else.
pub(super) fn read(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() != CHARS {
        return None;
    }
    let letter = |letter: char| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let code: String = text.chars().map(letter).collect();
    code.bytes().all(|byte| ALPHABET.contains(&byte)).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::{make, read};
    use crate::server::random::Random;

    #[test]
    fn a_code_is_read_back_however_it_is_written() {
        let code = make(&Random::default());
        assert_eq!(code.len(), 8);
        for typed in [code.clone(), code.to_lowercase(), format!(" {code}\n"), code.replace('0', "o").replace('1', "l")]
        {
            assert_eq!(read(&typed).as_ref(), Some(&code), "{typed}");
        }
        assert_ne!(make(&Random::default()), code);
    }

    #[test]
    fn what_can_be_no_code_is_none() {
        for text in ["", "ABC", "ABCDEFGHJ", "UUUUUUUU", "<script>", "........", "کدکد", "AB CD EF"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
