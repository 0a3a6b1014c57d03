//! The adapter for long tasks behind an API of its own: Midjourney as GoAPI (PiAPI) and LegNext offer it. Nobody offers it
//! officially, so it is off until its key is set.
//!
//! `wire` has their words, `map` reads how far a task is. A create is sent once: neither of them knows a key that would
//! make a second one harmless.

mod map;
mod wire;

use super::{
    clocks::Clocks,
    failure::{Failure, FailureClass},
    media::{Reply, TaskModel, TaskReport, TaskRequest},
    registry::{Abilities, ProviderSettings},
    remote::{KeyHeader, Remote, refused},
};
use bytes::Bytes;
use futures::FutureExt;
use reqwest::{Client, Response};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;
use wire::Dialect;

/// The largest report that is read.
const REPORT_BYTES_MAX: usize = 1 << 20;
/// Between two questions: at the begin, and at most.
const PAUSE_MIN: u32 = 3;
const PAUSE_MAX: u32 = 15;

/// A provider of long tasks. Cheap to clone.
#[derive(Clone)]
pub struct MjTask {
    server: Arc<Server>,
}

struct Server {
    remote: Remote,
    dialect: &'static Dialect,
}

impl MjTask {
    /// The provider at an address, reached through a client of [`super::http::client`].
    pub fn with_clocks(http: Client, settings: ProviderSettings, clocks: Clocks) -> Self {
        let dialect = Dialect::of(&settings.id);
        let remote = Remote::new(http, settings, KeyHeader::Named("x-api-key"), clocks);
        Self { server: Arc::new(Server { remote, dialect }) }
    }

    /// What it can do.
    pub fn abilities(self) -> Abilities {
        Abilities { task: Some(Arc::new(self)), ..Abilities::default() }
    }
}

impl TaskModel for MjTask {
    fn submit(&self, request: TaskRequest) -> Reply<'_, TaskReport> {
        async move { self.server.submit(&request).await.map_err(|failure| self.server.remote.clean(failure)) }.boxed()
    }

    fn poll(&self, task_id: String) -> Reply<'_, TaskReport> {
        async move { self.server.poll(&task_id).await.map_err(|failure| self.server.remote.clean(failure)) }.boxed()
    }

    fn parse_webhook(&self, body: &Bytes) -> Option<TaskReport> {
        map::report(&serde_json::from_slice(body).ok()?)
    }

    fn cancel(&self, task_id: String) -> Reply<'_, ()> {
        async move { self.server.cancel(&task_id).await.map_err(|failure| self.server.remote.clean(failure)) }.boxed()
    }

    fn pause(&self, asked: u32) -> Duration {
        Duration::from_secs(PAUSE_MIN.saturating_add(asked).min(PAUSE_MAX).into())
    }
}

impl Server {
    async fn submit(&self, request: &TaskRequest) -> Result<TaskReport, Failure> {
        let order = self.dialect.order(request)?;
        let wait = self.remote.clocks.first_token;
        let sending = self.remote.post(order.path)?.json(&order.body).send();
        let lost = |what: &str| Failure::new(FailureClass::Uncertain, what);
        let answered = async {
            let response = sending.await.map_err(|error| self.remote.lost(error))?;
            self.report(response).await.map_err(uncertain)
        };
        // The client's own clock ends a connection that does not come about; this one ends after the order was sent.
        timeout(wait, answered).await.map_err(|_| lost("no answer to the order in time")).flatten()
    }

    async fn poll(&self, task_id: &str) -> Result<TaskReport, Failure> {
        let asking = self.remote.get(&self.dialect.task_path(task_id)?)?.send();
        let asked = async { self.report(asking.await.map_err(|error| self.remote.broken(error))?).await };
        timeout(self.remote.clocks.list, asked).await.map_err(|_| late()).flatten()
    }

    async fn cancel(&self, task_id: &str) -> Result<(), Failure> {
        if !self.dialect.cancels {
            return Ok(());
        }
        let asking = self.remote.delete(&self.dialect.task_path(task_id)?)?.send();
        let asked = async {
            let response = asking.await.map_err(|error| self.remote.broken(error))?;
            if response.status().is_success() { Ok(()) } else { Err(refused(response).await) }
        };
        timeout(self.remote.clocks.list, asked).await.map_err(|_| late()).flatten()
    }

    async fn report(&self, response: Response) -> Result<TaskReport, Failure> {
        if !response.status().is_success() {
            return Err(refused(response).await);
        }
        map::reply(&self.remote.read(response, REPORT_BYTES_MAX).await?)
    }
}

/// A refusal says that nothing was begun; anything that says less does not.
fn uncertain(failure: Failure) -> Failure {
    let clear = !matches!(failure.class, FailureClass::Transient | FailureClass::Protocol);
    if clear { failure } else { Failure { class: FailureClass::Uncertain, ..failure } }
}

fn late() -> Failure {
    Failure::new(FailureClass::Transient, "the task's provider did not answer in time")
}
