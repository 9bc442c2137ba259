//! The window is closed: the composer *is* the template picker.

use super::held::HeldWaits;
use super::picker::{Picked, Picker};
use crate::i18n::{intl, use_texts};
use crate::live::echo::Written;
use crate::live::{Store, clock, use_store};
use crate::pages::console::{Mode, use_ui};
use crate::prelude::*;
use crate::ui::{Icon, Kbd, icon};
use desk_model::TicketId;
use desk_model::consent::ConsentAbout;
use desk_model::face::Face;
use desk_model::menu::TicketMenu;
use desk_model::template::Prefill;

/// What is known of the open ticket for filling in a template.
fn prefill(store: &Store) -> Prefill {
    let row = store.row.get();
    let name = store.contact.with(|c| c.as_ref().map(|c| c.name.clone())).filter(|name| !name.is_empty());
    let boot = store.boot.get();
    Prefill {
        contact: name.or_else(|| row.as_ref().map(|row| row.contact_name.clone())).unwrap_or_default(),
        protocol: row.as_ref().map(|row| row.protocol.to_string()).unwrap_or_default(),
        agent: boot.map(|boot| boot.me.name.clone()).unwrap_or_default(),
        queue: row.and_then(|row| store.queue_now(&row.queue)).map(|queue| queue.name).unwrap_or_default(),
        today: intl::date(clock::now()),
        fields: store.menu.with(|menu| menu.as_ref().map(TicketMenu::known).unwrap_or_default()),
    }
}

/// The face *Closed*; also what `t` opens while free text is possible.
#[component]
pub(super) fn ClosedFace(
    ticket: TicketId,
    face: ArcRwSignal<Option<Face>>,
    /// The agent asked for a template although free text was possible.
    by_choice: bool,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let mode = use_ui().mode;
    let row = store.row.clone();
    let number = Signal::derive({
        let row = row.clone();
        move || row.with(|row| row.as_ref().map(|row| row.number.clone()))
    });
    let queue = Signal::derive(move || row.with(|row| row.as_ref().map(|row| row.queue.clone())));
    let facts = Signal::derive({
        let store = store.clone();
        move || prefill(&store)
    });
    let about = Signal::stored(Some(ConsentAbout::Ticket { ticket: ticket.clone() }));
    let state = store.picking(&ticket);
    let on_send = {
        let ticket = ticket.clone();
        move |picked: Picked| {
            let Some(row) = store.row.get_untracked() else { return };
            let Picked { template, category, params, content } = picked;
            let what =
                Written::Template { template, category: Some(category), params, content: Box::new(content) };
            mode.set(Mode::Reply);
            store.write(ticket.clone(), row.conversation, what, t);
        }
    };
    let words = Memo::new(move |_| {
        let now = clock::now();
        face.with(|face| match face {
            Some(Face::Closed { by_provider: true, .. }) => Some(t.closed_by_provider.to_owned()),
            Some(Face::Closed { since: Some(since), .. }) => {
                Some((t.closed_since)(&intl::near(t, *since, now)))
            }
            Some(Face::Closed { since: None, .. }) => Some(t.closed_never.to_owned()),
            Some(Face::Open { .. } | Face::Closing { .. } | Face::Waiting { .. } | Face::Blocked { .. })
            | None => None,
        })
    });
    view! {
        {move || {
            words
                .get()
                .map(|words| {
                    view! {
                        <div class="strip" role="status">
                            <span class="hatch" aria-hidden="true"></span>
                            <span>
                                <strong>{words}</strong>
                                " "
                                {t.only_templates}
                            </span>
                            <span class="strip-keys">
                                <Kbd keys="↑ ↓"/>
                                {t.choose}
                            </span>
                        </div>
                    }
                })
        }}
        {by_choice
            .then(|| {
                view! {
                    <p class="closing-hint">
                        {icon(Icon::Info)} {t.template_opens_nothing}
                    </p>
                }
            })}
        {(!by_choice).then(|| view! { <HeldWaits ticket=ticket.clone()/> })}
        <Picker number facts queue about state on_send/>
    }
}
