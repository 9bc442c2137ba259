//! Marking rows of the list, to move them together: by a box, by Shift and a click, or by `s`.

use super::{TransferUi, hand_over, may_move};
use crate::i18n::use_texts;
use crate::live::{Store, use_store};
use crate::pages::console::use_ui;
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::TicketId;
use leptos::ev::MouseEvent;

fn toggle(ui: &TransferUi, ticket: &TicketId) {
    ui.marking.set(true);
    ui.marked.update(|marked| match marked.iter().position(|known| known == ticket) {
        Some(at) => {
            marked.remove(at);
        }
        None => marked.push(ticket.clone()),
    });
    ui.last_mark.set(Some(ticket.clone()));
}

/// Everything from the last mark to here.
fn reach(store: &Store, ui: &TransferUi, ticket: &TicketId) {
    let shown = store.found.get_untracked().unwrap_or_else(|| store.ids.get_untracked());
    let place = |wanted: &TicketId| shown.iter().position(|known| known == wanted);
    let from = ui.last_mark.get_untracked().as_ref().and_then(place);
    ui.marking.set(true);
    let part = match (from, place(ticket)) {
        (Some(from), Some(to)) => &shown[from.min(to)..=from.max(to)],
        _ => std::slice::from_ref(ticket),
    };
    ui.marked.update(|marked| {
        for one in part {
            if !marked.contains(one) {
                marked.push(one.clone());
            }
        }
    });
    ui.last_mark.set(Some(ticket.clone()));
}

/// A click on a row: with Shift it marks instead of opening.
pub(in crate::pages::console) fn mark_by_click(
    store: &Store,
    ui: &TransferUi,
    ticket: &TicketId,
    event: &MouseEvent,
) {
    if event.shift_key() && untrack(|| may_move(store)) {
        event.prevent_default();
        reach(store, ui, ticket);
    }
}

/// `s`: the row that has the focus, else the open ticket.
pub(in crate::pages::console) fn mark_by_key(store: &Store, ui: &TransferUi) -> bool {
    if !untrack(|| may_move(store)) {
        return false;
    }
    let focused = document()
        .active_element()
        .filter(|element| element.class_list().contains("row"))
        .and_then(|element| element.get_attribute("href"))
        .and_then(|href| href.strip_prefix("/t/").and_then(|id| id.parse().ok()));
    match focused.or_else(|| store.open.get_untracked()) {
        Some(ticket) => toggle(ui, &ticket),
        None => ui.marking.set(true),
    }
    true
}

/// No marks any more; tells whether there was anything to end.
pub(in crate::pages::console) fn stop_marking(ui: &TransferUi) -> bool {
    let was = ui.marking.get_untracked();
    if was {
        ui.marking.set(false);
        ui.marked.update(Vec::clear);
        ui.last_mark.set(None);
    }
    was
}

/// Begins and ends marking; only for those who move tickets.
#[component]
pub(in crate::pages::console) fn MarkButton() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui().transfer;
    let may = Memo::new(move |_| may_move(&store));
    move || {
        let (on, press) = (ui.marking.clone(), ui.clone());
        may.get().then(|| {
            view! {
                <button
                    type="button"
                    class="icon-btn mark-btn"
                    aria-label=t.transfer.mark_many
                    title=format!("{} (s)", t.transfer.mark_many)
                    aria-keyshortcuts="s"
                    aria-pressed=move || on.get().to_string()
                    on:click=move |_| {
                        if !stop_marking(&press) {
                            press.marking.set(true);
                        }
                    }
                >
                    {icon(Icon::Checks)}
                </button>
            }
        })
    }
}

/// The box of a row, while rows can be marked.
#[component]
pub(in crate::pages::console) fn MarkBox(ticket: TicketId, name: Signal<String>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui().transfer;
    let marking = ui.marking.clone();
    let on = Memo::new(move |_| marking.get());
    move || {
        let (ui, store, ticket) = (ui.clone(), store.clone(), ticket.clone());
        on.get().then(|| {
            let (marked, mine) = (ui.marked.clone(), ticket.clone());
            view! {
                <input
                    type="checkbox"
                    class="mark"
                    aria-label=move || format!("{}: {}", t.transfer.mark, name.get())
                    prop:checked=move || marked.with(|marked| marked.contains(&mine))
                    on:click=move |event| {
                        if event.shift_key() {
                            reach(&store, &ui, &ticket);
                        } else {
                            toggle(&ui, &ticket);
                        }
                    }
                />
            }
        })
    }
}

/// What can be done with the marked rows.
#[component]
pub(in crate::pages::console) fn MarkBar() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui().transfer;
    let (marking, marked) = (ui.marking.clone(), ui.marked.clone());
    let on = Memo::new(move |_| marking.get());
    let count = Memo::new(move |_| marked.with(Vec::len));
    move || {
        let (store, go, stop) = (store.clone(), ui.clone(), ui.clone());
        on.get().then(|| {
            view! {
                <div class="mark-bar" role="toolbar" aria-label=t.transfer.mark_many>
                    <span role="status">{move || (t.transfer.marked)(count.get())}</span>
                    <Button
                        look=Look::Primary
                        key="x"
                        disabled=Signal::derive(move || count.get() == 0)
                        on_press=move |_| {
                            hand_over(&store, &go);
                        }
                    >
                        {t.transfer.move_marked}
                    </Button>
                    <Button look=Look::Ghost key="Esc" on_press=move |_| {
                        stop_marking(&stop);
                    }>{t.transfer.clear_marks}</Button>
                </div>
            }
        })
    }
}
