//! Sending a message, and asking for another answer.

use super::{
    answer::KIND,
    naming, prompt,
    store::{self, MessageRow, NewRow},
    thread::shown,
};
use crate::{
    catalog::server::Plan,
    chat::model::{Conversation, NewMessage, Regeneration, Sent, TITLE_MAX},
    kernel::{
        AppError,
        error::ProviderProblem,
        id::{ConversationId, MessageId, RunId},
    },
    routing::{self, wish::Facts},
    run::{
        self,
        server::{NewRun, Payer, Work},
    },
    server::{Cx, Fault, Result, access::Member, db::Conn},
};
use futures::FutureExt;

/// What a model is to answer.
#[derive(Debug, Clone)]
enum Question {
    /// A new message.
    New(NewMessage),
    /// The one that this answer answered.
    Again(MessageId),
}

/// Sends a message and starts the answer. Refuses: `not_found`, `invalid`, `conflict` (the answer it would follow is
/// still being written), `insufficient_coins`, `rate_limited`.
pub async fn send_message(cx: &Cx, who: &Member, id: ConversationId, input: NewMessage) -> Result<Sent> {
    // No text of a person's has such letters, and PostgreSQL keeps none.
    let input = NewMessage { content: input.content.replace('\0', ""), ..input };
    input.check()?;
    let (model, request_id) = (input.model.clone(), input.client_request_id.clone());
    start(cx, who, id, Question::New(input), model, request_id).await
}

/// Starts another answer beside an answer. Refuses as [`send_message`].
pub async fn regenerate_message(
    cx: &Cx,
    who: &Member,
    id: ConversationId,
    answer: MessageId,
    input: Regeneration,
) -> Result<Sent> {
    start(cx, who, id, Question::Again(answer), input.model, input.client_request_id).await
}

/// The models that may answer: a named one alone, else those of a policy that can read the whole conversation, or else
/// as much of it as fits.
pub(super) async fn choose(
    cx: &Cx,
    conn: &mut Conn,
    who: &Member,
    model: Option<&str>,
    path: &[MessageRow],
    question: &str,
) -> Result<Plan> {
    let [alone, whole] = [prompt::weight_of(&[], question), prompt::weight_of(path, question)];
    for input_tokens in [whole, alone] {
        let facts = Facts { input_tokens, ..Facts::of_text(question) };
        match routing::server::choose(cx, conn, who, model, &facts).await {
            Err(Fault::Refused(AppError::Provider { reason: ProviderProblem::ContextTooLong })) => {}
            chosen => return chosen,
        }
    }
    // Nobody can read the question: the first one says how much it could.
    routing::server::choose(cx, conn, who, model, &Facts::of_text(question)).await
}

async fn start(
    cx: &Cx,
    who: &Member,
    id: ConversationId,
    question: Question,
    model: Option<String>,
    request_id: Option<String>,
) -> Result<Sent> {
    cx.limits.run(who.user())?;
    let run = RunId(cx.id());
    let log = run::server::open_log(cx, run)?;
    let (cx2, lane) = (cx.clone(), who.user().0);
    let asking = Asking { id, who: who.clone(), run, question, model, request_id };
    // In a task of its own: a page that goes away in the middle must not leave a run that nobody works on.
    let started = cx.tasks.spawn(async move {
        let cx = cx2.clone();
        match cx2.db.write(lane, move |conn| async move { asking.ask(&cx, conn).await }.boxed()).await {
            Ok((sent, Some(started))) => {
                let Started { answer, naming } = *started;
                drop(run::server::begin(&cx2, answer, log));
                naming.into_iter().for_each(|naming| naming::begin(&cx2, naming));
                Ok(sent)
            }
            other => {
                cx2.live.close(run.0);
                other.map(|(sent, _)| sent)
            }
        }
    });
    started.await?
}

/// The runs of a question.
struct Started {
    answer: NewRun,
    /// Gives the conversation a name.
    naming: Option<NewRun>,
}

struct Asking {
    id: ConversationId,
    who: Member,
    run: RunId,
    question: Question,
    model: Option<String>,
    request_id: Option<String>,
}

impl Asking {
    /// Everything of a question in one transaction: messages, run, hold.
    async fn ask(self, cx: &Cx, conn: &mut Conn) -> Result<(Sent, Option<Box<Started>>)> {
        let mut conversation =
            store::find_conversation(conn, self.who.user(), self.id).await?.ok_or(AppError::NotFound)?;
        if let Some(sent) = self.sent_before(conn).await? {
            return Ok((sent, None));
        }
        let (parent, before) = self.place(conn).await?;
        let model = self.model.clone().or_else(|| before.as_ref().and_then(|row| row.model_id.clone()));
        let model = model.or_else(|| conversation.model.clone());
        let (path, asked) = self.read(conn, parent).await?;
        let text = self.text(asked.as_ref());
        // One that left the offer since is passed over unless it was chosen just now.
        let (model, plan) = match choose(cx, conn, &self.who, model.as_deref(), &path, text).await {
            Err(_) if self.model.is_none() => (None, choose(cx, conn, &self.who, None, &path, text).await?),
            chosen => (model, chosen?),
        };
        let prompt = prompt::compose(plan.first(), &path, text)?;
        let question = match asked {
            Some(asked) => asked,
            None => self.write_question(cx, conn, parent).await?,
        };
        let new_run = NewRun {
            id: self.run,
            user: self.who.user(),
            payer: Payer::Person(self.who.key().map(|door| door.id)),
            kind: KIND,
            plan: plan.reading(prompt.input_tokens_max),
            work: Work::Chat(prompt.request),
            input_tokens_max: prompt.input_tokens_max,
        };
        run::server::insert(cx, conn, &new_run).await?;
        let answer = self.write_answer(cx, conn, &question, &new_run.plan.first().id).await?;
        // Another answer of the same model is no choice for what comes next.
        if self.model.is_some() || before.is_none() {
            conversation.model = routing::wish::kept(model.as_deref(), &new_run.plan.first().id);
        }
        let is_new = conversation.title.is_empty();
        touch(cx, conn, &mut conversation, &question.content).await?;
        let naming = if is_new { naming::insert(cx, conn, &self.who, self.id, &question.content).await? } else { None };
        let sent =
            Sent { run_id: self.run, user_message: shown(question, None)?, assistant_message: shown(answer, None)? };
        Ok((sent, Some(Box::new(Started { answer: new_run, naming }))))
    }

    /// What the same request made before.
    async fn sent_before(&self, conn: &mut Conn) -> Result<Option<Sent>> {
        let Some(request_id) = &self.request_id else { return Ok(None) };
        let Some(first) = store::find_by_request(conn, self.id, request_id).await? else { return Ok(None) };
        let pair = if first.role == "user" {
            store::find_answer_to(conn, self.id, first.id).await?.map(|answer| (first, answer))
        } else {
            let question = match first.parent_id {
                Some(parent) => store::find_message(conn, self.id, parent).await?,
                None => None,
            };
            question.map(|question| (question, first))
        };
        let Some((question, answer)) = pair else { return Err(AppError::Conflict.into()) };
        let run_id = answer.run_id.ok_or(AppError::Conflict)?;
        Ok(Some(Sent { run_id, user_message: shown(question, None)?, assistant_message: shown(answer, None)? }))
    }

    /// Where the question stands: the answer it follows, or the answer that is asked for again.
    async fn place(&self, conn: &mut Conn) -> Result<(Option<MessageId>, Option<MessageRow>)> {
        match &self.question {
            Question::Again(answer) => {
                let row = store::find_message(conn, self.id, *answer).await?.ok_or(AppError::NotFound)?;
                if row.role != "assistant" {
                    return Err(AppError::Conflict.into());
                }
                Ok((row.parent_id, Some(row)))
            }
            Question::New(input) if input.at_start => Ok((None, None)),
            Question::New(input) => {
                let row = match input.parent_id {
                    Some(parent) => Some(store::find_message(conn, self.id, parent).await?.ok_or(AppError::NotFound)?),
                    None => store::latest_answer(conn, self.id).await?,
                };
                if row.as_ref().is_some_and(|row| row.role != "assistant" || row.state == "streaming") {
                    return Err(AppError::Conflict.into());
                }
                Ok((row.map(|row| row.id), None))
            }
        }
    }

    /// What was said before the question, and the question's row where it was asked before.
    async fn read(&self, conn: &mut Conn, parent: Option<MessageId>) -> Result<(Vec<MessageRow>, Option<MessageRow>)> {
        let mut path = prompt::path(conn, self.id, parent).await?;
        let asked = match self.question {
            Question::Again(_) => Some(path.pop().ok_or(AppError::Conflict)?),
            Question::New(_) => None,
        };
        Ok((path, asked))
    }

    fn text<'t>(&'t self, asked: Option<&'t MessageRow>) -> &'t str {
        match (&self.question, asked) {
            (Question::New(input), _) => &input.content,
            (Question::Again(_), asked) => asked.map_or("", |asked| &asked.content),
        }
    }

    async fn write_question(&self, cx: &Cx, conn: &mut Conn, parent: Option<MessageId>) -> Result<MessageRow> {
        let row = NewRow {
            parent,
            role: "user",
            content: self.text(None),
            state: "complete",
            model: None,
            run: None,
            request_id: self.request_id.as_deref(),
        };
        store::insert_message(conn, MessageId(cx.id()), self.id, row, cx.clock.now()).await
    }

    async fn write_answer(&self, cx: &Cx, conn: &mut Conn, question: &MessageRow, model: &str) -> Result<MessageRow> {
        let again = matches!(self.question, Question::Again(_));
        let row = NewRow {
            parent: Some(question.id),
            role: "assistant",
            content: "",
            state: "streaming",
            model: Some(model),
            run: Some(self.run),
            request_id: self.request_id.as_deref().filter(|_| again),
        };
        store::insert_message(conn, MessageId(cx.id()), self.id, row, cx.clock.now()).await
    }
}

/// The conversation was used just now; it is named after its first message.
async fn touch(cx: &Cx, conn: &mut Conn, conversation: &mut Conversation, content: &str) -> Result<()> {
    if conversation.title.is_empty() {
        conversation.title = title(content);
    }
    conversation.updated_at = cx.clock.now();
    store::update_conversation(conn, conversation).await
}

fn title(content: &str) -> String {
    let line = content.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let short: String = line.chars().take(60).collect();
    let max = usize::try_from(TITLE_MAX).unwrap_or(usize::MAX);
    let title = if short.len() < line.len() { format!("{}…", short.trim_end()) } else { short };
    title.chars().take(max).collect()
}
