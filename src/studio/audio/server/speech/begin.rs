//! Beginning a speech: numbers in words, cut where sentences end, held as a whole, begun.

use super::{
    keep::KIND_TTS,
    store::{self, Row},
    view::view,
};
use crate::{
    billing,
    catalog::server::Plan,
    kernel::{AppError, FieldProblem, id::SpeechId},
    provider::{media::SpeechRequest, tokens},
    routing::{task::Task, wish::Facts},
    run::{model::Quote, server::Work},
    server::{Cx, Fault, Result, access::Member},
    studio::audio::{
        model::{AudioPartState, NewSpeech, SpeechFormat, SpeechStarted, SpeechView},
        server::{
            launch::{self, Order, Ready, sum},
            number, plan, sentence,
        },
    },
};
use futures::FutureExt;

/// Characters of a part: what every model takes, with room for what numbers become.
const PART_CHARS_MAX: usize = 2_000;
/// Characters of a name that is made of the text.
const NAME_CHARS: usize = 60;

/// How parts are spoken.
struct Manner {
    voice: Option<String>,
    format: SpeechFormat,
    speed_percent: i64,
}

impl Manner {
    /// What a model is asked of a part, and never fewer than the tokens it reads.
    fn work(&self, text: &str) -> (Work, u64) {
        let speed = u16::try_from(self.speed_percent).ok().filter(|speed| *speed != 100);
        let request = SpeechRequest {
            model: String::new(),
            text: text.to_owned(),
            voice: self.voice.clone(),
            instructions: None,
            format: self.format.code().to_owned(),
            speed_percent: speed,
        };
        (Work::Speech(request), tokens::upper_bound(text))
    }

    async fn ready(&self, cx: &Cx, order: Order, plan: &Plan, texts: &[String]) -> Result<Vec<Ready>> {
        let mut all = Vec::new();
        for text in texts {
            let (work, tokens) = self.work(text);
            all.push(launch::pack(cx, order, plan, work, tokens).await?);
        }
        Ok(all)
    }
}

/// What is to be said, by whom, and how.
struct Job {
    plan: Plan,
    manner: Manner,
    texts: Vec<String>,
}

impl Job {
    /// Looks at what is asked for. Refuses: as [`start_speech`].
    async fn of(cx: &Cx, who: &Member, input: &NewSpeech) -> Result<Self> {
        input.check()?;
        let text = input.text.replace('\0', "");
        let texts = sentence::parts(&number::in_words(&text), PART_CHARS_MAX);
        if texts.is_empty() {
            return Err(AppError::field("text", FieldProblem::Required).into());
        }
        let facts = Facts::of_text(&text);
        let mut conn = cx.db.read().await?;
        let found = plan::find(cx, &mut conn, who, input.model.as_deref(), Task::Tts, &facts).await?;
        let voice = input.voice.clone().filter(|voice| !voice.is_empty());
        let plan = plan::with_voice(found, voice.as_deref())?;
        let manner = Manner {
            voice,
            format: input.format.unwrap_or(SpeechFormat::Mp3),
            speed_percent: input.speed_percent.unwrap_or(100),
        };
        Ok(Self { plan, manner, texts })
    }
}

/// The most that speaking it may cost. Refuses as [`start_speech`].
pub async fn quote_speech(cx: &Cx, who: &Member, input: NewSpeech) -> Result<Quote> {
    let job = Job::of(cx, who, &input).await?;
    let maximum = sum(job.texts.iter().map(|text| {
        let (work, tokens) = job.manner.work(text);
        launch::maximum(&job.plan, work, tokens)
    }));
    let available = billing::server::get_balance(cx, who).await?.available;
    Ok(Quote { maximum, typical: maximum, available })
}

/// Begins to speak a text. The same request again is answered with what the first one made. Refuses: `invalid` (`text`,
/// `voice`, `speed_percent`, `model`, `name`), `key_model`, `insufficient_coins`, `key_limit`, `rate_limited`.
pub async fn start_speech(cx: &Cx, who: &Member, input: NewSpeech) -> Result<SpeechStarted> {
    cx.limits.run(who.user())?;
    if let Some(started) = started_before(cx, who, &input).await? {
        return Ok(started);
    }
    let job = Job::of(cx, who, &input).await?;
    let row = row_of(cx, who, &input, &job);
    let order = Order { user: row.user_id, key: row.key_id, kind: KIND_TTS };
    let ready = job.manner.ready(cx, order, &job.plan, &job.texts).await?;
    let (cx2, user, id, held, texts) = (cx.clone(), who.user(), row.id, ready.clone(), job.texts);
    let written = cx.db.write(user.0, move |conn| {
        async move {
            store::insert(conn, &row).await?;
            for ((position, text), ready) in (0..).zip(&texts).zip(&held) {
                store::insert_part(conn, id, position, text, ready.id()).await?;
                launch::queue(&cx2, conn, ready).await?;
            }
            view(conn, user, id).await
        }
        .boxed()
    });
    match written.await {
        Ok(view) => {
            launch::wake(cx);
            started(view)
        }
        // The same request came twice at once.
        Err(fault) if fault.violates("speeches_request", "speeches.request_id") => {
            started_before(cx, who, &input).await?.ok_or_else(|| AppError::Conflict.into())
        }
        Err(fault) => Err(fault),
    }
}

/// What the same request made before.
async fn started_before(cx: &Cx, who: &Member, input: &NewSpeech) -> Result<Option<SpeechStarted>> {
    let Some(request) = &input.client_request_id else { return Ok(None) };
    let mut conn = cx.db.read().await?;
    match store::find_by_request(&mut conn, who.user(), request).await? {
        Some(row) => Ok(Some(started(view(&mut conn, row.user_id, row.id).await?)?)),
        None => Ok(None),
    }
}

fn started(speech: SpeechView) -> Result<SpeechStarted> {
    let first = speech.parts.first().ok_or_else(|| Fault::broken("a speech without parts"))?;
    Ok(SpeechStarted { run_id: first.run_id, speech })
}

fn row_of(cx: &Cx, who: &Member, input: &NewSpeech, job: &Job) -> Row {
    let plain = |text: &str| text.trim().replace('\0', "");
    let text = input.text.replace('\0', "");
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let named = input.name.as_deref().map(plain);
    Row {
        id: SpeechId(cx.id()),
        user_id: who.user(),
        key_id: who.key().map(|door| door.id),
        name: named.unwrap_or_else(|| line.chars().take(NAME_CHARS).collect()),
        model_id: job.plan.first().id.clone(),
        voice: job.manner.voice.clone().or_else(|| job.plan.first().voices.first().cloned()),
        speed_percent: job.manner.speed_percent,
        format: job.manner.format.code().to_owned(),
        asset_id: None,
        request_id: input.client_request_id.as_deref().map(plain),
        created_at: cx.clock.now(),
        content: text,
    }
}

/// Asks for the parts that failed again, and for no others. Refuses: `not_found`, `conflict` (none failed), and as
/// [`start_speech`].
pub async fn again_speech(cx: &Cx, who: &Member, id: SpeechId) -> Result<SpeechStarted> {
    cx.limits.run(who.user())?;
    let user = who.user();
    let mut conn = cx.db.read().await?;
    let row = store::find(&mut conn, user, id).await?.ok_or(AppError::NotFound)?;
    let mut failed = store::list_parts(&mut conn, user, id, id).await?;
    failed.retain(|part| part.state() == AudioPartState::Failed);
    let found = plan::find_again(cx, &mut conn, who, &row.model_id, Task::Tts).await?;
    drop(conn);
    let manner = Manner {
        voice: row.voice.clone(),
        format: row.format.parse().unwrap_or(SpeechFormat::Mp3),
        speed_percent: row.speed_percent,
    };
    let order = Order { user, key: who.key().map(|door| door.id), kind: KIND_TTS };
    let texts: Vec<String> = failed.iter().map(|part| part.content.clone()).collect();
    let ready = manner.ready(cx, order, &found, &texts).await?;
    let run_id = ready.first().map(Ready::id).ok_or(AppError::Conflict)?;
    let (cx2, held) = (cx.clone(), ready.clone());
    let written = cx.db.write(user.0, move |conn| {
        async move {
            for (part, ready) in failed.iter().zip(&held) {
                let is_renewed = store::renew_part(conn, id, part.position, ready.id()).await?;
                is_renewed.then_some(()).ok_or(AppError::Conflict)?;
                launch::queue(&cx2, conn, ready).await?;
            }
            view(conn, user, id).await
        }
        .boxed()
    });
    let speech = written.await?;
    launch::wake(cx);
    Ok(SpeechStarted { run_id, speech })
}
