//! The team: who is there, since when, with how much; supervisors change it here.

mod rules;

use super::console::{PresenceChoices, dot_class, standing_words, stopwatch};
use crate::api::{self, ApiError};
use crate::i18n::{intl, use_texts};
use crate::live::{Load, use_store};
use crate::ui::{Menu, SkeletonRows};
use desk_model::error::{DeskError, FieldError};
use desk_model::presence::{MAX_CAPACITY, PresenceDetail, PresenceView, Standing};
use desk_model::{Permission, UserId};
use leptos::prelude::*;
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

#[component]
fn Row(id: UserId, people: ArcRwSignal<Vec<PresenceView>>, watch: bool, manage: bool) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let seen = Memo::new(move |_| {
        people.with(|people| people.iter().find(|person| person.user == id).cloned())
    });
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
    move || {
        let person = seen.get()?;
        let away = person.detail.as_ref().is_some_and(|detail| !detail.online);
        let by = person.detail.as_ref().and_then(|detail| detail.set_by.clone());
        Some(view! {
            <tr>
                <th scope="row" class="team-who">
                    {person.name.clone()} <span class="team-role">{(t.role)(person.role)}</span>
                </th>
                <td>
                    <span class="team-state">
                        <span class=dot_class(person.standing) aria-hidden="true"></span>
                        {standing_words(t, &person)}
                    </span>
                    {by.map(|by| view! { <span class="team-by">{(t.presence.set_by)(&by)}</span> })}
                </td>
                <td class="nowrap team-time">{move || time.get()}</td>
                {watch.then(|| view! { <td>{detail().map(|detail| limit(&person, &detail, manage))}</td> })}
                {manage
                    .then(|| {
                        view! {
                            <td class="team-change">
                                {if away {
                                    view! { <span class="team-away">{t.presence.not_there}</span> }.into_any()
                                } else {
                                    view! { <ChangeMenu person=person.clone()/> }.into_any()
                                }}
                            </td>
                        }
                    })}
            </tr>
        })
    }
}

/// Load and limit; who may change the limit gets a field.
fn limit(person: &PresenceView, detail: &PresenceDetail, manage: bool) -> AnyView {
    let load = detail.load;
    if !manage {
        return view! { <span class="team-load">{format!("{load}/{}", detail.capacity)}</span> }.into_any();
    }
    view! {
        <span class="team-load">
            {load} "/" <Capacity user=person.user.clone() name=person.name.clone() capacity=detail.capacity/>
        </span>
    }
    .into_any()
}

#[component]
fn Capacity(user: UserId, name: String, capacity: u32) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let text = RwSignal::new(capacity.to_string());
    let wrong = RwSignal::new(None::<FieldError>);
    let error_id = format!("limit-{user}");
    let described = error_id.clone();
    let save = move |_| {
        // What is no number is refused by the rules, not taken for none.
        let wanted = text.get_untracked().trim().parse().unwrap_or(u32::MAX);
        if wanted == capacity {
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

#[component]
fn ChangeMenu(person: PresenceView) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let known = store.presence.mine.clone();
    let reasons = Memo::new(move |_| known.with(|mine| mine.as_ref().map(|m| m.reasons.clone()).unwrap_or_default()));
    let label = (t.presence.change_of)(&person.name);
    let now = person.detail.as_ref().map(|detail| detail.choice.clone());
    let button = ViewFn::from(move || view! { <span class="btn">{t.presence.change}</span> });
    view! {
        <div class="presence-menu team-menu">
            <Menu label=label button=button>
                <PresenceChoices user=person.user.clone() now=now.clone() reasons=reasons.get()/>
            </Menu>
        </div>
    }
}
