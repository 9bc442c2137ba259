//! The customer deleted a message. It is shown as deleted; the text stays for the record.

use desk_model::Timestamp;
use desk_store::message::MessageRow;

/// Marks the line as deleted at `at`, or earlier if that is known. Tells whether the line changed.
pub(super) fn change(line: &mut MessageRow, at: Timestamp) -> bool {
    let first = line.view.revoked_at.map_or(at, |known| known.min(at));
    if line.view.revoked_at == Some(first) {
        return false;
    }
    line.view.revoked_at = Some(first);
    true
}
