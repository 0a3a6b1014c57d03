//! What parts of recordings and of speeches have in common.

use crate::{
    kernel::{AppError, error::ProviderProblem},
    studio::audio::model::{AudioPartState, AudioState},
};

/// A run's failure, where nothing more is known of it.
pub(super) const FAILED: AppError = AppError::Provider { reason: ProviderProblem::Unavailable };

/// How far the whole is, by its parts.
pub(super) fn state_of(parts: impl Iterator<Item = AudioPartState>) -> AudioState {
    let (mut done, mut failed) = (false, false);
    for part in parts {
        match part {
            AudioPartState::Waiting => return AudioState::Working,
            AudioPartState::Done => done = true,
            AudioPartState::Failed => failed = true,
        }
    }
    match (done, failed) {
        (true, true) => AudioState::Partial,
        (true, false) => AudioState::Done,
        (false, _) => AudioState::Failed,
    }
}
