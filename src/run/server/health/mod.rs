//! How a provider did over time, by hour or by day.

mod store;

pub use store::{HealthRow, SpeedRow, health, speeds};
