//! Below a chosen template: why it could not be sent, and the one button that helps.

use super::{Preset, use_consent};
use crate::api;
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Button, Icon, icon};
use desk_model::DeskError;
use desk_model::consent::{Act, ConsentAbout, ConsentSubject};
use desk_model::template::Category;
use leptos::task::spawn_local;

/// Says nothing while the template may go.
#[component]
pub(in crate::pages::console) fn ConsentNotice(
    /// Where the template would go.
    #[prop(into)]
    about: Signal<Option<ConsentAbout>>,
    /// What the chosen template is for.
    #[prop(into)]
    category: Signal<Option<Category>>,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_consent();
    let refusal = ArcRwSignal::new(None::<DeskError>);
    let asked = Memo::new(move |_| about.get().zip(category.get()));
    let (shown, written, arrivals) = (refusal.clone(), ui.written.clone(), store.arrivals.clone());
    Effect::new(move |_| {
        written.track();
        arrivals.track();
        let Some((about, category)) = asked.get() else { return shown.set(None) };
        let shown = shown.clone();
        spawn_local(async move {
            let answer = api::consent::consent_check(about.clone(), category).await;
            if asked.try_get_untracked() == Some(Some((about, category))) {
                // Whoever could not ask is told by the sending itself.
                shown.set(answer.ok().flatten());
            }
        });
    });
    let contact = store.contact.clone();
    move || {
        let error = refusal.get()?;
        let button = match &error {
            DeskError::ConsentMissing { purpose, .. } => {
                let (ui, purpose) = (ui.clone(), *purpose);
                let known = contact.with(|contact| contact.as_ref().map(|contact| contact.id.clone()));
                let subject = match about.get() {
                    Some(ConsentAbout::Start { to, .. }) => Some(to),
                    Some(ConsentAbout::Ticket { .. }) => {
                        known.map(|contact| ConsentSubject::Contact { contact })
                    }
                    None => None,
                };
                subject.map(|subject| {
                    let press = move |_| {
                        ui.record(Preset { subject: subject.clone(), purpose, act: Act::Granted });
                    };
                    view! { <Button on_press=press>{t.consent.register}</Button> }
                })
            }
            _ => None,
        };
        Some(view! {
            <div class="notice consent-notice" role="status">
                {icon(Icon::Lock)}
                <span>{(t.error)(&error)}</span>
                {button}
            </div>
        })
    }
}
