//! The draft on a phone: the same steps that customers will walk, with nothing sent.

use super::state::{Form, Shown};
use crate::i18n::{Texts, use_texts};
use crate::live::browser;
use crate::pages::phone::formatted;
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::consent::Act;
use desk_model::interactive::Interactive;
use desk_model::menu::{
    Effect as Deed, Env, Found, Heard, Input, Menu, Next, NodeKind, Spoken, Standing, Step, Walk, start, step,
};
use desk_model::template::Template;
use desk_model::{Protocol, QueueId, Timestamp};
use leptos::ev::SubmitEvent;
use std::collections::{BTreeMap, BTreeSet};

/// The protocol the customer on this phone is said to have.
const SAMPLE: &str = "20261121-000042-7";

/// A line on the phone.
#[derive(Debug, Clone, PartialEq)]
enum Bubble {
    Customer(String),
    Photo,
    Desk(Spoken),
    /// What the desk did.
    Aside(String),
}

/// What happened so far.
#[derive(Debug, Clone, PartialEq, Default)]
struct Talk {
    bubbles: Vec<Bubble>,
    walk: Option<Walk>,
}

/// What the customer on this phone does.
enum Does {
    Opens,
    Says(String),
    Taps(String, String),
    Photo,
    Nothing,
}

#[derive(Clone)]
struct Phone {
    form: Form,
    talk: RwSignal<Talk>,
    closed: RwSignal<bool>,
}

impl Phone {
    fn act(&self, does: &Does, t: &'static Texts) {
        let menu = self.form.draft.get_untracked();
        let queues: BTreeMap<QueueId, String> = self.form.queues.iter().cloned().collect();
        let Some(first) = queues.keys().next().cloned() else { return };
        let closed: BTreeSet<QueueId> =
            if self.closed.get_untracked() { queues.keys().cloned().collect() } else { BTreeSet::new() };
        let vars = [
            ("name", t.admin().menu.try_name.to_owned()),
            ("protocol", SAMPLE.to_owned()),
            ("desk", "Guichê".to_owned()),
            ("queue", queues.get(&first).cloned().unwrap_or_default()),
        ];
        let vars = vars.map(|(name, value)| (name.to_owned(), value)).into();
        let mut talk = self.talk.get_untracked();
        let found = match does {
            Does::Says(text) if asked_protocol(&menu, talk.walk.as_ref()) => Protocol::parse(text).ok(),
            _ => None,
        };
        let found = found.map(|protocol| Found {
            protocol: protocol.to_string(),
            opened: "21/11/2026".to_owned(),
            standing: Standing::Serving,
        });
        let env = Env {
            now: Timestamp(0),
            default_queue: &first,
            queues: &queues,
            closed: &closed,
            vars: &vars,
            found: found.as_ref(),
        };
        match does {
            Does::Opens => talk.bubbles.push(Bubble::Customer("Oi".to_owned())),
            Does::Says(text) => talk.bubbles.push(Bubble::Customer(text.clone())),
            Does::Taps(_, title) => talk.bubbles.push(Bubble::Customer(title.clone())),
            Does::Photo => talk.bubbles.push(Bubble::Photo),
            Does::Nothing => {}
        }
        let input = match does {
            Does::Opens => None,
            Does::Says(text) => Some(Input::Text(text)),
            Does::Taps(id, title) => Some(Input::Choice { id, title }),
            Does::Photo => Some(Input::Other),
            Does::Nothing => Some(Input::Silence),
        };
        let done = match (input, &talk.walk) {
            (Some(input), Some(walk)) => step(&menu, walk, &Heard { input, at: Timestamp(0) }, &env),
            (Some(_), None) => return,
            (None, _) => start(&menu, &env),
        };
        let Step { walk, effects, next, .. } = done;
        for effect in effects {
            talk.bubbles.push(match effect {
                Deed::Say(spoken) => Bubble::Desk(spoken),
                Deed::Keep(stored) => Bubble::Aside((t.admin().menu.try_kept)(&stored.label, &stored.value)),
                Deed::Consent { act, .. } => {
                    Bubble::Aside((t.admin().menu.try_consent)(act == Act::Granted).to_owned())
                }
            });
        }
        talk.walk = match next {
            Next::Wait => Some(walk),
            Next::Queue { queue, .. } => {
                let name = queues.get(&queue).cloned().unwrap_or_default();
                talk.bubbles.push(Bubble::Aside((t.admin().menu.try_queue)(&name)));
                None
            }
            Next::End { .. } => {
                talk.bubbles.push(Bubble::Aside(t.admin().menu.try_end.to_owned()));
                None
            }
        };
        self.talk.set(talk);
        request_animation_frame(|| browser::scroll_to_end("#try-lines"));
    }

    fn reset(&self, t: &'static Texts) {
        self.talk.set(Talk::default());
        self.act(&Does::Opens, t);
    }
}

fn asked_protocol(menu: &Menu, walk: Option<&Walk>) -> bool {
    let asked = walk.and_then(|walk| menu.node(walk.at));
    asked.is_some_and(|node| matches!(node.kind, NodeKind::Protocol { .. }))
}

/// The side panel.
#[component]
pub(super) fn TryOut(form: Form) -> impl IntoView {
    let t = use_texts();
    let phone =
        Phone { form: form.clone(), talk: RwSignal::new(Talk::default()), closed: RwSignal::new(false) };
    let typed = RwSignal::new(String::new());
    let talk = phone.talk;
    let ongoing = Memo::new(move |_| talk.with(|talk| talk.walk.is_some()));
    let starter = phone.clone();
    // It begins by itself when there is something to begin.
    let draft = form.draft.clone();
    let possible = Memo::new(move |_| draft.with(|draft| draft.root.is_some()));
    Effect::new(move |_| {
        if possible.get() && talk.with_untracked(|talk| talk.bubbles.is_empty()) {
            starter.reset(t);
        }
    });
    let (say, photo, silence, again) = (phone.clone(), phone.clone(), phone.clone(), phone.clone());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked();
        if text.trim().is_empty() {
            return;
        }
        typed.set(String::new());
        say.act(&Does::Says(text), t);
    };
    let (closed, tapping, templates, here) = (phone.closed, phone.clone(), form.templates, form.clone());
    view! {
        <section class="try" aria-labelledby="try-title">
            <header class="try-head">
                <h2 id="try-title">{t.admin().menu.try_title}</h2>
                <Button look=Look::Ghost on_press=move |_| again.reset(t)>{t.admin().menu.try_reset}</Button>
            </header>
            <p class="hint">{t.admin().menu.try_hint}</p>
            <div class="try-phone">
                <div class="try-lines" id="try-lines" role="log" aria-label=t.admin().menu.try_title tabindex="0">
                    {move || {
                        let talk = talk.get();
                        let last = talk.bubbles.len().saturating_sub(1);
                        talk.bubbles
                            .into_iter()
                            .enumerate()
                            .map(|(place, bubble)| {
                                let live = place == last && talk.walk.is_some();
                                let all = templates.get();
                                line(bubble, live, &tapping, &all, t)
                            })
                            .collect_view()
                    }}
                </div>
                <form class="try-form" on:submit=send>
                    <input
                        class="input"
                        type="text"
                        autocomplete="off"
                        aria-label=t.admin().menu.try_say
                        placeholder=t.admin().menu.try_say
                        prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                    <button type="submit" class="btn btn-primary" disabled=move || !ongoing.get()>
                        {t.admin().menu.try_send}
                    </button>
                </form>
            </div>
            <p class="try-here" role="status">
                {move || {
                    let at = talk.with(|talk| talk.walk.as_ref().map(|walk| walk.at))?;
                    let (go, name) = (here.clone(), here.name(at));
                    Some(
                        view! {
                            <button type="button" class="link-btn" on:click=move |_| go.shown.set(Shown::Node(at))>
                                {(t.admin().menu.try_here)(&name)}
                            </button>
                        },
                    )
                }}
            </p>
            <div class="try-do">
                <button
                    type="button"
                    class="btn"
                    disabled=move || !ongoing.get()
                    on:click=move |_| photo.act(&Does::Photo, t)
                >
                    {icon(Icon::Picture)}
                    {t.admin().menu.try_photo}
                </button>
                <button
                    type="button"
                    class="btn"
                    disabled=move || !ongoing.get()
                    on:click=move |_| silence.act(&Does::Nothing, t)
                >
                    {icon(Icon::Clock)}
                    {t.admin().menu.try_silence}
                </button>
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || closed.get()
                        on:change=move |event| closed.set(event_target_checked(&event))
                    />
                    {t.admin().menu.try_closed}
                </label>
            </div>
        </section>
    }
}

fn line(bubble: Bubble, live: bool, phone: &Phone, templates: &[Template], t: &'static Texts) -> AnyView {
    let desk = |view: AnyView| view! { <div class="try-bubble try-desk">{view}</div> }.into_any();
    let body = |text: &str| view! { <p class="try-text" dir="auto">{formatted(text)}</p> }.into_any();
    match bubble {
        Bubble::Customer(text) => view! { <div class="try-bubble try-customer">{text}</div> }.into_any(),
        Bubble::Photo => view! {
            <div class="try-bubble try-customer">{icon(Icon::Picture)} " " {t.admin().menu.try_photo_word}</div>
        }
        .into_any(),
        Bubble::Aside(words) => view! { <p class="try-aside">{words}</p> }.into_any(),
        Bubble::Desk(Spoken::Text(text)) => desk(body(&text)),
        Bubble::Desk(Spoken::Media { link, caption, .. }) => desk(
            view! {
                <p class="try-file">{icon(Icon::File)} <span>{link}</span></p>
                {caption.map(|caption| body(&caption))}
            }
            .into_any(),
        ),
        Bubble::Desk(Spoken::Template { name, language, params }) => {
            let known = templates.iter().find(|known| known.name == name && known.language == language);
            let text = match known.map(|known| known.render(&params, None)) {
                Some(desk_model::Content::Template { body, .. }) => body,
                Some(_) | None => name,
            };
            desk(view! { <p class="try-file">{icon(Icon::Template)}</p> {body(&text)} }.into_any())
        }
        Bubble::Desk(Spoken::Interactive(what)) => {
            let Interactive { body: text, list, choices } = what;
            let buttons = choices
                .into_iter()
                .map(|choice| {
                    let (phone, id, title) = (phone.clone(), choice.id, choice.title.clone());
                    view! {
                        <button
                            type="button"
                            class="try-tap"
                            disabled=!live
                            on:click=move |_| phone.act(&Does::Taps(id.clone(), title.clone()), t)
                        >
                            {choice.title}
                            {choice.description.map(|text| view! { <small>{text}</small> })}
                        </button>
                    }
                })
                .collect_view();
            desk(
                view! {
                    {body(&text)}
                    {list.map(|word| view! { <p class="try-list">{icon(Icon::Queues)} " " {word}</p> })}
                    <div class="try-taps">{buttons}</div>
                }
                .into_any(),
            )
        }
    }
}
