//! Beginning a recording: looked at, cut where it is too long, held as a whole, begun.

use super::{
    keep::KIND_STT,
    store::{self, Row},
    summary::{self, Writer},
    view::view,
};
use crate::{
    billing,
    catalog::server::Plan,
    kernel::{
        AppError, Coins, FieldProblem,
        id::{RecordingId, UserId},
    },
    library::{
        self,
        model::{AUDIO_BYTES_MAX, Asset, AssetKind},
        server::{Asked, Served},
    },
    provider::{Media, media::TranscriptionRequest},
    routing::{task::Task, wish::Facts},
    run::{model::Quote, server::Work},
    server::{Cx, Fault, Result, access::Member},
    studio::audio::{
        model::{AudioPartState, NewRecording, RECORDING_MS_MAX, RecordingStarted, RecordingView, SummaryState},
        server::{
            launch::{self, Order, Ready, sum},
            plan,
            sound::{self, Survey},
        },
    },
};
use bytes::{Bytes, BytesMut};
use futures::{FutureExt, TryStreamExt};
use std::ops::Range;

/// Bytes of sound that providers take at once.
const WHOLE_BYTES_MAX: i64 = 25 << 20;
/// How long sound may be that is sent as it is: models stop listening after 25 minutes at the latest.
const WHOLE_MS_MAX: u64 = 20 * 60_000;
/// How long parts are at most: 19 MB as they are sent.
const PART_MS_MAX: u64 = 10 * 60_000;
/// Tokens of sound a second, by the densest count.
const TOKENS_A_SECOND: u64 = 50;

/// The sound that is to be written down, and by whom.
struct Job {
    asset: Asset,
    length_ms: u64,
    plan: Plan,
    is_timed: bool,
    /// Who sums it up, where that is wanted.
    writer: Option<Writer>,
}

impl Job {
    /// Looks at what is asked for. Refuses: as [`start_recording`].
    async fn of(cx: &Cx, who: &Member, input: &NewRecording) -> Result<Self> {
        input.check()?;
        let asset = match library::server::get_asset(cx, who, input.asset_id).await {
            Err(Fault::Refused(AppError::NotFound)) => {
                return Err(AppError::field("asset_id", FieldProblem::Unknown).into());
            }
            found => found?,
        };
        let length = asset.duration_ms.filter(|length| asset.kind == AssetKind::Audio && *length > 0);
        let length = length.ok_or_else(|| AppError::field("file", FieldProblem::Sound))?;
        if length > RECORDING_MS_MAX {
            let hours = u32::try_from(RECORDING_MS_MAX / 3_600_000)?;
            return Err(AppError::field("file", FieldProblem::SoundTooLong { hours }).into());
        }
        let length_ms = u64::try_from(length)?;
        let mut conn = cx.db.read().await?;
        let plan = plan::find(cx, &mut conn, who, input.model.as_deref(), Task::Stt, &Facts::default()).await?;
        let is_timed = plan::tells_times(&plan);
        let writer = if input.summary { Some(summary::writer(cx, &mut conn, who, length_ms).await?) } else { None };
        Ok(Self { asset, length_ms, plan, is_timed, writer })
    }

    fn is_whole(&self) -> bool {
        self.asset.size_bytes <= WHOLE_BYTES_MAX && self.length_ms <= WHOLE_MS_MAX
    }

    /// Where it is cut; once it was listened to, where it is silent.
    fn spans(&self, heard: Option<&Survey>) -> Vec<Range<u64>> {
        match heard {
            _ if self.is_whole() => std::iter::once(0..self.length_ms).collect(),
            Some(survey) => survey.cuts(self.length_ms, PART_MS_MAX),
            // Never more parts than there will be.
            None => {
                let step = usize::try_from(PART_MS_MAX / 2).unwrap_or(usize::MAX);
                let starts = (0..self.length_ms).step_by(step);
                starts.map(|start| start..(start + PART_MS_MAX / 2).min(self.length_ms)).collect()
            }
        }
    }

    /// The most that it may cost.
    fn maximum(&self, spans: &[Range<u64>]) -> Coins {
        let parts = spans.iter().map(|span| {
            let (work, tokens) = work(Bytes::new(), "", span, None, self.is_timed);
            launch::maximum(&self.plan, work, tokens)
        });
        sum(parts.chain(self.writer.as_ref().map(Writer::maximum)))
    }
}

/// What a model is asked of a part, and never fewer than the tokens it reads.
fn work(bytes: Bytes, media: &str, span: &Range<u64>, language: Option<&str>, timestamps: bool) -> (Work, u64) {
    let audio = Media { media_type: media.to_owned(), bytes };
    let language = language.map(str::to_owned);
    let request = TranscriptionRequest { model: String::new(), audio, language, prompt: None, timestamps };
    let audio_ms_max = span.end.saturating_sub(span.start);
    let tokens = audio_ms_max.div_ceil(1_000).saturating_mul(TOKENS_A_SECOND);
    (Work::Transcription { request, audio_ms_max }, tokens)
}

/// The most that writing it down may cost, its summary included. Refuses as [`start_recording`].
pub async fn quote_recording(cx: &Cx, who: &Member, input: NewRecording) -> Result<Quote> {
    let job = Job::of(cx, who, &input).await?;
    let maximum = job.maximum(&job.spans(None));
    let available = billing::server::get_balance(cx, who).await?.available;
    Ok(Quote { maximum, typical: maximum, available })
}

/// Begins to write sound of the library down. The same request again is answered with what the first one made. Refuses:
/// `invalid` (`asset_id`, `file`: no sound that can be decoded, or too long; `language`, `model`, `name`), `key_model`,
/// `insufficient_coins`, `key_limit`, `rate_limited`.
pub async fn start_recording(cx: &Cx, who: &Member, input: NewRecording) -> Result<RecordingStarted> {
    cx.limits.run(who.user())?;
    if let Some(started) = started_before(cx, who, &input).await? {
        return Ok(started);
    }
    let job = Job::of(cx, who, &input).await?;
    let bytes = read(cx, who, &job.asset).await?;
    let heard = sound::survey(cx, bytes.clone()).await?;
    if heard.is_none() && !job.is_whole() {
        return Err(AppError::field("file", FieldProblem::Sound).into());
    }
    let spans = job.spans(heard.as_ref());
    if job.writer.is_some() {
        afford(cx, who, job.maximum(&spans)).await?;
    }
    let row = row_of(cx, who, &input, &job, heard.as_ref())?;
    let language = input.language.as_deref();
    let order = Order { user: row.user_id, key: row.key_id, kind: KIND_STT };
    let ready = ready(cx, order, &job, bytes, &spans, language).await?;
    write(cx, who, row, spans, ready, input).await
}

/// What the same request made before.
async fn started_before(cx: &Cx, who: &Member, input: &NewRecording) -> Result<Option<RecordingStarted>> {
    let Some(request) = &input.client_request_id else { return Ok(None) };
    let mut conn = cx.db.read().await?;
    match store::find_by_request(&mut conn, who.user(), request).await? {
        Some(row) => Ok(Some(started(view(&mut conn, row.user_id, row.id).await?)?)),
        None => Ok(None),
    }
}

fn started(recording: RecordingView) -> Result<RecordingStarted> {
    let first = recording.parts.first().ok_or_else(|| Fault::broken("a recording without parts"))?;
    Ok(RecordingStarted { run_id: first.run_id, recording })
}

/// Whether the wallet can pay for all of it, also for what is held later. Refuses: `insufficient_coins`.
async fn afford(cx: &Cx, who: &Member, required: Coins) -> Result<()> {
    let available = billing::server::get_balance(cx, who).await?.available;
    if available >= required {
        return Ok(());
    }
    let missing = Coins::from_milli(required.milli.saturating_sub(available.milli));
    Err(AppError::InsufficientCoins { required, available, missing }.into())
}

async fn read(cx: &Cx, who: &Member, asset: &Asset) -> Result<Bytes> {
    let served = library::server::get_content(cx, who, asset.id, &Asked::default()).await?;
    let Served::Bytes { content, .. } = served else { return Err(Fault::broken("a file without bytes")) };
    if content.size > AUDIO_BYTES_MAX {
        return Err(AppError::TooLarge { limit_bytes: AUDIO_BYTES_MAX }.into());
    }
    let all = BytesMut::with_capacity(usize::try_from(content.size)?);
    let all = content.stream.try_fold(all, async |mut all, part| {
        all.extend_from_slice(&part);
        Ok(all)
    });
    Ok(all.await?.freeze())
}

fn row_of(cx: &Cx, who: &Member, input: &NewRecording, job: &Job, heard: Option<&Survey>) -> Result<Row> {
    let now = cx.clock.now();
    let plain = |text: &str| text.trim().replace('\0', "");
    let named = input.name.as_deref().map(plain);
    let summary_state = if job.writer.is_some() { SummaryState::Wanted } else { SummaryState::None };
    Ok(Row {
        id: RecordingId(cx.id()),
        user_id: who.user(),
        key_id: who.key().map(|door| door.id),
        name: named.unwrap_or_else(|| job.asset.name.clone()),
        asset_id: job.asset.id,
        duration_ms: i64::try_from(job.length_ms)?,
        model_id: job.plan.first().id.clone(),
        asked_language: input.language.clone(),
        peaks: serde_json::to_string(&heard.map(Survey::peaks).unwrap_or_default())?,
        summary_state: summary_state.code().to_owned(),
        summary_model: job.writer.as_ref().map(|writer| writer.model().to_owned()),
        summary_run_id: None,
        summary: None,
        request_id: input.client_request_id.as_deref().map(plain),
        created_at: now,
        updated_at: now,
    })
}

/// The runs of these parts of the sound.
async fn ready(
    cx: &Cx,
    order: Order,
    job: &Job,
    bytes: Bytes,
    spans: &[Range<u64>],
    language: Option<&str>,
) -> Result<Vec<Ready>> {
    if job.is_whole() {
        let span = 0..job.length_ms;
        let (work, tokens) = work(bytes, &job.asset.media_type, &span, language, job.is_timed);
        return Ok(vec![launch::pack(cx, order, &job.plan, work, tokens).await?]);
    }
    let (mut all, mut parts) = (Vec::new(), sound::parts(cx, bytes, spans.to_vec()));
    for span in spans {
        let part = parts.recv().await.ok_or_else(sound::missing)?;
        let (work, tokens) = work(part, "audio/wav", span, language, job.is_timed);
        all.push(launch::pack(cx, order, &job.plan, work, tokens).await?);
    }
    Ok(all)
}

/// Everything in one transaction: the recording, its parts, their runs and holds. Then they begin.
async fn write(
    cx: &Cx,
    who: &Member,
    row: Row,
    spans: Vec<Range<u64>>,
    ready: Vec<Ready>,
    input: NewRecording,
) -> Result<RecordingStarted> {
    let (cx2, user, id, held) = (cx.clone(), who.user(), row.id, ready.clone());
    let written = cx.db.write(user.0, move |conn| {
        async move {
            store::insert(conn, &row).await?;
            for ((position, span), ready) in (0..).zip(spans).zip(&held) {
                store::insert_part(conn, id, position, span, ready.id()).await?;
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
        Err(fault) if fault.violates("recordings_request", "recordings.request_id") => {
            started_before(cx, who, &input).await?.ok_or_else(|| AppError::Conflict.into())
        }
        Err(fault) => Err(fault),
    }
}

/// Asks for the parts that failed again, and for no others. Refuses: `not_found`, `conflict` (none failed), and as
/// [`start_recording`].
pub async fn again_recording(cx: &Cx, who: &Member, id: RecordingId) -> Result<RecordingStarted> {
    cx.limits.run(who.user())?;
    let user = who.user();
    let (row, failed) = failed_parts(cx, user, id).await?;
    let asked = NewRecording {
        asset_id: row.asset_id,
        language: row.asked_language.clone(),
        model: Some(row.model_id.clone()),
        summary: false,
        name: None,
        client_request_id: None,
    };
    let job = match Job::of(cx, who, &asked).await {
        // The model is gone since: the policy knows another.
        Err(Fault::Refused(AppError::Invalid { fields })) if fields.iter().any(|field| field.field == "model") => {
            Job::of(cx, who, &NewRecording { model: None, ..asked }).await?
        }
        found => found?,
    };
    let bytes = read(cx, who, &job.asset).await?;
    let spans: Vec<Range<u64>> = failed.iter().map(|(_, span)| span.clone()).collect();
    let order = Order { user, key: who.key().map(|door| door.id), kind: KIND_STT };
    let ready = ready(cx, order, &job, bytes, &spans, row.asked_language.as_deref()).await?;
    let (cx2, held) = (cx.clone(), ready.clone());
    let written = cx.db.write(user.0, move |conn| {
        async move {
            for ((position, _), ready) in failed.iter().zip(&held) {
                let is_renewed = store::renew_part(conn, id, *position, ready.id()).await?;
                is_renewed.then_some(()).ok_or(AppError::Conflict)?;
                launch::queue(&cx2, conn, ready).await?;
            }
            view(conn, user, id).await
        }
        .boxed()
    });
    let recording = written.await?;
    let run_id = ready.first().map(Ready::id).ok_or(AppError::Conflict)?;
    launch::wake(cx);
    Ok(RecordingStarted { run_id, recording })
}

/// The parts that failed: place and span.
async fn failed_parts(cx: &Cx, user: UserId, id: RecordingId) -> Result<(Row, Vec<(i64, Range<u64>)>)> {
    let mut conn = cx.db.read().await?;
    let row = store::find(&mut conn, user, id).await?.ok_or(AppError::NotFound)?;
    let parts = store::list_parts(&mut conn, user, id, id).await?;
    let failed = parts.into_iter().filter(|part| part.state() == AudioPartState::Failed);
    let failed = failed.map(|part| Ok((part.position, u64::try_from(part.start_ms)?..u64::try_from(part.end_ms)?)));
    let failed: Vec<_> = failed.collect::<Result<_>>()?;
    if failed.is_empty() { Err(AppError::Conflict.into()) } else { Ok((row, failed)) }
}
