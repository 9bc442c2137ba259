//! Frames as text. An event's frame is put together around the payload as it was stored: it is serialised once in its
//! life, when its transaction is written.

use bytes::Bytes;
use desk_core::FeedEvent;
use desk_model::wire::ServerFrame;

/// The frame of an event.
pub(crate) fn event(event: &FeedEvent) -> Bytes {
    let head = format!(r#"{{"frame":"event","seq":{},"at":{},"event":"#, event.seq, event.at.0);
    let mut text = Vec::with_capacity(head.len() + event.payload.len() + 1);
    text.extend_from_slice(head.as_bytes());
    text.extend_from_slice(event.payload.as_bytes());
    text.push(b'}');
    Bytes::from(text)
}

/// Any other frame.
pub(crate) fn control(frame: &ServerFrame) -> Bytes {
    match serde_json::to_vec(frame) {
        Ok(text) => Bytes::from(text),
        Err(error) => {
            // Frames are plain data; this cannot happen, and an empty text ends the client's session visibly.
            tracing::error!(%error, "a frame could not be written");
            Bytes::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk_model::wire::DeskEvent;
    use desk_model::{NumberId, Timestamp};

    #[test]
    fn the_frame_around_a_stored_payload_is_the_frame_of_the_model() {
        let what = DeskEvent::Templates { number: NumberId::from_parts(1, [7; 10]) };
        let stored = FeedEvent {
            seq: 42,
            at: Timestamp(1_000_001),
            topic: desk_core::Topic::Templates,
            queue: None,
            user: None,
            left: None,
            others: Vec::new(),
            conversation: None,
            payload: serde_json::to_string(&what).unwrap(),
        };
        let read: ServerFrame = serde_json::from_slice(&event(&stored)).unwrap();
        assert_eq!(read, ServerFrame::Event { seq: 42, at: Timestamp(1_000_001), event: what });
    }
}
