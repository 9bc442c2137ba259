//! The question why a ticket is closed.

use super::{actions, use_ui};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::ui::{Dialog, Kbd};
use desk_model::CloseReason;
use leptos::prelude::*;

/// The dialog behind `e`: one key for each reason.
#[component]
pub(super) fn CloseTicket() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let open = use_ui().closing;
    let shown = open.clone();
    let choose = {
        let open = open.clone();
        move |reason: CloseReason| {
            open.set(false);
            if let Some(row) = store.row.get_untracked() {
                actions::close(&store, row.ticket, reason, t);
            }
        }
    };
    let by_key = choose.clone();
    view! {
        <Dialog open=shown title=t.close_ticket close_label=t.close_dialog>
            {
                let by_key = by_key.clone();
                let choose = choose.clone();
                view! {
                    <p>{t.close_question}</p>
                    <div
                        class="reasons"
                        on:keydown=move |event| {
                            let place = match event.key().as_str() {
                                "1" => 0,
                                "2" => 1,
                                "3" => 2,
                                _ => return,
                            };
                            if let Some(reason) = CloseReason::ALL.get(place) {
                                event.prevent_default();
                                by_key(*reason);
                            }
                        }
                    >
                        {CloseReason::ALL
                            .into_iter()
                            .zip(["1", "2", "3"])
                            .map(|(reason, key)| {
                                let choose = choose.clone();
                                let (word, hint) = (t.reason)(reason);
                                view! {
                                    <button
                                        type="button"
                                        class="reason"
                                        autofocus=key == "1"
                                        on:click=move |_| choose(reason)
                                    >
                                        <span>
                                            <strong>{word}</strong>
                                            <span>{hint}</span>
                                        </span>
                                        <Kbd keys=key/>
                                    </button>
                                }
                            })
                            .collect_view()}
                    </div>
                    <p class="hint">{t.close_hint}</p>
                }
            }
        </Dialog>
    }
}
