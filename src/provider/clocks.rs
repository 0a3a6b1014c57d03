//! How long to wait for a provider.

use std::time::Duration;

/// The clocks of one request. Comments and empty chunks reset none of them: only what carries something counts, or a
/// provider could keep a dead answer alive for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// For the connection, TLS included.
    pub connect: Duration,
    /// From the request until something comes that carries output.
    pub first_token: Duration,
    /// Between two things that carry output.
    pub idle: Duration,
    /// After the model's finish, for the usage that some providers report behind it.
    pub after_finish: Duration,
    /// For a whole answer.
    pub total: Duration,
    /// For the whole list of models.
    pub list: Duration,
}

impl Default for Clocks {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_token: Duration::from_secs(45),
            idle: Duration::from_secs(60),
            after_finish: Duration::from_secs(3),
            total: Duration::from_secs(30 * 60),
            list: Duration::from_secs(30),
        }
    }
}
