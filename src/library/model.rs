//! What files look like from outside.

use crate::kernel::{
    Instant, PageQuery,
    id::{AssetId, FolderId, RunId},
    word::words,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Characters of a name.
pub const NAME_CHARS_MAX: usize = 200;
/// Characters of a tag.
pub const TAG_CHARS_MAX: usize = 40;
/// Tags of a file.
pub const TAGS_MAX: usize = 20;
/// Files that one step is for.
pub const BULK_MAX: usize = 200;
/// Folders of a person.
pub const FOLDERS_MAX: u32 = 200;
/// Bytes of a file, by what it is.
pub const IMAGE_BYTES_MAX: u64 = 25 << 20;
/// The same for sound.
pub const AUDIO_BYTES_MAX: u64 = 100 << 20;
/// The same for everything else.
pub const DOCUMENT_BYTES_MAX: u64 = 50 << 20;

words! {
    /// What a file is, found out from its bytes.
    AssetKind {
        /// A picture.
        Image = "image",
        /// Sound.
        Audio = "audio",
        /// Text that can be read as it is.
        Text = "text",
        /// Another document.
        Document = "document",
    }
}

words! {
    /// Where a file comes from.
    AssetOrigin {
        /// Somebody put it there.
        Upload = "upload",
        /// A run made it.
        Run = "run",
    }
}

words! {
    /// What is done with many files.
    BulkAction {
        /// To the trash.
        Trash = "trash",
        /// Out of the trash.
        Restore = "restore",
        /// Out of the trash for ever.
        Delete = "delete",
        /// Into a folder, or out of all.
        Move = "move",
        /// A tag more.
        Tag = "tag",
        /// A tag less.
        Untag = "untag",
    }
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Asset {
    /// Its id.
    pub id: AssetId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: AssetKind,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub size_bytes: i64,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub checksum: String,
    /// Pixels of a picture from side to side, as it is shown.
    #[schema(required)]
    pub width: Option<i64>,
    /// Pixels of a picture from top to bottom.
    #[schema(required)]
    pub height: Option<i64>,
    /// How long sound plays.
    #[schema(required)]
    pub duration_ms: Option<i64>,
    /// What stands for a picture until it is there (blurha.sh).
    #[schema(required)]
    pub blurhash: Option<String>,
    /// Where it comes from.
    pub origin: AssetOrigin,
    /// The run that made it.
    #[schema(required)]
    pub run_id: Option<RunId>,
    /// What the run was asked for.
    #[schema(required)]
    pub prompt: Option<String>,
    /// In which folder it is.
    #[schema(required)]
    pub folder_id: Option<FolderId>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// When it came.
    pub created_at: Instant,
    /// Since when it is in the trash.
    #[schema(required)]
    pub trashed_at: Option<Instant>,
}

/// Which files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AssetQuery {
    /// Words of name, tags or prompt; however Persian is typed.
    #[serde(default)]
    pub q: Option<String>,
    /// What they are.
    #[serde(default)]
    pub kind: Option<AssetKind>,
    /// Where they come from.
    #[serde(default)]
    pub origin: Option<AssetOrigin>,
    /// Their folder.
    #[serde(default)]
    pub folder: Option<FolderId>,
    /// A tag they have.
    #[serde(default)]
    pub tag: Option<String>,
    /// Those in the trash instead of the others.
    #[serde(default)]
    pub trashed: bool,
    /// The oldest first.
    #[serde(default)]
    pub oldest_first: bool,
    /// Entries a page, 1 to 100; 50 when not given.
    #[serde(default)]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

impl AssetQuery {
    /// Which page of them.
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit, cursor: self.cursor.clone() }
    }
}

/// What changes about a file; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetChange {
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// All of its tags.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
}

/// One step for many files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    /// Which files; those of others are passed over.
    pub ids: Vec<AssetId>,
    /// What is done with them.
    pub action: BulkAction,
    /// Where they are moved to; out of all folders without it.
    #[serde(default)]
    pub folder_id: Option<FolderId>,
    /// The tag, for `tag` and `untag`.
    #[serde(default)]
    pub tag: Option<String>,
}

/// How many files a step changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BulkDone {
    /// So many; the others were as asked for already, or are not there.
    pub changed: u32,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// Its name.
    pub name: String,
    /// Files in it, without those in the trash.
    pub files: i64,
}

/// A folder's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderName {
    /// The name; no two of a person are the same.
    pub name: String,
}

/// What a person keeps, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Shelf {
    /// The folders, by name.
    pub folders: Vec<Folder>,
    /// Tags in use, the most used first.
    pub tags: Vec<String>,
    /// Bytes of all files, those in the trash too.
    pub used_bytes: i64,
    /// Bytes that there is room for.
    pub quota_bytes: i64,
    /// Files.
    pub files: i64,
    /// Files in the trash.
    pub trashed: i64,
}

/// For how long a link works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLink {
    /// Seconds: from a minute to thirty days.
    #[schema(minimum = 60, maximum = 2_592_000)]
    pub expires_s: i64,
}

/// A link that opens a file for whoever has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// The address.
    pub url: String,
    /// Until when it works.
    pub expires_at: Instant,
}
