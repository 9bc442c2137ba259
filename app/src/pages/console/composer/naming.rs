//! Colleagues offered while a name is typed after `@` in a note: arrows, Enter or Tab choose, Escape closes.

use crate::api;
use crate::i18n::use_texts;
use crate::live::drafts::DraftKind;
use crate::live::{Store, browser, use_store};
use crate::prelude::*;
use crate::ui::Avatar;
use desk_model::TicketId;
use desk_model::contact::initials;
use desk_model::mention::{Mention, complete, named, suggest, typing};
use desk_model::view::Person;
use leptos::task::spawn_local;

/// The note's text field.
pub(super) const FIELD: &str = "note-text";
/// Most people offered at once.
const OFFERED: usize = 6;

/// What is being typed, and who may be meant.
#[derive(Clone)]
pub(super) struct Naming {
    ticket: TicketId,
    store: Store,
    people: ArcRwSignal<Vec<Person>>,
    typed: ArcRwSignal<Option<(usize, String)>>,
    active: ArcRwSignal<usize>,
}

impl Naming {
    /// For the note of a ticket; asks who may be called.
    pub(super) fn new(store: &Store, ticket: &TicketId) -> Self {
        let naming = Self {
            ticket: ticket.clone(),
            store: store.clone(),
            people: ArcRwSignal::default(),
            typed: ArcRwSignal::default(),
            active: ArcRwSignal::default(),
        };
        let (people, ticket) = (naming.people.clone(), ticket.clone());
        spawn_local(async move {
            if let Ok(found) = api::organise::mentionable(ticket).await {
                people.set(found);
            }
        });
        naming
    }

    /// Something was typed, or the caret moved.
    pub(super) fn look(&self, body: &str) {
        let now = browser::caret(FIELD).and_then(|caret| typing(body, caret));
        if self.typed.with_untracked(|known| *known != now) {
            self.active.set(0);
            self.typed.set(now);
        }
    }

    fn offered(&self) -> Vec<Person> {
        let Some((_, typed)) = self.typed.get() else { return Vec::new() };
        self.people.with(|people| suggest(people, &typed).into_iter().take(OFFERED).cloned().collect())
    }

    /// A key in the text field; tells whether it was meant for the list.
    pub(super) fn key(&self, key: &str) -> bool {
        let offered = untrack(|| self.offered());
        let count = offered.len();
        if count == 0 {
            return false;
        }
        match key {
            "ArrowDown" => self.active.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => self.active.update(|at| *at = (*at + count - 1) % count),
            "Enter" | "Tab" => {
                if let Some(person) = offered.get(self.active.get_untracked()) {
                    self.choose(person);
                }
            }
            "Escape" => self.typed.set(None),
            _ => return false,
        }
        true
    }

    fn choose(&self, person: &Person) {
        let Some((at, typed)) = self.typed.get_untracked() else { return };
        let body = self.store.draft(&self.ticket, DraftKind::Note).get_untracked();
        let caret = at + 1 + typed.chars().count();
        let (body, caret) = complete(&body, at, caret, &person.name);
        self.typed.set(None);
        self.store.set_draft(&self.ticket, DraftKind::Note, &body);
        // The field has to hold the text first.
        request_animation_frame(move || browser::set_caret(FIELD, caret));
    }
}

/// Everybody whose name stands in a note. Whether they see the ticket, the desk says.
pub(super) fn everybody_named(store: &Store, body: &str) -> Vec<Mention> {
    let all: Vec<Mention> = store.boot.with_untracked(|boot| {
        let people = boot.as_ref().map(|boot| boot.people.as_slice()).unwrap_or_default();
        people.iter().map(|p| Mention { user: p.id.clone(), name: p.name.clone() }).collect()
    });
    named(body, &all)
}

/// The list.
#[component]
pub(super) fn NamingList(naming: Naming) -> impl IntoView {
    let t = use_texts();
    let shown = naming.clone();
    let offered = Memo::new(move |_| shown.offered());
    let describe = use_store();
    move || {
        let offered = offered.get();
        if offered.is_empty() {
            return ().into_any();
        }
        let (naming, describe) = (naming.clone(), describe.clone());
        let me = describe.me();
        view! {
            <ul class="naming" id="naming-list" role="listbox" aria-label=t.organise.people>
                {offered
                    .into_iter()
                    .filter(|person| me.as_ref() != Some(&person.id))
                    .enumerate()
                    .map(|(at, person)| {
                        let (naming, active, chosen) = (naming.clone(), naming.active.clone(), person.clone());
                        let here = active.clone();
                        view! {
                            <li
                                id=format!("naming-{at}")
                                role="option"
                                aria-selected=move || (here.get() == at).to_string()
                                class:option-active=move || active.get() == at
                                on:mousedown=move |event| {
                                    // The field keeps the focus.
                                    event.prevent_default();
                                    naming.choose(&chosen);
                                }
                            >
                                <Avatar
                                    initials=initials(&person.name)
                                    key=person.id.to_string()
                                    name=person.name.clone()
                                />
                                <span>{person.name.clone()}</span>
                                <span class="hint">{(t.role)(person.role)}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
        .into_any()
    }
}

impl Naming {
    /// The id of the person who would be chosen now, while the list is open.
    pub(super) fn active_option(&self) -> Option<String> {
        (!self.offered().is_empty()).then(|| format!("naming-{}", self.active.get()))
    }
}
