//! From a list to one line of a thread: `/t/<ticket>?m=<message>` shows the line, also when it is on an older page.

use crate::live::{browser, use_store};
use desk_model::MessageId;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;

/// How long the line stays marked.
const MARKED: Duration = Duration::from_secs(3);

/// Looks for the line the address names, and tells the desk that the reader looked at the notes naming them.
#[component]
pub(super) fn Seek() -> impl IntoView {
    let store = use_store();
    let search = use_location().search;
    let named = store.clone();
    Effect::new(move |_| {
        let search = search.get();
        let wanted = search.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("m="));
        named.seek(wanted.and_then(|id| id.parse::<MessageId>().ok()));
    });
    let looking = store.clone();
    Effect::new(move |_| {
        let Some(message) = looking.sought.get() else { return };
        let found = looking.entries.with(|entries| {
            entries
                .iter()
                .any(|entry| matches!(entry, crate::live::lines::Entry::Line { id, .. } if *id == message))
        });
        if found {
            looking.sought.set(None);
            // The line may have to be drawn first.
            request_animation_frame(move || {
                let id = message.to_string();
                if browser::reveal(&id, "msg-sought") {
                    set_timeout(move || browser::unmark(&id, "msg-sought"), MARKED);
                }
            });
        } else if looking.more_lines.get() && !looking.loading_older.get() {
            looking.older_lines();
        }
    });
    let (reader, open, list) = (store.clone(), store.open.clone(), store.mentions.clone());
    Effect::new(move |_| {
        list.track();
        if let Some(ticket) = open.get() {
            reader.see_mentions(Some(ticket));
        }
    });
}
