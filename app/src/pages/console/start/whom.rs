//! To whom: a customer who is known, or an address that is typed.

use super::Form;
use crate::api;
use crate::i18n::use_texts;
use crate::live::{browser, use_store};
use crate::pages::console::use_ui;
use crate::prelude::*;
use crate::ui::Button;
use desk_model::consent::ConsentSubject;
use desk_model::contact::{IdentityKind, phone_display};
use desk_model::phone::{PhoneProblem, Recipient, recipient};
use desk_model::view::InboxRow;
use desk_model::{ContactId, Identity, TicketId};
use leptos::leptos_dom::helpers::debounce;
use leptos::task::spawn_local;
use std::time::Duration;

/// Whom the conversation is with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Whom {
    /// A customer with a ticket that the agent sees.
    Known {
        contact: ContactId,
        name: String,
        /// Their newest ticket.
        protocol: String,
        /// That ticket.
        newest: TicketId,
        /// Whether it is open.
        open: bool,
    },
    /// An address.
    Typed { text: String, shown: String, identity: Identity },
}

impl Whom {
    fn known(row: InboxRow) -> Self {
        Self::Known {
            contact: row.contact,
            name: row.contact_name,
            protocol: row.protocol.to_string(),
            open: row.state.is_open(),
            newest: row.ticket,
        }
    }

    fn typed(text: &str, identity: &Identity) -> Self {
        let shown = match identity.kind {
            IdentityKind::Phone => phone_display(&identity.value),
            IdentityKind::Bsuid | IdentityKind::ParentBsuid => identity.value.clone(),
        };
        Self::Typed { text: text.trim().to_owned(), shown, identity: identity.clone() }
    }

    /// Their name, to fill in templates; empty for somebody new.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Known { name, .. } if name.chars().any(char::is_alphabetic) => name.clone(),
            Self::Known { .. } | Self::Typed { .. } => String::new(),
        }
    }

    /// For the server.
    pub(super) fn recipient(&self) -> Recipient {
        match self {
            Self::Known { contact, .. } => Recipient::Contact { contact: contact.clone() },
            Self::Typed { text, .. } => Recipient::Address { text: text.clone() },
        }
    }

    /// For the ledger of consents.
    pub(super) fn subject(&self) -> Option<ConsentSubject> {
        Some(match self {
            Self::Known { contact, .. } => ConsentSubject::Contact { contact: contact.clone() },
            Self::Typed { identity, .. } => ConsentSubject::Address { identity: identity.clone() },
        })
    }

    fn title(&self) -> String {
        match self {
            Self::Known { name, .. } => name.clone(),
            Self::Typed { shown, .. } => shown.clone(),
        }
    }
}

/// The newest ticket of each customer found.
fn one_each(rows: Vec<InboxRow>) -> Vec<Whom> {
    let mut seen: Vec<ContactId> = Vec::new();
    let mut found = Vec::new();
    for row in rows {
        if !seen.contains(&row.contact) {
            seen.push(row.contact.clone());
            found.push(Whom::known(row));
        }
    }
    found.truncate(6);
    found
}

/// The field, and what was found for what stands in it.
#[component]
pub(super) fn WhomField(form: Form) -> impl IntoView {
    let t = use_texts();
    let starting = use_ui().starting;
    let whom = form.whom.clone();
    let chosen = Memo::new(move |_| whom.get());
    move || match chosen.get() {
        Some(who) => {
            let form = form.clone();
            view! {
                <div class="field">
                    <span>{t.composer.to_whom}</span>
                    <p class="start-chosen">
                        <strong>{who.title()}</strong>
                        {match &who {
                            Whom::Known { protocol, open: false, .. } => {
                                view! { <span class="protocol">{protocol.clone()}</span> }.into_any()
                            }
                            // There is something to go on with; on another number a new one may still begin.
                            Whom::Known { protocol, open: true, newest: ticket, .. } => {
                                let starting = starting.clone();
                                view! {
                                    <a href=format!("/t/{ticket}") on:click=move |_| starting.set(false)>
                                        {(t.open_successor)(protocol)}
                                    </a>
                                }
                                .into_any()
                            }
                            Whom::Typed { .. } => ().into_any(),
                        }}
                        <Button on_press=move |_| {
                            form.whom.set(None);
                            form.problem.set(None);
                            request_animation_frame(|| {
                                browser::focus("#start-whom");
                            });
                        }>{t.composer.to_change}</Button>
                    </p>
                </div>
            }
            .into_any()
        }
        None => view! { <Search form=form.clone()/> }.into_any(),
    }
}

#[component]
fn Search(form: Form) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let found = ArcRwSignal::new(Vec::<Whom>::new());
    // What the search was asked, to know whether it has answered.
    let answered = ArcRwSignal::new(String::new());
    let touched = ArcRwSignal::new(false);
    let typed = form.typed.clone();
    let address = {
        let typed = typed.clone();
        Memo::new(move |_| typed.with(|text| recipient(text)))
    };
    let options = {
        let (found, typed) = (found.clone(), typed.clone());
        Memo::new(move |_| {
            let mut options = found.get();
            if let Ok(identity) = address.get() {
                options.insert(0, Whom::typed(&typed.get(), &identity));
            }
            options
        })
    };
    let problem = {
        let (typed, answered, touched) = (typed.clone(), answered.clone(), touched.clone());
        Memo::new(move |_| {
            let (text, problem) = (typed.get(), address.get().err()?);
            let settled = answered.get() == text.trim() && options.with(Vec::is_empty);
            // A name is being searched for; a reproach comes only when nothing was found, or the field was left.
            let due = match problem {
                PhoneProblem::Missing => touched.get(),
                _ => settled || (touched.get() && options.with(Vec::is_empty)),
            };
            due.then(|| (t.composer.phone_problem)(problem))
        })
    };
    let search = {
        let (found, answered) = (found.clone(), answered.clone());
        move |text: String| {
            let (found, answered, store) = (found.clone(), answered.clone(), store.clone());
            let text = text.trim().to_owned();
            if text.chars().count() < 2 {
                found.set(Vec::new());
                answered.set(text);
                return;
            }
            spawn_local(async move {
                match api::inbox::find(text.clone()).await {
                    Ok(rows) => {
                        found.set(one_each(rows));
                        answered.set(text);
                    }
                    Err(api::ApiError(error)) => store.report(&error, t),
                }
            });
        }
    };
    // What stood here before the dialog was closed.
    search(typed.get_untracked());
    let mut later = debounce(Duration::from_millis(180), search);
    let pick = {
        let form = form.clone();
        Callback::new(move |who: Whom| {
            form.problem.set(None);
            form.whom.set(Some(who));
            request_animation_frame(|| {
                browser::focus(".start .picker [data-first]");
            });
        })
    };
    let (value, write) = (typed.clone(), typed);
    let (left, tried) = (touched.clone(), touched);
    view! {
        <div class="field start-whom">
            <label for="start-whom">{t.composer.to_whom}</label>
            <input
                id="start-whom"
                class="input"
                type="text"
                autofocus
                autocomplete="off"
                spellcheck="false"
                aria-describedby="start-whom-hint start-whom-problem"
                aria-invalid=move || problem.get().is_some().to_string()
                prop:value=move || value.get()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    write.set(text.clone());
                    later(text);
                }
                on:blur=move |_| left.set(true)
                on:keydown=move |event| {
                    match event.key().as_str() {
                        "Enter" => {
                            event.prevent_default();
                            tried.set(true);
                            if let Some(first) = options.with_untracked(|options| options.first().cloned()) {
                                pick.run(first);
                            }
                        }
                        "ArrowDown" if browser::focus(".start-options button") => event.prevent_default(),
                        _ => {}
                    }
                }
            />
            <p class="hint" id="start-whom-hint">
                {t.composer.to_hint}
            </p>
            <p class="field-error" id="start-whom-problem">
                {move || problem.get()}
            </p>
            <ul class="start-options" aria-label=t.composer.to_results>
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|who| view! { <Candidate who on_pick=pick/> })
                        .collect_view()
                }}
            </ul>
        </div>
    }
}

#[component]
fn Candidate(who: Whom, on_pick: Callback<Whom>) -> impl IntoView {
    let t = use_texts();
    let (title, more, open) = match &who {
        Whom::Typed { shown, .. } => ((t.composer.write_to)(shown), String::new(), false),
        Whom::Known { name, protocol, open, .. } => (name.clone(), protocol.clone(), *open),
    };
    view! {
        <li>
            <button type="button" class="start-option" on:click=move |_| on_pick.run(who.clone())>
                <span>{title}</span>
                <span class="protocol">{more}</span>
                {open.then(|| view! { <span class="tag">{t.composer.to_open}</span> })}
            </button>
        </li>
    }
}
