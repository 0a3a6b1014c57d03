//! Long tasks of the sandbox: each is asked about a few times before it is done. What was ordered stands in the task's
//! name, so that any process can tell how far it is.

use super::{Sandbox, picture};
use crate::provider::{
    failure::{Failure, FailureClass},
    media::{Reply, TaskModel, TaskReport, TaskRequest, TaskState},
    usage::Usage,
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use futures::FutureExt;
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// Questions until a task is done.
const QUESTIONS: u32 = 3;
/// Pictures of a task.
const PICTURES: u8 = 4;

/// How often tasks were asked about: all of them together, since nobody minds when one is done sooner.
static ASKED: AtomicU32 = AtomicU32::new(0);

impl TaskModel for Sandbox {
    fn submit(&self, request: TaskRequest) -> Reply<'_, TaskReport> {
        async move {
            if request.kind != "imagine" {
                return Err(Failure::new(FailureClass::Caller, "the sandbox only imagines"));
            }
            let ratio = request.aspect_ratio.unwrap_or_default();
            let task_id = URL_SAFE_NO_PAD.encode(format!("{ratio}\n{}", request.prompt));
            Ok(TaskReport { task_id, state: TaskState::Running { progress: 0 } })
        }
        .boxed()
    }

    fn poll(&self, task_id: String) -> Reply<'_, TaskReport> {
        async move {
            let asked = ASKED.fetch_add(1, Ordering::Relaxed) % QUESTIONS + 1;
            let state = if asked < QUESTIONS {
                TaskState::Running { progress: u8::try_from(asked * 100 / QUESTIONS).unwrap_or(99) }
            } else {
                done(&task_id).ok_or_else(|| Failure::new(FailureClass::Caller, "no such task"))?
            };
            Ok(TaskReport { task_id, state })
        }
        .boxed()
    }

    fn parse_webhook(&self, _body: &Bytes) -> Option<TaskReport> {
        None
    }

    fn cancel(&self, _task_id: String) -> Reply<'_, ()> {
        async { Ok(()) }.boxed()
    }

    fn pause(&self, _asked: u32) -> Duration {
        self.pause * 20
    }
}

fn done(task_id: &str) -> Option<TaskState> {
    let ordered = String::from_utf8(URL_SAFE_NO_PAD.decode(task_id).ok()?).ok()?;
    let (ratio, prompt) = ordered.split_once('\n')?;
    let (width, height) = picture::size(None, Some(ratio).filter(|ratio| !ratio.is_empty()));
    let drawn = (0..PICTURES).map(|at| picture::draw(&format!("{prompt}\n{at}"), width / 2, height / 2));
    let images: Vec<_> = drawn.collect::<Option<_>>()?;
    let image_urls = images
        .iter()
        .map(|image| format!("data:{};base64,{}", image.media_type, STANDARD.encode(&image.bytes)))
        .collect();
    Some(TaskState::Done { image_urls, usage: Usage::default() })
}
