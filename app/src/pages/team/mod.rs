//! The team: who is there, since when, with how much; supervisors change it here.

mod rules;

use super::console::{PresenceChoices, dot_class, standing_words, stopwatch};
use crate::api::{self, ApiError};
use crate::i18n::{intl, use_texts};
use crate::live::{Load, use_store};
use crate::prelude::*;
use crate::ui::{Menu, SkeletonRows};
use desk_model::error::{DeskError, FieldError};
use desk_model::presence::{MAX_CAPACITY, PresenceView, Standing};
use desk_model::{Permission, UserId};
use leptos::task::spawn_local;
use rules::RulesCard;
use std::time::Duration;

/// What changes in a shower is fetched once.
const GATHER: Duration = Duration::from_millis(250);

/// The page.
#[component]
pub(crate) fn TeamPage() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let people = ArcRwSignal::new(Vec::<PresenceView>::new());
    let load = ArcRwSignal::new(Load::Loading);
    let waiting = StoredValue::new(false);
    let fetch = {
        let (people, load, store) = (people.clone(), load.clone(), store.clone());
        move || {
            let (people, load, store) = (people.clone(), load.clone(), store.clone());
            spawn_local(async move {
                match api::presence::team().await {
                    Ok(found) => {
                        people.set(found);
                        load.set(Load::Ready);
                    }
                    Err(ApiError(error)) => {
                        if error == DeskError::Unauthenticated {
                            store.report(&error, t);
                        }
                        load.set(Load::Failed(error));
                    }
                }
            });
        }
    };
    let (booted, news) = (store.boot.clone(), store.presence.news.clone());
    Effect::new(move |first: Option<bool>| {
        news.track();
        if !booted.with(Option::is_some) {
            return false;
        }
        if first != Some(true) {
            fetch();
        } else if !waiting.get_value() {
            waiting.set_value(true);
            let fetch = fetch.clone();
            set_timeout(
                move || {
                    // The page may be gone by now.
                    if waiting.try_set_value(false).is_none() {
                        fetch();
                    }
                },
                GATHER,
            );
        }
        true
    });
    let role = {
        let boot = store.boot.clone();
        Memo::new(move |_| boot.with(|boot| boot.as_ref().map(|boot| boot.me.role)))
    };
    let may = move |what: Permission| role.get().is_some_and(|role| role.may(what));
    let ids = {
        let people = people.clone();
        Memo::new(move |_| people.with(|people| people.iter().map(|p| p.user.clone()).collect::<Vec<_>>()))
    };
    view! {
        <div class="page">
            <header class="page-head">
                <h1>{t.presence.team}</h1>
                <p>{t.presence.lead}</p>
            </header>
            <MyCard/>
            {move || match load.get() {
                Load::Loading => view! { <SkeletonRows/> }.into_any(),
                Load::Failed(error) => {
                    view! {
                        <p class="notice notice-bad" role="alert">
                            {(t.error)(&error)}
                        </p>
                    }
                        .into_any()
                }
                Load::Ready => {
                    let people = people.clone();
                    let manage = may(Permission::ManageTeam);
                    let watch = may(Permission::WatchDesk);
                    view! {
                        <div class="table-scroll team-scroll" tabindex="0" role="region" aria-label=t.presence.team>
                            <table class="table team">
                                <thead>
                                    <tr>
                                        <th scope="col">{t.presence.person}</th>
                                        <th scope="col">{t.presence.state}</th>
                                        <th scope="col">{t.presence.since}</th>
                                        {watch.then(|| view! { <th scope="col">{t.presence.load}</th> })}
                                        {manage
                                            .then(|| {
                                                view! {
                                                    <th scope="col">
                                                        <span class="sr-only">{t.presence.change}</span>
                                                    </th>
                                                }
                                            })}
                                    </tr>
                                </thead>
                                <tbody>
                                    <For each=move || ids.get() key=|id| id.clone() let:id>
                                        <Row id people=people.clone() watch manage/>
                                    </For>
                                </tbody>
                            </table>
                        </div>
                    }
                        .into_any()
                }
            }}
            {move || may(Permission::ManageDesk).then(|| view! { <RulesCard/> })}
        </div>
    }
}

/// One's own presence: on a phone there is no status bar.
#[component]
fn MyCard() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let known = store.presence.mine.clone();
    let mine = Memo::new(move |_| known.get());
    move || {
        mine.get().map(|mine| {
            view! {
                <section class="card presence-card" aria-labelledby="my-presence">
                    <h2 id="my-presence">
                        {t.presence.mine} <span class="tag">{standing_words(t, &mine.me)}</span>
                    </h2>
                    <p class="hint">{t.presence.mine_hint}</p>
                    <div class="presence-choices">
                        <PresenceChoices
                            user=mine.me.user.clone()
                            now=mine.me.detail.map(|detail| detail.choice)
                            reasons=mine.reasons
                        />
                    </div>
                </section>
            }
        })
    }
}

/// A person: the row stays, what is in it changes, so that nothing half-typed is lost.
#[component]
fn Row(id: UserId, people: ArcRwSignal<Vec<PresenceView>>, watch: bool, manage: bool) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let user = id.clone();
    let seen =
        Memo::new(move |_| people.with(|people| people.iter().find(|person| person.user == id).cloned()));
    let clock = store.clone();
    let time = Memo::new(move |_| {
        seen.get().map_or_else(String::new, |seen| match (seen.since, seen.standing) {
            (None, _) => t.presence.never.to_owned(),
            // For who is away, minutes are enough.
            (Some(since), Standing::Offline) => intl::span(t, clock.clock.beat().since(since), false),
            (Some(since), _) => stopwatch(clock.clock.beat().since(since)),
        })
    });
    let detail = move || seen.with(|seen| seen.as_ref().and_then(|seen| seen.detail.clone()));
    let load = Memo::new(move |_| detail().map_or(0, |detail| detail.load));
    let capacity = Memo::new(move |_| detail().map_or(0, |detail| detail.capacity));
    let away = Memo::new(move |_| detail().is_some_and(|detail| !detail.online));
    let (name, role) = seen.get_untracked().map(|seen| (seen.name, seen.role)).unzip();
    let name = name.unwrap_or_default();
    let shown = name.clone();
    let state = move || {
        seen.get().map(|person| {
            let by = person.detail.as_ref().and_then(|detail| detail.set_by.clone());
            view! {
                <span class="team-state">
                    <span class=dot_class(person.standing) aria-hidden="true"></span>
                    {standing_words(t, &person)}
                </span>
                {by.map(|by| view! { <span class="team-by">{(t.presence.set_by)(&by)}</span> })}
            }
        })
    };
    let limit = {
        let (user, name) = (user.clone(), name.clone());
        move || {
            if manage {
                view! { <Capacity user=user.clone() name=name.clone() capacity/> }.into_any()
            } else {
                view! { <span>{move || capacity.get()}</span> }.into_any()
            }
        }
    };
    let change = move || {
        if away.get() {
            view! { <span class="team-away">{t.presence.not_there}</span> }.into_any()
        } else {
            view! { <ChangeMenu user=user.clone() name=name.clone() seen/> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row" class="team-who">
                {shown} " " <span class="team-role">{role.map(|role| (t.role)(role))}</span>
            </th>
            <td>{state}</td>
            <td class="nowrap team-time">{move || time.get()}</td>
            {watch
                .then(|| {
                    view! {
                        <td>
                            <span class="team-load">
                                {move || load.get()} <span aria-hidden="true">"/"</span> {limit()}
                            </span>
                        </td>
                    }
                })}
            {manage.then(|| view! { <td class="team-change">{change}</td> })}
        </tr>
    }
}

/// The limit of a person, to be changed.
#[component]
fn Capacity(user: UserId, name: String, capacity: Memo<u32>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let text = RwSignal::new(capacity.get_untracked().to_string());
    Effect::new(move |_| text.set(capacity.get().to_string()));
    let wrong = RwSignal::new(None::<FieldError>);
    let error_id = format!("limit-{user}");
    let described = error_id.clone();
    let save = move |_| {
        // What is no number is refused by the rules, not taken for none.
        let wanted = text.get_untracked().trim().parse().unwrap_or(u32::MAX);
        if wanted == capacity.get_untracked() {
            wrong.set(None);
            return;
        }
        let (store, user) = (store.clone(), user.clone());
        spawn_local(async move {
            match api::presence::set_capacity(user, wanted).await {
                Ok(_) => {
                    let _ = wrong.try_set(None);
                    store.tell(t.saved.to_owned(), false);
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    let _ = wrong.try_set(fields.into_iter().next());
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    view! {
        <input
            class="input team-limit"
            type="number"
            min="0"
            max=MAX_CAPACITY
            aria-label=(t.presence.capacity_of)(&name)
            aria-describedby=described
            aria-invalid=move || wrong.with(Option::is_some).to_string()
            prop:value=move || text.get()
            on:input=move |event| text.set(event_target_value(&event))
            on:change=save
        />
        <span class="field-error" id=error_id>
            {move || wrong.get().map(|field| (t.field_problem)(&field.problem))}
        </span>
    }
}

/// The menu that changes how a colleague stands.
#[component]
fn ChangeMenu(user: UserId, name: String, seen: Memo<Option<PresenceView>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let known = store.presence.mine.clone();
    let reasons = Memo::new(move |_| {
        known.with(|mine| mine.as_ref().map(|mine| mine.reasons.clone()).unwrap_or_default())
    });
    let label = (t.presence.change_of)(&name);
    let now = Memo::new(move |_| seen.with(|seen| Some(seen.as_ref()?.detail.as_ref()?.choice.clone())));
    let button = ViewFn::from(move || view! { <span class="btn">{t.presence.change}</span> });
    view! {
        <div class="presence-menu team-menu">
            <Menu label=label button=button>
                {
                    let user = user.clone();
                    move || view! { <PresenceChoices user=user.clone() now=now.get() reasons=reasons.get()/> }
                }
            </Menu>
        </div>
    }
}
