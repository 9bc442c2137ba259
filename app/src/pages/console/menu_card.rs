//! What the customer chose and answered before a person came.

use crate::api::{self, ApiError};
use crate::i18n::{intl, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use desk_model::menu::{TicketMenu, Why};
use leptos::task::spawn_local;

/// The card in the context panel; nothing where no menu talked to the customer.
#[component]
pub(super) fn MenuCard() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let found = store.menu.clone();
    let (open, arrivals) = (store.open.clone(), store.arrivals.clone());
    let which = Memo::new(move |_| open.get());
    let fill = found.clone();
    // Each line that arrives may be another answer.
    Effect::new(move |_| {
        arrivals.track();
        let Some(ticket) = which.get() else { return fill.set(None) };
        let fill = fill.clone();
        spawn_local(async move {
            let answer = api::menus::ticket_menu(ticket.clone()).await;
            // Another ticket may have been opened meanwhile.
            if which.try_get_untracked() == Some(Some(ticket)) {
                match answer {
                    Ok(menu) => fill.set(menu),
                    Err(ApiError(_)) => fill.set(None),
                }
            }
        });
    });
    move || {
        let menu = found.get()?;
        let TicketMenu { path, answers, why, fields } = menu;
        let labels: Vec<String> = answers.iter().map(|stored| stored.label.clone()).collect();
        let choices: Vec<String> = path
            .into_iter()
            .filter(|trail| !answers.iter().any(|stored| stored.value == trail.answer))
            .map(|trail| trail.answer)
            .collect();
        let talking = why.is_none() && !(choices.is_empty() && labels.is_empty());
        let ended = why.filter(|why| *why != Why::Chosen);
        let fields: Vec<_> = fields.into_iter().filter(|field| !labels.contains(&field.label)).collect();
        Some(view! {
            <section class="menu-card" aria-label=t.menu.card_title>
                <h3>{t.menu.card_title}</h3>
                <dl class="facts">
                    {(!choices.is_empty())
                        .then(|| {
                            view! {
                                <div>
                                    <dt>{t.menu.card_path}</dt>
                                    <dd>{choices.join(" › ")}</dd>
                                </div>
                            }
                        })}
                    {answers
                        .into_iter()
                        .map(|stored| {
                            view! {
                                <div>
                                    <dt>{stored.label}</dt>
                                    <dd class="menu-answer">{stored.value}</dd>
                                </div>
                            }
                        })
                        .collect_view()}
                </dl>
                {talking.then(|| view! { <p class="hint">{t.menu.card_talking}</p> })}
                {ended.map(|why| view! { <p class="hint">{(t.menu.why)(why)}</p> })}
                {(!fields.is_empty())
                    .then(|| {
                        view! {
                            <p class="menu-before">{t.menu.card_before}</p>
                            <dl class="facts">
                                {fields
                                    .into_iter()
                                    .map(|field| {
                                        view! {
                                            <div>
                                                <dt>{field.label}</dt>
                                                <dd class="menu-answer" title=intl::full(field.at)>
                                                    {field.value}
                                                </dd>
                                            </div>
                                        }
                                    })
                                    .collect_view()}
                            </dl>
                        }
                    })}
            </section>
        })
    }
}
