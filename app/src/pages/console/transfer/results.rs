//! What became of many tickets that were moved together.

use crate::i18n::use_texts;
use crate::pages::console::use_ui;
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};

/// One line for each: moved, or why not.
#[component]
pub(super) fn Results() -> impl IntoView {
    let t = use_texts();
    let ui = use_ui().transfer;
    let results = ui.results.get_untracked().unwrap_or_default();
    let moved = results.iter().filter(|one| one.error.is_none()).count();
    let dismiss = ui.open.clone();
    view! {
        <section class="form" aria-label=t.transfer.results>
            <p class="transfer-lead" role="status">{(t.transfer.moved_of)(moved, results.len())}</p>
            <ul class="results">
                {results
                    .iter()
                    .map(|one| {
                        let (name, protocol) = match &one.of {
                            Some((name, protocol)) => (name.clone(), protocol.to_string()),
                            None => (t.transfer.unknown_ticket.to_owned(), String::new()),
                        };
                        let (picture, class, words) = match &one.error {
                            None => (Icon::Check, "result", t.transfer.moved_ok.to_owned()),
                            Some(error) => (Icon::Alert, "result result-bad", (t.error)(error)),
                        };
                        view! {
                            <li class=class>
                                {icon(picture)}
                                <strong>{name}</strong>
                                <span class="protocol">{protocol}</span>
                                <span class="result-words">{words}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <div class="dialog-foot">
                <Button look=Look::Primary autofocus=true on_press=move |_| dismiss.set(false)>
                    {t.transfer.close}
                </Button>
            </div>
        </section>
    }
}
