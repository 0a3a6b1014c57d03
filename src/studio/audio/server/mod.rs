//! The facade of the audio studio: what the doorways and later features may call.

mod docx;
mod join;
mod launch;
mod number;
mod part;
mod plan;
mod recording;
pub mod rest;
mod sentence;
mod sound;
mod speech;
mod tend;

pub use recording::{
    Exported, KIND_STT, KIND_SUMMARY, Recordings, Summaries, again_recording, change_recording, delete_recording,
    export_recording, get_recording, list_recordings, quote_recording, start_recording, summarise_recording,
};
pub use speech::{
    KIND_TTS, Speeches, again_speech, delete_speech, get_speech, list_speeches, quote_speech, rename_speech,
    start_speech,
};
pub use tend::tend;
