//! Pictures of providers that take minutes: ordered once, asked about until they are done, fetched at once, since they are
//! kept for some hours only.
//!
//! An order is never sent twice. A provider's webhook only wakes the asking: what it says is asked again.

use super::{finish, store};
use crate::{
    catalog::server::Offer,
    kernel::id::RunId,
    provider::{
        Failure, FailureClass, Media, Usage, fetched,
        media::{ImageRequest, Images, Made, TaskModel, TaskReport, TaskRequest, TaskState},
    },
    run::model::RunEvent,
    server::{Cx, live::Log},
};
use futures::FutureExt;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The longest a task is waited for.
const TASK_MAX: Duration = Duration::from_secs(20 * 60);
/// Questions in a row that may stay without an answer.
const LOST_MAX: u32 = 8;

/// Where a task's run works.
pub(super) struct Place<'r> {
    pub(super) cx: &'r Cx,
    pub(super) run: RunId,
    pub(super) log: &'r Log,
}

/// Draws with a model that takes minutes.
pub(super) async fn draw(
    place: &Place<'_>,
    model: &dyn TaskModel,
    offer: &Offer,
    request: &ImageRequest,
) -> Result<Made, Failure> {
    if request.count > 1 || !request.references.is_empty() || request.mask.is_some() || request.size.is_some() {
        let what = "this model makes one sheet of pictures from words and an aspect ratio only";
        return Err(Failure::new(FailureClass::Caller, what));
    }
    let order = TaskRequest {
        kind: "imagine".to_owned(),
        prompt: request.prompt.clone(),
        aspect_ratio: request.aspect_ratio.clone(),
        origin: None,
        webhook: place.webhook(),
    };
    let report = model.submit(order).await?;
    let (task_id, named) =
        (report.task_id.clone(), |failure: Failure, id: &str| Failure { request_id: Some(id.to_owned()), ..failure });
    place.note(offer, &task_id).await;
    let (urls, mut usage) = place.wait(model, report).await.map_err(|failure| named(failure, &task_id))?;
    let images = fetch(place.cx, &urls).await.map_err(|failure| named(failure, &task_id))?;
    usage.images = u64::try_from(images.len()).ok();
    Ok(Made::Images(Images { images, usage, request_id: Some(task_id) }))
}

impl Place<'_> {
    /// Where the provider may tell that something happened, where it can reach us.
    fn webhook(&self) -> Option<(String, String)> {
        let public = self.cx.settings.public_url.trim_end_matches('/');
        if !public.starts_with("https://") {
            return None;
        }
        let secret = self.log.hook_secret.get_or_init(|| self.cx.random.secret()).clone();
        Some((format!("{public}/hooks/tasks/{}/{secret}", self.run), secret))
    }

    /// Keeps the task's name, so that a run whose process dies can be asked about.
    async fn note(&self, offer: &Offer, task_id: &str) {
        let (run, provider, task_id) = (self.run, offer.provider.clone(), task_id.to_owned());
        let written = self.cx.db.write(run.0, move |conn| store::set_task(conn, run, provider, task_id).boxed()).await;
        if let Err(fault) = written {
            fault.disclose();
        }
    }

    /// Asks until the task has ended: where its pictures are, and what it took.
    async fn wait(&self, model: &dyn TaskModel, mut report: TaskReport) -> Result<(Vec<String>, Usage), Failure> {
        let (due, task_id) = (Instant::now() + TASK_MAX, report.task_id.clone());
        let (mut asked, mut lost, mut told, mut stopping) = (0, 0, 0, false);
        loop {
            match report.state {
                TaskState::Done { image_urls, usage } => return Ok((image_urls, usage)),
                TaskState::Failed(failure) => return Err(failure),
                TaskState::Running { progress } if progress > told => {
                    told = progress;
                    let event = RunEvent::Progress { percent: progress.min(100), stage: "drawing".to_owned() };
                    self.log.append(event.name(), finish::data(&event));
                }
                TaskState::Running { .. } => {}
            }
            tokio::select! {
                () = sleep(model.pause(asked)) => {}
                () = self.log.nudge.notified() => {}
                () = self.log.cancel.cancelled(), if !stopping => {
                    stopping = true;
                    // Where it can't be taken back it is done, and paid.
                    if let Err(failure) = model.cancel(task_id.clone()).await {
                        tracing::info!(run.id = %self.run, class = failure.class.as_str(), "a task goes on");
                    }
                }
            }
            asked = asked.saturating_add(1);
            report = loop {
                if Instant::now() >= due || lost > LOST_MAX {
                    return Err(Failure::new(FailureClass::Uncertain, "nobody could tell how the task ended"));
                }
                match model.poll(task_id.clone()).await {
                    Ok(report) => break report,
                    Err(failure) => {
                        tracing::info!(run.id = %self.run, class = failure.class.as_str(), "a task could not be asked about");
                        lost += 1;
                        sleep(model.pause(lost)).await;
                    }
                }
            };
            lost = 0;
        }
    }
}

/// The pictures at these addresses; some come within them.
async fn fetch(cx: &Cx, urls: &[String]) -> Result<Vec<Media>, Failure> {
    let inside: Vec<Media> = urls.iter().filter_map(|url| fetched::inside(url)).collect();
    if !inside.is_empty() && inside.len() == urls.len() {
        Ok(inside)
    } else {
        fetched::pictures(&cx.outbound, urls).await
    }
}

/// Wakes the run that waits for a task, when the secret in the address is its own; whether it was.
pub fn wake_task(cx: &Cx, run: RunId, secret: &str) -> bool {
    let Some(log) = cx.live.get(run.0) else { return false };
    let known = log
        .hook_secret
        .get()
        .is_some_and(|known| subtle::ConstantTimeEq::ct_eq(known.as_bytes(), secret.as_bytes()).into());
    if known {
        log.nudge.notify_one();
    }
    known
}
