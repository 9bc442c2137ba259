//! A conversation that the agent begins: from which number, to whom, which template.

mod whom;

use super::composer::picker::{Picked, Picker};
use super::composer::price::PriceTo;
use super::use_ui;
use crate::api::{self, ApiError};
use crate::i18n::{intl, use_texts};
use crate::live::picking::Picking;
use crate::live::{browser, clock, use_store};
use crate::prelude::*;
use crate::ui::Dialog;
use desk_model::consent::ConsentAbout;
use desk_model::number::NumberState;
use desk_model::price::Market;
use desk_model::template::Prefill;
use desk_model::view::InboxView;
use desk_model::{DeskError, MessageId, NumberId, QueueId, WindowFacts};
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use whom::{Whom, WhomField};

/// What was chosen so far; it outlives the dialog, so that closing it by mistake loses nothing.
#[derive(Clone, Default)]
struct Form {
    number: ArcRwSignal<Option<NumberId>>,
    queue: ArcRwSignal<Option<QueueId>>,
    /// What stands in the field.
    typed: ArcRwSignal<String>,
    whom: ArcRwSignal<Option<Whom>>,
    problem: ArcRwSignal<Option<DeskError>>,
    busy: ArcRwSignal<bool>,
    /// The template, as far as it is filled in.
    picking: Picking,
    /// The id of the message, and what it was made for: another customer or template is another message.
    id: ArcRwSignal<Option<(MessageId, String)>>,
}

impl Form {
    /// The id under which this is sent: tried again after a lost answer, it is the same conversation.
    fn id_for(&self, what: &str) -> MessageId {
        if let Some((id, known)) = self.id.get_untracked()
            && known == what
        {
            return id;
        }
        let id = browser::new_message_id();
        self.id.set(Some((id.clone(), what.to_owned())));
        id
    }
}

/// The dialog behind `c`.
#[component]
pub(super) fn StartConversation() -> impl IntoView {
    let t = use_texts();
    let open = use_ui().starting;
    let form = Form::default();
    let shown = open.clone();
    view! {
        <Dialog open=shown title=t.composer.new close_label=t.close_dialog>
            <StartForm form=form.clone() open=open.clone()/>
        </Dialog>
    }
}

#[component]
fn StartForm(form: Form, open: ArcRwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let navigate = use_navigate();
    // The first number that works, and the first queue, unless something was chosen before.
    if form.number.with_untracked(Option::is_none) {
        form.number.set(store.numbers.with_untracked(|numbers| {
            let works = numbers.iter().find(|number| number.state == NumberState::Connected);
            works.or(numbers.first()).map(|number| number.id.clone())
        }));
    }
    let queues =
        store.boot.with_untracked(|boot| boot.as_ref().map(|b| b.queues.clone())).unwrap_or_default();
    if form.queue.with_untracked(Option::is_none) {
        form.queue.set(queues.first().map(|queue| queue.id.clone()));
    }
    let facts = {
        let (whom, queue, store) = (form.whom.clone(), form.queue.clone(), store.clone());
        Signal::derive(move || Prefill {
            contact: whom.with(|whom| whom.as_ref().map(Whom::name).unwrap_or_default()),
            // It has none before it is sent.
            protocol: String::new(),
            agent: store.boot.with(|b| b.as_ref().map(|b| b.me.name.clone())).unwrap_or_default(),
            queue: queue.get().and_then(|id| store.queue(&id)).map(|queue| queue.name).unwrap_or_default(),
            today: intl::date(clock::now()),
            // They belong to tickets, and there is none yet.
            fields: Vec::new(),
        })
    };
    let about = {
        let (whom, number) = (form.whom.clone(), form.number.clone());
        Signal::derive(move || {
            let to = whom.with(|whom| whom.as_ref().and_then(Whom::subject))?;
            Some(ConsentAbout::Start { number: number.get()?, to })
        })
    };
    let price_to = price_to(&form);
    let send = {
        let (form, store) = (form.clone(), store.clone());
        Callback::new(move |picked: Picked| {
            let (Some(number), Some(queue), Some(whom)) =
                (form.number.get_untracked(), form.queue.get_untracked(), form.whom.get_untracked())
            else {
                browser::focus("#start-whom");
                return;
            };
            if form.busy.get_untracked() {
                return;
            }
            form.busy.set(true);
            form.problem.set(None);
            let to = whom.recipient();
            let what = format!("{number} {to:?} {} {:?}", picked.template, picked.params);
            let id = form.id_for(&what);
            let (form, store, open, navigate) = (form.clone(), store.clone(), open.clone(), navigate.clone());
            spawn_local(async move {
                let Picked { template, category, params, .. } = picked;
                let answer = api::composer::start_conversation(
                    id,
                    number,
                    to,
                    queue,
                    template,
                    Some(category),
                    params,
                )
                .await;
                form.busy.set(false);
                match answer {
                    Ok(row) => {
                        form.whom.set(None);
                        form.typed.set(String::new());
                        form.id.set(None);
                        form.picking.clear();
                        open.set(false);
                        store.tell((t.composer.began)(&row.protocol.to_string()), false);
                        store.show(InboxView::Mine, store.order.get_untracked());
                        navigate(&format!("/t/{}", row.ticket), NavigateOptions::default());
                    }
                    Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
                    // Nothing of what was typed is lost.
                    Err(ApiError(DeskError::Invalid { fields }))
                        if fields.iter().all(|f| f.field != "to") =>
                    {
                        form.picking.refuse(&fields);
                    }
                    Err(ApiError(error)) => form.problem.set(Some(error)),
                }
            });
        })
    };
    let (whom, number) = (form.whom.clone(), form.number.clone());
    let ready = {
        let number = number.clone();
        Memo::new(move |_| number.get().filter(|_| whom.with(Option::is_some)))
    };
    let (picking, queue_of) = (form.picking.clone(), form.queue.clone());
    view! {
        <div class="start">
            <p class="hint">{t.composer.new_lead}</p>
            <Problem form=form.clone()/>
            <div class="start-fields">
                <WhomField form=form.clone()/>
                <NumberField number=number.clone()/>
                {(queues.len() > 1).then(|| view! { <QueueField queues=queues.clone() number=form.number.clone() queue=form.queue.clone()/> })}
            </div>
            <section class="start-template" aria-label=t.composer.which_template aria-busy={
                let busy = form.busy.clone();
                move || busy.get().to_string()
            }>
                {move || match ready.get() {
                    Some(number) => {
                        let queue = queue_of.clone();
                        view! {
                            <div class="picker-room">
                                <Picker
                                    number=Signal::stored(Some(number))
                                    facts
                                    queue=Signal::derive(move || queue.get())
                                    about
                                    price_to
                                    state=picking.clone()
                                    on_send=send
                                />
                            </div>
                        }
                        .into_any()
                    }
                    None => view! { <p class="start-wait">{t.composer.first_to}</p> }.into_any(),
                }}
            </section>
            <p class="sr-only" role="status">
                {
                    let busy = form.busy.clone();
                    move || if busy.get() { t.composer.sending } else { "" }
                }
            </p>
        </div>
    }
}

/// For the price of the first word. What is known of a customer comes with their newest ticket.
fn price_to(form: &Form) -> Signal<Option<PriceTo>> {
    let store = use_store();
    let known = ArcRwSignal::new(None::<(Whom, PriceTo)>);
    let (whom, number, found) = (form.whom.clone(), form.number.clone(), known.clone());
    Effect::new(move |_| {
        let (Some(who), Some(number)) = (whom.get(), number.get()) else { return };
        let policy = store.channel(&number).policy();
        let found = found.clone();
        match &who {
            Whom::Typed { identity, .. } => {
                let market = Market::of_any(std::slice::from_ref(identity));
                found.set(Some((who, PriceTo { policy, window: WindowFacts::default(), market })));
            }
            Whom::Known { newest, .. } => {
                let newest = newest.clone();
                spawn_local(async move {
                    // Without an answer no price is shown.
                    if let Ok(thread) = api::thread::thread(newest).await {
                        let market = Market::of_any(&thread.contact.identities);
                        // Free hours belong to a conversation, that is to one number.
                        let window = if thread.row.number == number {
                            thread.row.window
                        } else {
                            WindowFacts::default()
                        };
                        found.set(Some((who, PriceTo { policy, window, market })));
                    }
                });
            }
        }
    });
    let whom = form.whom.clone();
    Signal::derive(move || {
        let who = whom.get()?;
        known.get().filter(|(known, _)| *known == who).map(|(_, to)| to)
    })
}

/// Why it could not be begun, with the way out where there is one.
#[component]
fn Problem(form: Form) -> impl IntoView {
    let t = use_texts();
    let open = use_ui().starting;
    let problem = form.problem;
    move || {
        let error = problem.get()?;
        let words = (t.error)(&error);
        let way = match error {
            DeskError::TicketOpen { ticket: Some(ticket), .. } => {
                let open = open.clone();
                view! {
                    <a class="btn" href=format!("/t/{ticket}") on:click=move |_| open.set(false)>
                        {t.composer.open_ticket}
                    </a>
                }
                .into_any()
            }
            _ => ().into_any(),
        };
        Some(view! {
            <div class="notice notice-bad start-problem" role="alert">
                <span>{words}</span>
                {way}
            </div>
        })
    }
}

#[component]
fn NumberField(number: ArcRwSignal<Option<NumberId>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let numbers = store.numbers.clone();
    let (chosen, choose) = (number.clone(), number.clone());
    let (all, down) = (numbers.clone(), numbers);
    let is_down = Memo::new(move |_| {
        let here = number.get();
        down.with(|numbers| {
            numbers.iter().any(|n| Some(&n.id) == here.as_ref() && n.state != NumberState::Connected)
        })
    });
    view! {
        <label class="field">
            <span>{t.composer.from_number}</span>
            <select
                class="input"
                aria-describedby="start-number-problem"
                prop:value=move || chosen.get().map(|id| id.to_string()).unwrap_or_default()
                on:change=move |event| choose.set(event_target_value(&event).parse().ok())
            >
                {move || {
                    all.get()
                        .into_iter()
                        .map(|number| {
                            let words = format!("{} · {}", number.label, number.display);
                            view! { <option value=number.id.to_string()>{words}</option> }
                        })
                        .collect_view()
                }}
            </select>
            <span class="field-error" id="start-number-problem">
                {move || is_down.get().then_some(t.composer.number_down)}
            </span>
        </label>
    }
}

#[component]
fn QueueField(
    queues: Vec<desk_model::view::QueueView>,
    number: ArcRwSignal<Option<NumberId>>,
    queue: ArcRwSignal<Option<QueueId>>,
) -> impl IntoView {
    let t = use_texts();
    // Only those that take tickets of the number.
    let fitting = Memo::new(move |_| {
        let number = number.get();
        let takes = |queue: &&desk_model::view::QueueView| {
            queue.numbers.is_empty() || number.as_ref().is_some_and(|number| queue.numbers.contains(number))
        };
        queues.iter().filter(takes).cloned().collect::<Vec<_>>()
    });
    let fix = queue.clone();
    Effect::new(move |_| {
        let fits = fitting.get();
        if !fits.iter().any(|queue| fix.with_untracked(|now| now.as_ref() == Some(&queue.id))) {
            fix.set(fits.first().map(|queue| queue.id.clone()));
        }
    });
    let (chosen, choose) = (queue.clone(), queue);
    view! {
        <label class="field">
            <span>{t.composer.in_queue}</span>
            <select
                class="input"
                prop:value=move || chosen.get().map(|id| id.to_string()).unwrap_or_default()
                on:change=move |event| choose.set(event_target_value(&event).parse().ok())
            >
                {move || {
                    fitting
                        .get()
                        .into_iter()
                        .map(|queue| view! { <option value=queue.id.to_string()>{queue.name}</option> })
                        .collect_view()
                }}
            </select>
        </label>
    }
}
