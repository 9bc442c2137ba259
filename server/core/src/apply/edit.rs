//! The customer changed a message. What it said before is kept.

use desk_model::Timestamp;
use desk_model::message::Content;
use desk_store::message::MessageRow;

/// Takes over the text written at `at`: the newest becomes the content, all others stand in `earlier`, oldest first, in
/// whatever order they come. Tells whether the line changed.
pub(super) fn change(line: &mut MessageRow, content: &Content, at: Timestamp) -> bool {
    let edited = &mut line.changes.edited_at;
    let place = edited.partition_point(|known| *known <= at);
    // `earlier` holds the original and then every edit but the newest.
    if place == edited.len() {
        let before = std::mem::replace(&mut line.view.content, content.clone());
        line.view.earlier.push(before);
    } else {
        let index = (place + 1).min(line.view.earlier.len());
        line.view.earlier.insert(index, content.clone());
    }
    edited.insert(place, at);
    true
}
