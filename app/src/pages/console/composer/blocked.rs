//! Nothing can be sent: always the reason, and the one thing that helps.

use crate::i18n::use_texts;
use crate::live::use_store;
use crate::pages::console::{actions, transfer};
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::face::{Blocked, Face};

/// The face *Blocked*.
#[component]
pub(super) fn BlockedFace(face: ArcRwSignal<Option<Face>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let reason = Memo::new(move |_| {
        face.with(|face| match face {
            Some(Face::Blocked { reason }) => Some(reason.clone()),
            _ => None,
        })
    });
    // A closed ticket's customer may have written again meanwhile.
    let (contact, open) = (store.contact.clone(), store.open.clone());
    let successor = Memo::new(move |_| {
        let here = open.get();
        contact.with(|contact| {
            let tickets = contact.as_ref().map(|contact| contact.tickets.as_slice()).unwrap_or_default();
            tickets
                .iter()
                .find(|ticket| ticket.closed.is_none() && Some(&ticket.ticket) != here.as_ref())
                .cloned()
        })
    });
    move || {
        let reason = reason.get()?;
        let store = store.clone();
        let (strong, more, remedy) = match reason {
            Blocked::Unclaimed => {
                let claim = move |_| {
                    if let Some(row) = store.row.get_untracked() {
                        actions::claim(&store, row.ticket, t);
                    }
                };
                let button = view! {
                    <Button look=Look::Primary key="p" on_press=claim>
                        {t.take}
                    </Button>
                };
                (t.blocked_unclaimed.to_owned(), t.blocked_unclaimed_hint, button.into_any())
            }
            Blocked::Owned { by } => {
                let name = store.name_of(&by).unwrap_or_else(|| t.a_colleague.to_owned());
                ((t.blocked_owned)(&name), t.blocked_owned_hint, ().into_any())
            }
            Blocked::OfferedToMe { .. } => {
                let (taker, ticket) = (
                    store.clone(),
                    store.row.with_untracked(|row| row.as_ref().map(|row| row.ticket.clone())),
                );
                let button = view! {
                    <Button look=Look::Primary on_press=move |_| {
                        if let Some(ticket) = ticket.clone() {
                            transfer::accept(&taker, ticket, t);
                        }
                    }>{t.transfer.accept}</Button>
                };
                (t.transfer.offered_to_you.to_owned(), t.transfer.offered_to_you_hint, button.into_any())
            }
            Blocked::Offered { to, until } => {
                let name = store.name_of(&to).unwrap_or_else(|| t.a_colleague.to_owned());
                let back = store.clone();
                let button = transfer::may_take_back(&store).then(|| {
                    view! {
                        <Button on_press=move |_| {
                            if let Some(row) = back.row.get_untracked() {
                                transfer::withdraw(&back, row.ticket, t);
                            }
                        }>{t.transfer.withdraw}</Button>
                    }
                });
                // The seconds are counted here, so that the button stays the same one.
                let clock = store.clock.clone();
                let words =
                    move || (t.transfer.offered_until)(&name, &transfer::left(until, clock.beat(), t));
                return Some(strip(words, t.transfer.offered_hint, button.into_any()));
            }
            Blocked::TicketClosed => match successor.get() {
                Some(next) => {
                    let link = view! {
                        <a class="btn btn-primary" href=format!("/t/{}", next.ticket)>
                            {(t.open_successor)(&next.protocol.to_string())}
                        </a>
                    };
                    (t.blocked_closed.to_owned(), t.blocked_closed_next, link.into_any())
                }
                None => (t.blocked_closed.to_owned(), t.blocked_closed_hint, ().into_any()),
            },
            Blocked::NumberDown { state } => {
                ((t.blocked_number)(state), t.blocked_number_hint, ().into_any())
            }
        };
        Some(strip(strong, more, remedy))
    }
}

/// Why, what more is to know, and what helps.
fn strip(strong: impl IntoView + 'static, more: &'static str, remedy: AnyView) -> AnyView {
    view! {
        <div class="strip strip-blocked" role="status">
            {icon(Icon::Lock)}
            <span>
                <strong>{strong}</strong>
                " "
                {more}
            </span>
            <span class="strip-do">{remedy}</span>
        </div>
    }
    .into_any()
}
