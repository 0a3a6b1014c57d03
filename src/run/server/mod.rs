//! The facade of runs: what the doorways and later features may call.

mod attempt;
mod bill;
mod cancel;
mod drive;
mod finish;
mod health;
mod maximum;
mod overview;
mod preview;
mod record;
mod recover;
pub mod rest;
mod route;
mod start;
mod store;
mod stream;
mod task;
mod tend;
mod totals;
mod uncertain;
pub mod usage_rest;
mod work;

pub use cancel::cancel_run;
pub use health::{HealthRow, SpeedRow, health, speeds};
pub use maximum::maximum;
pub use overview::{get_overview, get_receipt, get_run};
pub use record::{export_attempts, get_attempt, get_attempt_choices, list_attempts};
pub use start::{NewRun, Payer, begin, insert, open_log, quote};
pub use store::{Checked, RunRow, check_runs, find_rows};
pub use stream::{events, partial_text};
pub use task::wake_task;
pub use tend::tend;
pub use totals::{
    EarningCell, ModelTotals, active_users, days, get_earnings, get_latest_earnings, get_usage, get_usage_board,
    list_earning_cells, model_totals, provider_totals, running, totals_of,
};
pub use uncertain::{list_uncertain, reconcile, resolve_uncertain};
pub use work::{IMAGE_TOKENS_MAX, Made, Work};
