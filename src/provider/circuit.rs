//! Circuit breakers: who failed lately is passed over for a while, then tried by one request.
//!
//! A model's circuit opens after several failures in a row of time, or at once when the provider named a pause; a
//! provider's own opens when its key, its quota or our country is refused, whatever the model. In memory: each process
//! learns for itself; what concerns a key is reported, for whoever keeps it for all processes.

use super::failure::{Failure, FailureClass};
use crate::kernel::Instant;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// Failures within [`WINDOW_S`] that open a model's circuit.
const FAILURES: usize = 5;
/// Seconds in which they must happen.
const WINDOW_S: i64 = 60;
/// Seconds a model's circuit stays open.
const OPEN_S: i64 = 30;
/// Seconds a provider's circuit stays open after its key or our country was refused.
const REFUSED_S: i64 = 600;
/// Seconds it stays open when the quota is used up.
const QUOTA_S: i64 = 300;
/// The longest pause that a provider may ask for.
const PAUSE_MAX_S: i64 = 3_600;
/// Reports that wait; more say nothing new.
const REPORTS: usize = 64;
/// Seconds a probe has to come back before another one is sent.
const PROBE_S: i64 = 60;

/// The circuits of the process.
#[derive(Debug, Default)]
pub struct Circuits {
    circuits: Mutex<HashMap<String, Circuit>>,
    reports: Mutex<Vec<Report>>,
    reported: Notify,
}

/// A key was refused, or its account is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Whose key.
    pub provider: String,
    /// What was said.
    pub failure: Failure,
    /// When.
    pub at: Instant,
    /// When the next request may try.
    pub until: Instant,
}

#[derive(Debug, Default)]
struct Circuit {
    failures: Vec<Instant>,
    open: Option<Open>,
    /// A probe is out.
    is_probed: bool,
}

/// Why and until when nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The failure that opened it.
    pub class: FailureClass,
    /// When the next request may try.
    pub until: Instant,
}

impl Circuits {
    /// Whether a request may be sent now. When a pause has just ended, the one that asks is the probe, and the others
    /// wait for it.
    pub fn allows(&self, provider: &str, model: &str, now: Instant) -> bool {
        let mut circuits = self.lock();
        let keys = [provider.to_owned(), key(provider, model)];
        let closed =
            |key: &String| circuits.get(key).and_then(|circuit| circuit.open).is_none_or(|open| open.until <= now);
        if !keys.iter().all(closed) {
            return false;
        }
        for key in keys {
            if let Some(circuit) = circuits.get_mut(&key)
                && let Some(open) = circuit.open.as_mut()
            {
                open.until = now.plus_s(PROBE_S);
                circuit.is_probed = true;
            }
        }
        true
    }

    /// The request ended without telling anything of the model, stopped by its person: if a probe is out, another one may
    /// go at once.
    pub fn abandoned(&self, provider: &str, model: &str, now: Instant) {
        let mut circuits = self.lock();
        for key in [provider.to_owned(), key(provider, model)] {
            if let Some(circuit) = circuits.get_mut(&key).filter(|circuit| circuit.is_probed) {
                circuit.is_probed = false;
                if let Some(open) = &mut circuit.open {
                    open.until = now;
                }
            }
        }
    }

    /// The model answered.
    pub fn succeeded(&self, provider: &str, model: &str) {
        let mut circuits = self.lock();
        circuits.remove(provider);
        circuits.remove(&key(provider, model));
    }

    /// The model did not answer.
    pub fn failed(&self, provider: &str, model: &str, failure: &Failure, now: Instant) {
        let (whole, pause_s) = match failure.class {
            FailureClass::Credential | FailureClass::Region => (true, Some(REFUSED_S)),
            FailureClass::Quota => (true, Some(asked_pause(failure).unwrap_or(QUOTA_S))),
            FailureClass::ModelGone => (false, Some(REFUSED_S)),
            FailureClass::RateLimited => (false, asked_pause(failure)),
            FailureClass::Overloaded | FailureClass::Transient | FailureClass::Protocol | FailureClass::Interrupted => {
                (false, None)
            }
            // The request's own fault: the model is there and says so.
            FailureClass::Caller | FailureClass::ContextTooLong | FailureClass::Filtered => {
                return self.succeeded(provider, model);
            }
            FailureClass::Uncertain => return,
        };
        let name = if whole { provider.to_owned() } else { key(provider, model) };
        if let Some(pause_s) = pause_s.filter(|_| failure.condemns_key() || failure.class == FailureClass::Quota) {
            self.report(provider, failure, now, now.plus_s(pause_s));
        }
        let mut circuits = self.lock();
        let circuit = circuits.entry(name).or_default();
        circuit.failures.retain(|then| then.plus_s(WINDOW_S) > now);
        circuit.failures.push(now);
        let probe_failed = circuit.open.is_some();
        let pause_s = pause_s.or_else(|| (probe_failed || circuit.failures.len() >= FAILURES).then_some(OPEN_S));
        if let Some(pause_s) = pause_s {
            circuit.is_probed = false;
            circuit.open = Some(Open { class: failure.class, until: now.plus_s(pause_s) });
        }
    }

    /// Something other than an answer showed that the provider refuses the key or its account.
    pub fn refused(&self, provider: &str, failure: &Failure, now: Instant) {
        if failure.condemns_key() || failure.class == FailureClass::Quota {
            self.failed(provider, "", failure, now);
        }
    }

    /// Closes the way to a provider as another process found it.
    pub fn open_until(&self, provider: &str, class: FailureClass, until: Instant) {
        self.lock().entry(provider.to_owned()).or_default().open = Some(Open { class, until });
    }

    /// The account was filled up, or its time to be tried again has come.
    pub fn forget_quota(&self, provider: &str) {
        let used_up = |circuit: &Circuit| circuit.open.is_some_and(|open| open.class == FailureClass::Quota);
        self.lock().retain(|name, circuit| name != provider || !used_up(circuit));
    }

    /// Waits until something was reported.
    pub async fn reported(&self) {
        self.reported.notified().await;
    }

    /// What was reported since the last time.
    pub fn take_reports(&self) -> Vec<Report> {
        std::mem::take(&mut *self.reports.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn report(&self, provider: &str, failure: &Failure, at: Instant, until: Instant) {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        reports.retain(|known| known.provider != provider || known.failure.class != failure.class);
        if reports.len() < REPORTS {
            reports.push(Report { provider: provider.to_owned(), failure: failure.clone(), at, until });
            self.reported.notify_one();
        }
    }

    /// Forgets what is known of a provider: its key was changed or tested.
    pub fn reset(&self, provider: &str) {
        let models = format!("{provider}\n");
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| known.provider != provider);
        self.lock().retain(|name, _| name != provider && !name.starts_with(&models));
    }

    /// A provider's own circuit, and those of its models, where they are open: `None` is the provider's.
    pub fn open(&self, provider: &str, now: Instant) -> Vec<(Option<String>, Open)> {
        let circuits = self.lock();
        let models = format!("{provider}\n");
        let mut open: Vec<_> = circuits
            .iter()
            .filter(|(name, _)| *name == provider || name.starts_with(&models))
            .filter_map(|(name, circuit)| {
                let open = circuit.open.filter(|open| open.until > now)?;
                Some((name.strip_prefix(&models).map(str::to_owned), open))
            })
            .collect();
        open.sort_by(|a, b| a.0.cmp(&b.0));
        open
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Circuit>> {
        self.circuits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// No provider's name has a line break.
fn key(provider: &str, model: &str) -> String {
    format!("{provider}\n{model}")
}

fn asked_pause(failure: &Failure) -> Option<i64> {
    let asked = failure.retry_after.map(|pause| pause.saturating_add(Duration::from_millis(999)).as_secs());
    asked.map(|seconds| i64::try_from(seconds).unwrap_or(PAUSE_MAX_S).clamp(1, PAUSE_MAX_S))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(1_790_000_000_000_000).plus_s(seconds)
    }

    fn failure(class: FailureClass) -> Failure {
        Failure::new(class, "x")
    }

    #[test]
    fn several_failures_open_and_one_probe_closes() {
        let circuits = Circuits::default();
        for n in 0..4 {
            circuits.failed("p", "m", &failure(FailureClass::Transient), at(n));
        }
        assert!(circuits.allows("p", "m", at(4)), "four are not enough");
        circuits.failed("p", "m", &failure(FailureClass::Overloaded), at(4));
        assert!(!circuits.allows("p", "m", at(5)));
        assert!(circuits.allows("p", "other", at(5)), "another model of the same provider works");
        assert!(circuits.allows("p", "m", at(34)), "the probe");
        assert!(!circuits.allows("p", "m", at(34)), "only one");
        circuits.failed("p", "m", &failure(FailureClass::Transient), at(35));
        assert!(!circuits.allows("p", "m", at(60)), "a failed probe opens it again");
        assert!(circuits.allows("p", "m", at(65)));
        circuits.succeeded("p", "m");
        assert!(circuits.allows("p", "m", at(66)) && circuits.allows("p", "m", at(66)));
    }

    #[test]
    fn old_failures_do_not_count() {
        let circuits = Circuits::default();
        for n in 0..10 {
            circuits.failed("p", "m", &failure(FailureClass::Protocol), at(n * 61));
        }
        assert!(circuits.allows("p", "m", at(700)));
    }

    #[test]
    fn a_refused_key_closes_the_whole_provider_until_it_is_changed() {
        let circuits = Circuits::default();
        circuits.failed("p", "m", &failure(FailureClass::Credential), at(0));
        assert!(!circuits.allows("p", "other", at(599)));
        assert_eq!(circuits.open("p", at(1)), [(None, Open { class: FailureClass::Credential, until: at(600) })]);
        circuits.reset("p");
        assert!(circuits.allows("p", "other", at(1)));
    }

    #[test]
    fn what_concerns_the_key_is_reported_until_it_is_changed() {
        let circuits = Circuits::default();
        let said = |class, status| Failure { status, ..failure(class) };
        circuits.failed("p", "m", &said(FailureClass::Credential, Some(403)), at(0));
        circuits.failed("p", "m", &said(FailureClass::RateLimited, Some(429)), at(0));
        assert_eq!(circuits.take_reports(), [], "one model, or a little while");
        circuits.failed("p", "m", &said(FailureClass::Credential, Some(401)), at(0));
        circuits.failed("p", "n", &said(FailureClass::Credential, Some(401)), at(1));
        circuits.failed("q", "m", &said(FailureClass::Quota, Some(402)), at(2));
        let reports: Vec<_> =
            circuits.take_reports().into_iter().map(|report| (report.provider, report.until)).collect();
        assert_eq!(reports, [("p".to_owned(), at(601)), ("q".to_owned(), at(302))]);
        circuits.failed("q", "m", &said(FailureClass::Quota, Some(402)), at(3));
        circuits.reset("q");
        assert_eq!(circuits.take_reports(), []);
    }

    #[test]
    fn a_named_pause_is_kept_and_bounded() {
        let circuits = Circuits::default();
        let limited = |s| Failure { retry_after: Some(Duration::from_secs(s)), ..failure(FailureClass::RateLimited) };
        circuits.failed("p", "m", &limited(7), at(0));
        assert!(!circuits.allows("p", "m", at(6)) && circuits.allows("p", "m", at(7)));
        circuits.failed("p", "n", &limited(1_000_000_000), at(0));
        assert!(circuits.allows("p", "n", at(3_600)));
        circuits.failed("p", "o", &failure(FailureClass::RateLimited), at(0));
        assert!(circuits.allows("p", "o", at(1)), "without a pause it counts like any failure");
    }

    #[test]
    fn a_probe_that_was_stopped_frees_the_next_one() {
        let circuits = Circuits::default();
        let limited = Failure { retry_after: Some(Duration::from_secs(10)), ..failure(FailureClass::RateLimited) };
        circuits.failed("p", "m", &limited, at(0));
        circuits.abandoned("p", "m", at(5));
        assert!(!circuits.allows("p", "m", at(9)), "no probe was out: the pause is kept");
        assert!(circuits.allows("p", "m", at(10)) && !circuits.allows("p", "m", at(10)));
        circuits.abandoned("p", "m", at(11));
        assert!(
            circuits.allows("p", "m", at(11)) && !circuits.allows("p", "m", at(12)),
            "the next probe, and only one"
        );
        circuits.failed("p", "m", &limited, at(13));
        circuits.abandoned("p", "m", at(14));
        assert!(!circuits.allows("p", "m", at(22)), "that probe has told something");
    }

    #[test]
    fn what_the_request_did_wrong_counts_against_nobody() {
        let circuits = Circuits::default();
        for n in 0..20 {
            circuits.failed("p", "m", &failure(FailureClass::Filtered), at(n));
            circuits.failed("p", "m", &failure(FailureClass::Caller), at(n));
        }
        assert!(circuits.allows("p", "m", at(20)));
    }
}
