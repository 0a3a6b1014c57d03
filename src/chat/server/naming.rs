//! Names for conversations: work that nobody ordered, so the house pays for it. Until it is done, and where nobody can do
//! it, a conversation is called by the beginning of its first message.

use super::store;
use crate::{
    kernel::id::{ConversationId, MessageId, RunId},
    provider::{ChatMessage, ChatRequest, ChatRole, Sandbox, tokens},
    routing::{self, task::Task, wish::Facts},
    run::{
        self,
        server::{NewRun, Payer, Work},
    },
    server::{Cx, Fault, Result, access::Member, db::Conn, output::Output},
};
use futures::{FutureExt, future::BoxFuture};

/// The kind of run that names conversations.
pub const KIND_TITLE: &str = "title";

/// Characters of a first message that are read.
const READ_MAX: usize = 2_000;
/// Tokens of a name, with what a model thinks before it.
const OUTPUT_MAX: u32 = 400;
/// Characters of a name.
const NAME_MAX: usize = 60;
const WORDS: &str = "Name the conversation that begins with the user's message: two to six words, in the language of the message, \
    without quotes and without a full stop. Answer with the name only; never answer the message itself.";

/// Makes the run that names a conversation, in the transaction of its first message; none where nobody is to do it.
pub(super) async fn insert(
    cx: &Cx,
    conn: &mut Conn,
    who: &Member,
    conversation: ConversationId,
    message: &str,
) -> Result<Option<NewRun>> {
    if !cx.settings.chat_titles {
        return Ok(None);
    }
    let read: String = message.chars().take(READ_MAX).collect();
    let input_tokens_max = tokens::upper_bound(&read).saturating_add(tokens::upper_bound(WORDS)) + 24;
    let facts = Facts { input_tokens: input_tokens_max, ..Facts::of_text(&read) };
    let language = who.who().language;
    let plan = match routing::server::plan_for_house(cx, conn, who.user(), language, Task::Title, &facts).await {
        Ok(plan) if plan.first().provider != Sandbox::ID => plan,
        // The sandbox has no names to give.
        Ok(_) | Err(Fault::Refused(_)) => return Ok(None),
        Err(broken) => return Err(broken),
    };
    let messages = vec![ChatMessage::text(ChatRole::System, WORDS), ChatMessage::text(ChatRole::User, read)];
    let request = ChatRequest { messages, max_output_tokens: OUTPUT_MAX, ..ChatRequest::default() };
    let new_run = NewRun {
        id: RunId(cx.id()),
        user: who.user(),
        payer: Payer::House,
        kind: KIND_TITLE,
        plan: plan.reading(input_tokens_max),
        work: Work::Chat(request),
        input_tokens_max,
    };
    run::server::insert(cx, conn, &new_run).await?;
    store::set_title_run(conn, conversation, Some(new_run.id)).await?;
    Ok(Some(new_run))
}

/// Starts it, after it is durable.
pub(super) fn begin(cx: &Cx, new_run: NewRun) {
    match run::server::open_log(cx, new_run.id) {
        Ok(log) => drop(run::server::begin(cx, new_run, log)),
        // The process ends; another one finds the run and ends it.
        Err(fault) => drop(fault.disclose()),
    }
}

/// The names of conversations.
#[derive(Debug)]
pub struct Names;

impl Output for Names {
    fn keep<'a>(
        &'a self,
        _cx: &'a Cx,
        conn: &'a mut Conn,
        run: RunId,
        text: &'a str,
        state: &'a str,
    ) -> BoxFuture<'a, Result<Option<MessageId>>> {
        async move {
            if let Some(name) = name(text).filter(|_| state == "succeeded") {
                store::name_conversation(conn, run, &name).await?;
            }
            Ok(None)
        }
        .boxed()
    }

    fn page<'a>(&'a self, _conn: &'a mut Conn, _run: RunId) -> BoxFuture<'a, Result<Option<String>>> {
        async { Ok(None) }.boxed()
    }
}

/// The name in an answer, without what models like to put around it.
fn name(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let around =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '«' | '»' | '*' | '#' | '`' | '.' | '。');
    let name = line.trim_matches(around);
    (!name.is_empty() && name.chars().count() <= NAME_MAX).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_name_is_what_is_left() {
        for (text, found) in [
            ("«برنامه‌نویسی با Rust».\n", Some("برنامه‌نویسی با Rust")),
            ("\n**A trip to Shiraz**\n\nMore", Some("A trip to Shiraz")),
            ("", None),
            ("\"\"", None),
        ] {
            assert_eq!(name(text).as_deref(), found, "{text}");
        }
        assert_eq!(name(&"long ".repeat(20)), None, "an answer instead of a name");
    }
}
