//! Files for the heads of templates. The bytes go to the provider; the desk keeps what it called them.

use crate::error::Outcome;
use crate::numbers::Number;
use crate::ports::FileUpload;
use crate::{Actor, Desk, Inner};
use bytes::Bytes;
use desk_model::access::Permission;
use desk_model::template::{HeaderMedia, UploadView, check_file};
use desk_model::{DeskError, NumberId, UploadId};
use desk_store::{UploadRow, number, upload};

/// Longest name of a file, in characters.
const MAX_FILENAME: usize = 200;

/// A file somebody chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// For which number.
    pub number: NumberId,
    /// For which kind of head.
    pub kind: HeaderMedia,
    /// Its name, as the browser told it.
    pub filename: String,
    /// It is the example Meta is shown, not to be sent.
    pub example: bool,
    /// Itself.
    pub bytes: Bytes,
}

impl Desk {
    /// Hands a file over to the provider, to be named in a message or as the example of a template.
    ///
    /// # Errors
    /// [`DeskError::Forbidden`]; [`DeskError::NotFound`] on `number`; [`DeskError::Invalid`] on `file` for its type or size;
    /// [`DeskError::NumberDown`], [`DeskError::ProviderRefused`] or [`DeskError::Transport`] when the provider did not take it.
    pub async fn upload(&self, actor: &Actor, new: NewUpload) -> Result<UploadView, DeskError> {
        self.settle(self.0.upload(actor, new)).await
    }

    /// The largest file of a kind, in bytes.
    pub fn upload_limit(&self, kind: HeaderMedia) -> u64 {
        kind.limit(self.0.settings.document_bytes)
    }
}

impl Inner {
    async fn upload(&self, actor: &Actor, new: NewUpload) -> Outcome<UploadView> {
        actor.require(if new.example { Permission::ManageTemplates } else { Permission::Reply })?;
        let filename = clean(&new.filename, new.kind);
        let mime = check_file(new.kind, &new.bytes, &filename, self.settings.document_bytes)
            .map_err(|problem| DeskError::invalid("file", problem))?;
        let row = number::get(&mut self.store.read().await?, self.store.seal(), &new.number).await?;
        let known = Number::from(row.ok_or_else(|| DeskError::not_found("number"))?);
        let size = new.bytes.len() as u64;
        let file = FileUpload { mime, filename: filename.clone(), bytes: new.bytes };
        // The provider may be slow: no transaction is held meanwhile.
        let (media_id, handle) = if new.example {
            (None, Some(self.gateway.upload_example(&known.access, file).await))
        } else {
            (Some(self.gateway.upload(&known.access, file).await), None)
        };
        let told = |answer: Option<Result<String, _>>| {
            answer.transpose().map_err(|error| super::failed(&known.label, error))
        };
        let (media_id, handle) = (told(media_id)?, told(handle)?);
        let id = self.id(UploadId::from_parts);
        let view =
            UploadView { id, number: new.number, kind: new.kind, mime: mime.to_owned(), filename, size };
        let mut tx = self.store.write().await?;
        upload::insert(&mut tx, &UploadRow { view: view.clone(), media_id, handle, at: self.now() }).await?;
        tx.commit().await?;
        Ok(view)
    }
}

/// A name that is a name: no path, no control characters, not too long.
fn clean(name: &str, kind: HeaderMedia) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).collect();
    let plain = plain.trim().trim_start_matches('.');
    let skip = plain.chars().count().saturating_sub(MAX_FILENAME);
    // The end says what it is.
    let short: String = plain.chars().skip(skip).collect();
    if short.is_empty() { kind.as_str().to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_lead_nowhere() {
        for (given, kept) in [
            ("boleto.pdf", "boleto.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\fotos\\a\r\n.jpg", "a.jpg"),
            ("", "document"),
            ("..", "document"),
        ] {
            assert_eq!(clean(given, HeaderMedia::Document), kept);
        }
        let long = format!("{}.pdf", "é".repeat(400));
        let short = clean(&long, HeaderMedia::Document);
        assert!(short.chars().count() == MAX_FILENAME && short.ends_with("é.pdf"));
    }
}
