//! What a coloured thing means.

use icondata as i;

/// The meaning behind a colour; never the only sign of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Plain.
    #[default]
    Neutral,
    /// The brand's.
    Primary,
    /// A second voice beside the brand's.
    Accent,
    /// It went well.
    Success,
    /// Look at it.
    Warning,
    /// It went wrong, or it will not come back.
    Danger,
}

impl Tone {
    /// Soft background and readable text.
    pub(super) fn soft(self) -> &'static str {
        match self {
            Self::Neutral => "bg-sunken text-muted ring-1 ring-line ring-inset",
            Self::Primary => "bg-primary-soft text-primary-text",
            Self::Accent => "bg-accent-soft text-accent",
            Self::Success => "bg-success-soft text-success",
            Self::Warning => "bg-warning-soft text-warning",
            Self::Danger => "bg-danger-soft text-danger",
        }
    }

    pub(super) fn icon(self) -> icondata::Icon {
        match self {
            Self::Success => i::LuCircleCheck,
            Self::Warning => i::LuTriangleAlert,
            Self::Danger => i::LuCircleAlert,
            Self::Neutral | Self::Primary | Self::Accent => i::LuInfo,
        }
    }
}
