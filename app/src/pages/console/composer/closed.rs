//! The window is closed: the composer *is* the template picker.

use super::held::HeldWaits;
use super::picker::Picker;
use crate::i18n::{intl, use_texts};
use crate::live::clock;
use crate::ui::{Icon, Kbd, icon};
use desk_model::TicketId;
use desk_model::face::Face;
use leptos::prelude::*;

/// The face *Closed*; also what `t` opens while free text is possible.
#[component]
pub(super) fn ClosedFace(
    ticket: TicketId,
    face: ArcRwSignal<Option<Face>>,
    /// The agent asked for a template although free text was possible.
    by_choice: bool,
) -> impl IntoView {
    let t = use_texts();
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
        <Picker ticket/>
    }
}
