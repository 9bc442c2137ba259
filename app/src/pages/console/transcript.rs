//! The open ticket as a document.

use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use desk_model::Permission;

/// Links to the document, in the panel beside the thread.
#[component]
pub(super) fn TranscriptCard() -> impl IntoView {
    let t = use_texts();
    let s = t.survey;
    let store = use_store();
    let notes = RwSignal::new(false);
    let (open, boot) = (store.open.clone(), store.boot.clone());
    let may_see_notes =
        move || boot.with(|boot| boot.as_ref().is_some_and(|boot| boot.me.role.may(Permission::WatchDesk)));
    let link = move |kind: &'static str, download: bool| {
        let open = open.clone();
        move || {
            let ticket = open.with(|open| open.as_ref().map(ToString::to_string)).unwrap_or_default();
            let asked = [(notes.get(), "notes=1"), (download, "download=1")];
            let asked: Vec<&str> = asked.into_iter().filter(|(on, _)| *on).map(|(_, word)| word).collect();
            let mark = if asked.is_empty() { "" } else { "?" };
            format!("/export/ticket/{ticket}.{kind}{mark}{}", asked.join("&"))
        }
    };
    view! {
        <h3>{s.transcript}</h3>
        <section class="transcript" aria-label=s.transcript>
            <p class="transcript-links">
                <a class="btn btn-small" href=link("html", false) target="_blank" rel="external noopener">
                    {s.transcript_open}
                </a>
                <a class="btn btn-small" href=link("html", true) rel="external" download="">
                    {s.transcript_html}
                </a>
                <a class="btn btn-small" href=link("txt", false) rel="external" download="">
                    {s.transcript_text}
                </a>
            </p>
            {move || {
                may_see_notes()
                    .then(|| {
                        view! {
                            <label class="choice">
                                <input
                                    type="checkbox"
                                    prop:checked=move || notes.get()
                                    on:change=move |event| notes.set(event_target_checked(&event))
                                />
                                {s.transcript_notes}
                            </label>
                        }
                    })
            }}
            <p class="hint">{s.transcript_hint}</p>
        </section>
    }
}
