//! Ordering texts: one to four runs of one form.

use super::{
    KIND,
    prompt::Prompt,
    quote::{choose, compose_all, quote, sum},
    store::{self, NewRow},
};
use crate::{
    catalog::server::Plan,
    kernel::{
        AppError, Coins,
        fold::folded,
        id::{RunId, TextId, TextOrderId},
    },
    run::{
        self,
        server::{NewRun, Payer, Work},
    },
    server::{Cx, Fault, Result, access::Member, db::Conn, live::Log},
    studio::text::model::{NewTexts, StartedTexts, Text, TextForm},
};
use futures::FutureExt;
use std::sync::Arc;

/// Characters of a title that is the beginning of the material.
const TITLE_CHARS: usize = 80;
/// Characters of the material that a search looks at.
const FOUND_CHARS: usize = 2_000;

/// Starts the texts of a form. Refuses: `invalid`, `not_found` (`part_of`), `insufficient_coins` (for all of them, or none
/// is started), `key_model`, `key_limit`, `rate_limited`, `provider` (`context_too_long`).
pub async fn start_texts(cx: &Cx, who: &Member, input: NewTexts) -> Result<StartedTexts> {
    let (started, _) = launch(cx, who, input).await?;
    Ok(started)
}

/// The same, with the logs of the runs.
pub(super) async fn launch(cx: &Cx, who: &Member, input: NewTexts) -> Result<(StartedTexts, Vec<Arc<Log>>)> {
    let input = NewTexts { form: input.form.tidied(), ..input };
    input.check()?;
    let mut runs = Vec::new();
    for _ in 0..input.variants {
        cx.limits.run(who.user())?;
        runs.push(RunId(cx.id()));
    }
    let mut logs = Vec::new();
    for run in &runs {
        logs.push(run::server::open_log(cx, *run).inspect_err(|_| close(cx, &runs))?);
    }
    let (cx2, lane, opened) = (cx.clone(), who.user().0, logs.clone());
    let order = Order { id: TextOrderId(cx.id()), who: who.clone(), runs: runs.clone(), input };
    // In a task of its own: a page that goes away in the middle must not leave runs that nobody works on.
    let started = cx.tasks.spawn(async move {
        let cx = cx2.clone();
        match cx2.db.write(lane, move |conn| async move { order.place(&cx, conn).await }.boxed()).await {
            Ok((started, new_runs)) if !new_runs.is_empty() => {
                for (new_run, log) in new_runs.into_iter().zip(opened) {
                    drop(run::server::begin(&cx2, new_run, log));
                }
                Ok(started)
            }
            other => {
                close(&cx2, &runs);
                other.map(|(started, _)| started)
            }
        }
    });
    Ok((started.await??, logs))
}

/// Nobody will work on these.
fn close(cx: &Cx, runs: &[RunId]) {
    runs.iter().for_each(|run| cx.live.close(run.0));
}

struct Order {
    id: TextOrderId,
    who: Member,
    runs: Vec<RunId>,
    input: NewTexts,
}

impl Order {
    /// Everything of an order in one transaction: its texts, their runs, their holds. No runs where the same request made
    /// them before.
    async fn place(self, cx: &Cx, conn: &mut Conn) -> Result<(StartedTexts, Vec<NewRun>)> {
        let user = self.who.user();
        if let Some(request) = &self.input.client_request_id
            && let Some(order_id) = store::find_request(conn, user, request).await?
        {
            let texts = store::list_order(conn, user, order_id).await?;
            return Ok((StartedTexts { order_id, texts }, Vec::new()));
        }
        if let Some(whole) = self.input.part_of {
            store::find(conn, user, whole).await?.ok_or(AppError::NotFound)?;
        }
        let prompts = compose_all(&self.input);
        let plan = choose(cx, conn, &self.who, &self.input, &prompts).await?;
        let quotes: Vec<Coins> = prompts.iter().map(|prompt| quote(&plan, prompt, Coins::ZERO).maximum).collect();
        let (mut texts, mut new_runs) = (Vec::new(), Vec::new());
        for (at, (prompt, run)) in prompts.into_iter().zip(&self.runs).enumerate() {
            let new_run = self.run(*run, &plan, prompt);
            run::server::insert(cx, conn, &new_run).await.map_err(|fault| for_all(fault, &quotes, at))?;
            texts.push(self.write(cx, conn, &new_run, at).await?);
            new_runs.push(new_run);
        }
        Ok((StartedTexts { order_id: self.id, texts }, new_runs))
    }

    fn run(&self, id: RunId, plan: &Plan, prompt: Prompt) -> NewRun {
        NewRun {
            id,
            user: self.who.user(),
            payer: Payer::Person(self.who.key().map(|door| door.id)),
            kind: KIND,
            plan: plan.clone(),
            work: Work::Chat(prompt.request),
            input_tokens_max: prompt.input_tokens_max,
        }
    }

    async fn write(&self, cx: &Cx, conn: &mut Conn, run: &NewRun, at: usize) -> Result<Text> {
        let title = title(&self.input.form);
        let row = NewRow {
            id: TextId(cx.id()),
            user: self.who.user(),
            order: self.id,
            variant: i64::try_from(at).unwrap_or(0).saturating_add(1),
            part_of: self.input.part_of,
            folded: findable(&title, &self.input.form),
            title,
            form: &self.input.form,
            model: &run.plan.first().id,
            run: run.id,
            request_id: self.input.client_request_id.as_deref(),
        };
        store::insert(conn, row, cx.clock.now()).await
    }
}

/// What the wallet lacks for all versions, when it lacks something for the one at this place: those before it are held, and
/// come back with the refusal.
fn for_all(fault: Fault, quotes: &[Coins], at: usize) -> Fault {
    let Fault::Refused(AppError::InsufficientCoins { available, .. }) = fault else { return fault };
    let total = |quotes: &[Coins]| quotes.iter().copied().fold(Coins::ZERO, sum);
    let available = sum(available, total(quotes.get(..at).unwrap_or_default()));
    let required = total(quotes);
    let missing = Coins::from_milli(required.milli.saturating_sub(available.milli));
    AppError::InsufficientCoins { required, available, missing }.into()
}

/// The beginning of the material.
fn title(form: &TextForm) -> String {
    let line = form.material().lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let short: String = line.chars().take(TITLE_CHARS).collect();
    if short.len() < line.len() { format!("{}…", short.trim_end()) } else { short }
}

/// What a search looks at.
pub(super) fn findable(title: &str, form: &TextForm) -> String {
    let material: String = form.material().chars().take(FOUND_CHARS).collect();
    folded(&format!("{title}\n{material}"))
}
