//! Files in the head of a template (Cloud API, *Media › Supported media types*).

use crate::error::FieldProblem;
use crate::id::{NumberId, UploadId};
use serde::{Deserialize, Serialize};

/// The largest document that is taken unless the configuration says otherwise, in MiB.
pub const DEFAULT_DOCUMENT_MIB: u64 = 16;
const MIB: u64 = 1024 * 1024;

/// What kind of file a head holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderMedia {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A file.
    Document,
}

impl HeaderMedia {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Image, Self::Video, Self::Document];

    /// The word in requests and rows.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Document => "document",
        }
    }

    /// Reads the word in either case.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| word.eq_ignore_ascii_case(kind.as_str()))
    }

    /// The largest file, in bytes; `document` is the limit for documents.
    pub const fn limit(self, document: u64) -> u64 {
        match self {
            Self::Image => 5 * MIB,
            Self::Video => 16 * MIB,
            Self::Document => document,
        }
    }

    /// For the `accept` of a file field.
    pub const fn accept(self) -> &'static str {
        match self {
            Self::Image => "image/jpeg,image/png",
            Self::Video => "video/mp4,video/3gpp",
            Self::Document => ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt",
        }
    }
}

/// A file that was handed to the provider, ready to be named when sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadView {
    /// Its id.
    pub id: UploadId,
    /// The number it may be sent from.
    pub number: NumberId,
    /// What kind.
    pub kind: HeaderMedia,
    /// Its type, told from its bytes.
    pub mime: String,
    /// Its name.
    pub filename: String,
    /// Bytes.
    pub size: u64,
}

/// The type of a file by its first bytes, its name deciding only between types that begin alike. `None` when it is none
/// that may be sent.
pub fn sniff(bytes: &[u8], filename: &str) -> Option<(HeaderMedia, &'static str)> {
    use HeaderMedia::{Document, Image, Video};
    let extension = filename.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if begins(b"\xff\xd8\xff") {
        return Some((Image, "image/jpeg"));
    }
    if begins(b"\x89PNG\r\n\x1a\n") {
        return Some((Image, "image/png"));
    }
    if begins(b"%PDF-") {
        return Some((Document, "application/pdf"));
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..11)? {
            b"3gp" | b"3g2" => Some((Video, "video/3gpp")),
            b"iso" | b"mp4" | b"avc" | b"M4V" | b"MSN" | b"das" => Some((Video, "video/mp4")),
            _ => None,
        };
    }
    if begins(b"PK\x03\x04") {
        return Some((
            Document,
            match extension.as_str() {
                "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
                _ => return None,
            },
        ));
    }
    if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some((
            Document,
            match extension.as_str() {
                "doc" => "application/msword",
                "xls" => "application/vnd.ms-excel",
                "ppt" => "application/vnd.ms-powerpoint",
                _ => return None,
            },
        ));
    }
    let text = std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    (extension == "txt" && text && !bytes.is_empty()).then_some((Document, "text/plain"))
}

/// Whether a file may stand in a head of that kind; gives its type.
///
/// # Errors
/// [`FieldProblem::Missing`] when it is empty, [`FieldProblem::WrongType`], [`FieldProblem::TooLarge`].
pub fn check_file(
    kind: HeaderMedia,
    bytes: &[u8],
    filename: &str,
    document_limit: u64,
) -> Result<&'static str, FieldProblem> {
    if bytes.is_empty() {
        return Err(FieldProblem::Missing);
    }
    let max = kind.limit(document_limit);
    if bytes.len() as u64 > max {
        return Err(FieldProblem::TooLarge { max });
    }
    match sniff(bytes, filename) {
        Some((found, mime)) if found == kind => Ok(mime),
        Some(_) | None => Err(FieldProblem::WrongType),
    }
}
