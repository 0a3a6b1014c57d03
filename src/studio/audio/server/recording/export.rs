//! A recording as a file to take away.

use super::view::get_recording;
use crate::{
    kernel::{AppError, FieldProblem, id::RecordingId},
    provider::{
        media::{Seconds, Segment},
        subtitle,
    },
    server::{Cx, Result, access::Member},
    studio::audio::{
        model::{ExportFormat, RecordingView},
        server::docx::{self, Paragraph},
    },
};
use bytes::Bytes;

/// A file that was written out.
#[derive(Debug, Clone)]
pub struct Exported {
    /// Its name.
    pub name: String,
    /// What it is.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Writes a recording out as it is now. Refuses: `not_found`, `invalid` (`format`: subtitles of a text without times).
pub async fn export_recording(cx: &Cx, who: &Member, id: RecordingId, format: ExportFormat) -> Result<Exported> {
    let view = get_recording(cx, who, id).await?;
    let is_subtitle = matches!(format, ExportFormat::Srt | ExportFormat::Vtt);
    if is_subtitle && (!view.is_timed || view.segments.is_empty()) {
        return Err(AppError::field("format", FieldProblem::NoTimes).into());
    }
    let (media_type, bytes) = match format {
        ExportFormat::Srt => ("application/x-subrip; charset=utf-8", subtitle::srt(&segments(&view)).into()),
        ExportFormat::Vtt => ("text/vtt; charset=utf-8", subtitle::vtt(&segments(&view)).into()),
        ExportFormat::Txt => ("text/plain; charset=utf-8", text(&view).into()),
        ExportFormat::Docx => {
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", document(&view))
        }
    };
    let name = view.recording.name.as_str();
    let stem = name.rsplit_once('.').filter(|(stem, ending)| !stem.is_empty() && ending.len() <= 4);
    let name = format!("{}.{}", stem.map_or(name, |(stem, _)| stem), format.code());
    Ok(Exported { name, media_type, bytes })
}

fn segments(view: &RecordingView) -> Vec<Segment> {
    let at = |ms: i64| Seconds { milli: u64::try_from(ms).unwrap_or(0) };
    // An empty line would end the piece for a player.
    let plain = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    let said = view.segments.iter().filter(|segment| !segment.text.trim().is_empty());
    said.map(|one| Segment { start: at(one.start_ms), end: at(one.end_ms), text: plain(&one.text) }).collect()
}

fn text(view: &RecordingView) -> String {
    let summary = view.summary.as_deref().map(str::trim).filter(|summary| !summary.is_empty());
    let summary = summary.map(|summary| format!("{summary}\n\n———\n\n")).unwrap_or_default();
    format!("{summary}{}\n", view.text)
}

fn document(view: &RecordingView) -> Bytes {
    let plain = |text: &str| Paragraph { text: text.to_owned(), is_heading: false };
    let mut paragraphs = vec![Paragraph { text: view.recording.name.clone(), is_heading: true }];
    let summary = view.summary.as_deref().unwrap_or_default().lines().filter(|line| !line.trim().is_empty());
    paragraphs.extend(summary.map(plain));
    paragraphs.extend(view.segments.iter().filter(|one| !one.text.trim().is_empty()).map(|one| plain(&one.text)));
    docx::document(&paragraphs)
}
