//! How server functions carry errors: our own error as JSON, the transport's failures translated.

use crate::kernel::AppError;
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use uuid::Uuid;

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(failure: ServerFnErrorErr) -> Self {
        match failure {
            ServerFnErrorErr::Request(_) => Self::Unavailable,
            ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::UnsupportedRequestMethod(_) => {
                Self::OutdatedClient
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::MalformedRequest,
            _ => Self::Internal { incident: Uuid::nil() },
        }
    }
}
