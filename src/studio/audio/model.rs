//! What recordings and speeches look like from outside.

use crate::kernel::{
    AppError, Coins, FieldProblem, Instant,
    id::{AssetId, RecordingId, RunId, SpeechId},
    valid::Check,
    word::words,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How long a recording may be, in thousandths of a second: four hours.
pub const RECORDING_MS_MAX: i64 = 4 * 3_600_000;
/// Characters of a text to speak.
pub const TEXT_CHARS_MAX: u32 = 20_000;
/// Characters of a name.
pub const NAME_CHARS_MAX: u32 = 200;
/// Characters of a segment.
pub const SEGMENT_CHARS_MAX: u32 = 40_000;
/// Characters of a summary.
pub const SUMMARY_CHARS_MAX: u32 = 20_000;
/// Characters of a request's own name.
pub const REQUEST_CHARS_MAX: u32 = 64;
/// Segments that are corrected at once.
pub const EDITS_MAX: u32 = 2_000;
/// Speed in hundredths.
pub const SPEED_MIN: i64 = 25;
/// The same.
pub const SPEED_MAX: i64 = 400;

words! {
    /// How far a recording or a speech is.
    AudioState {
        /// Parts of it are still being worked on.
        Working = "working",
        /// All of it is there.
        Done = "done",
        /// Some parts failed.
        Partial = "partial",
        /// Nothing came of it.
        Failed = "failed",
    }
}

words! {
    /// How far one part is.
    AudioPartState {
        /// Being worked on, or soon.
        Waiting = "waiting",
        /// There.
        Done = "done",
        /// It failed.
        Failed = "failed",
    }
}

words! {
    /// How far a summary is.
    SummaryState {
        /// Nobody asked for one.
        None = "none",
        /// It begins when the text is there.
        Wanted = "wanted",
        /// Being written.
        Working = "working",
        /// There.
        Done = "done",
        /// It failed, or there were too few coins for it.
        Failed = "failed",
    }
}

words! {
    /// What a speech is kept as.
    SpeechFormat {
        /// Small; where the model can make it.
        Mp3 = "mp3",
        /// As it was made.
        Wav = "wav",
    }
}

words! {
    /// What a transcript is written out as.
    ExportFormat {
        /// SubRip subtitles.
        Srt = "srt",
        /// Subtitles of the web.
        Vtt = "vtt",
        /// Plain text.
        Txt = "txt",
        /// A Word document.
        Docx = "docx",
    }
}

/// One part of a recording or of a speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AudioPart {
    /// Its place, from zero.
    pub position: i64,
    /// The run that makes it.
    pub run_id: RunId,
    /// How far it is.
    pub state: AudioPartState,
    /// Why it failed.
    #[schema(required)]
    pub error: Option<AppError>,
}

/// Sound that is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recording {
    /// Its id.
    pub id: RecordingId,
    /// Its name.
    pub name: String,
    /// The sound, a file of the library, while it is there.
    pub asset_id: AssetId,
    /// How long it plays.
    pub duration_ms: i64,
    /// The model that was asked.
    #[schema(example = "groq/whisper-large-v3-turbo")]
    pub model: String,
    /// How far it is.
    pub state: AudioState,
    /// Parts of it that are there.
    pub parts_done: i64,
    /// Its parts.
    pub parts: i64,
    /// ISO-639-1 of the language that was heard, where the model told, or that was named.
    #[schema(required, example = "fa")]
    pub language: Option<String>,
    /// How far its summary is.
    pub summary_state: SummaryState,
    /// When it came.
    pub created_at: Instant,
    /// When it changed last.
    pub updated_at: Instant,
}

/// A piece of what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordingSegment {
    /// Names it within its recording.
    pub id: i64,
    /// When it begins, in thousandths of a second.
    pub start_ms: i64,
    /// When it ends.
    pub end_ms: i64,
    /// What is said.
    pub text: String,
}

/// A recording with everything that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordingView {
    /// The recording.
    pub recording: Recording,
    /// The whole text.
    pub text: String,
    /// The text in pieces, in their order.
    pub segments: Vec<RecordingSegment>,
    /// Whether the pieces' times come from the model. Without, a piece is a whole part.
    pub is_timed: bool,
    /// The summary.
    #[schema(required)]
    pub summary: Option<String>,
    /// How loud it is from its beginning to its end, 0 to 100; empty where nobody can tell.
    pub peaks: Vec<u8>,
    /// Its parts.
    pub parts: Vec<AudioPart>,
    /// What it cost so far.
    pub coin_cost: Coins,
}

/// Sound of the library to write down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRecording {
    /// The sound.
    pub asset_id: AssetId,
    /// ISO-639-1 of the language; found out by the model when not given.
    #[serde(default)]
    pub language: Option<String>,
    /// A model that writes speech down; chosen by policy when not given.
    #[serde(default)]
    pub model: Option<String>,
    /// Whether a summary is wanted.
    #[serde(default)]
    pub summary: bool,
    /// Its name; the file's when not given.
    #[serde(default)]
    pub name: Option<String>,
    /// The same request again is answered with what the first one made.
    #[serde(default)]
    pub client_request_id: Option<String>,
}

impl NewRecording {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        let is_code = |code: &String| (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
        if self.language.as_ref().is_some_and(|code| !is_code(code)) {
            check.wrong("language", FieldProblem::Unknown);
        }
        check_names(&mut check, self.name.as_deref(), self.client_request_id.as_deref());
        check.done()
    }
}

fn check_names(check: &mut Check, name: Option<&str>, request: Option<&str>) {
    if let Some(name) = name {
        check.text("name", name, 1, NAME_CHARS_MAX);
    }
    if let Some(request) = request {
        check.text("client_request_id", request, 1, REQUEST_CHARS_MAX);
    }
}

/// A recording that is being written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordingStarted {
    /// The run of its first part.
    pub run_id: RunId,
    /// The recording.
    pub recording: RecordingView,
}

/// A piece that was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentEdit {
    /// Which piece.
    pub id: i64,
    /// What is said.
    pub text: String,
}

/// What changes about a recording; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordingChange {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// Pieces that were corrected.
    #[serde(default)]
    pub segments: Vec<SegmentEdit>,
    /// The summary.
    #[serde(default)]
    pub summary: Option<String>,
}

impl RecordingChange {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check_names(&mut check, self.name.as_deref(), None);
        if let Some(summary) = &self.summary {
            check.text("summary", summary, 0, SUMMARY_CHARS_MAX);
        }
        if u32::try_from(self.segments.len()).map_or(true, |count| count > EDITS_MAX) {
            check.wrong("segments", FieldProblem::TooMany { max: EDITS_MAX });
        }
        let is_long = |edit: &SegmentEdit| edit.text.chars().nth(SEGMENT_CHARS_MAX as usize).is_some();
        if self.segments.iter().any(is_long) {
            check.wrong("segments", FieldProblem::TooLong { max: SEGMENT_CHARS_MAX });
        }
        check.done()
    }
}

/// A text that is spoken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Speech {
    /// Its id.
    pub id: SpeechId,
    /// Its name.
    pub name: String,
    /// The model that was asked.
    #[schema(example = "gemini/gemini-3.8-flash-tts")]
    pub model: String,
    /// Whose voice.
    #[schema(required, example = "Zephyr")]
    pub voice: Option<String>,
    /// Speed in hundredths, 100 as it is.
    pub speed_percent: i64,
    /// What was asked for. Some models make another kind; the file says.
    pub format: SpeechFormat,
    /// How far it is.
    pub state: AudioState,
    /// Parts of it that are there.
    pub parts_done: i64,
    /// Its parts.
    pub parts: i64,
    /// All of it, a file of the library, once it is there.
    #[schema(required)]
    pub asset_id: Option<AssetId>,
    /// When it came.
    pub created_at: Instant,
}

/// A speech with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SpeechView {
    /// The speech.
    pub speech: Speech,
    /// The text as it was given.
    pub text: String,
    /// Its parts.
    pub parts: Vec<AudioPart>,
    /// What it cost so far.
    pub coin_cost: Coins,
}

/// A text to speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSpeech {
    /// What to say, 1 to 20,000 characters.
    pub text: String,
    /// A voice of the model's; its first when not given.
    #[serde(default)]
    pub voice: Option<String>,
    /// What it is kept as: `mp3` when not given.
    #[serde(default)]
    pub format: Option<SpeechFormat>,
    /// Speed in hundredths, 25 to 400, where the model can; 100 when not given.
    #[serde(default)]
    #[schema(minimum = 25, maximum = 400)]
    pub speed_percent: Option<i64>,
    /// A model that speaks; chosen by policy when not given.
    #[serde(default)]
    pub model: Option<String>,
    /// Its name; the beginning of the text when not given.
    #[serde(default)]
    pub name: Option<String>,
    /// The same request again is answered with what the first one made.
    #[serde(default)]
    pub client_request_id: Option<String>,
}

impl NewSpeech {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check.text("text", &self.text, 1, TEXT_CHARS_MAX);
        if self.speed_percent.is_some_and(|speed| !(SPEED_MIN..=SPEED_MAX).contains(&speed)) {
            check.wrong("speed_percent", FieldProblem::OutOfRange { min: SPEED_MIN, max: SPEED_MAX });
        }
        check_names(&mut check, self.name.as_deref(), self.client_request_id.as_deref());
        check.done()
    }
}

/// A speech that is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SpeechStarted {
    /// The run of its first part.
    pub run_id: RunId,
    /// The speech.
    pub speech: SpeechView,
}

/// A speech's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeechName {
    /// The name.
    pub name: String,
}

impl SpeechName {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), AppError> {
        let mut check = Check::new();
        check_names(&mut check, Some(&self.name), None);
        check.done()
    }
}
