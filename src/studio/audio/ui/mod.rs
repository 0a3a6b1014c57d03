//! Pages of the audio studio.

mod audio_page;
mod desk;
mod history;
mod player;
mod quote;
mod recorder;
mod recording_page;
mod segments;
mod speak;
mod speech_page;
mod summary;
mod transcribe;
mod watch;
mod word;

pub use audio_page::AudioPage;
pub use recording_page::RecordingPage;
pub use speech_page::SpeechPage;
