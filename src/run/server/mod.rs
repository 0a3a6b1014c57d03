//! The facade of runs: what the doorways and later features may call.

mod attempt;
mod bill;
mod cancel;
mod drive;
mod finish;
mod health;
mod overview;
mod packer;
mod preview;
mod queue;
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
mod wait;
mod work;

pub use cancel::cancel_run;
pub use health::{HealthRow, SpeedRow, health, speeds};
pub use overview::{get_overview, get_receipt, get_run};
pub use queue::{Packed, Standing, get_board, pack, queue, settle_parked, standings, wake, work as work_queue};
pub use record::{export_attempts, get_attempt, get_attempt_choices, list_attempts};
pub use start::{NewRun, Payer, begin, insert, open_log, quote, quote_run};
pub use store::{Checked, RunRow, check_runs, find_rows};
pub use stream::{events, partial_text};
pub use task::wake_task;
pub use tend::tend;
pub use totals::{
    EarningCell, ModelTotals, active_users, days, get_earnings, get_latest_earnings, get_usage, get_usage_board,
    list_earning_cells, model_totals, provider_totals, running, totals_of,
};
pub use uncertain::{list_uncertain, reconcile, resolve_uncertain};
pub use wait::wait_end;
pub use work::{IMAGE_TOKENS_MAX, Work};
