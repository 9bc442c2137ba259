//! Putting a ticket aside: the dialog behind `z`, and what a ticket says that is put aside.

use super::{ring, use_ui};
use crate::api;
use crate::api::ApiError;
use crate::i18n::{Texts, intl, use_texts};
use crate::live::{Store, clock, use_store};
use crate::prelude::*;
use crate::ui::{Button, Dialog, Icon, Kbd, icon};
use desk_model::error::FieldProblem;
use desk_model::price::Day;
use desk_model::snooze::{check, closes_before, instant, presets};
use desk_model::time::{HOUR, MINUTE};
use desk_model::window::WindowState;
use desk_model::{Permission, TicketState, Timestamp};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::task::spawn_local;
use leptos_router::hooks::use_navigate;

/// How far the clocks of the desk's zone are ahead of UTC at an instant.
fn offset(at: Timestamp) -> i64 {
    let (hour, minute) = intl::time(at).split_once(':').map_or((0, 0), |(hour, minute)| {
        (hour.trim().parse::<i64>().unwrap_or(0), minute.trim().parse::<i64>().unwrap_or(0))
    });
    let day = Day::parse(&intl::day_key(at)).unwrap_or(Day::FIRST).number();
    let shown = (day * 24 + hour) * HOUR + minute * MINUTE;
    shown - at.0.div_euclid(MINUTE) * MINUTE
}

/// Whether the reader may put the open ticket aside.
pub(super) fn may_snooze(store: &Store) -> bool {
    let me = store.boot.with(|boot| boot.as_ref().map(|boot| boot.me.id.clone()));
    store.row.with(|row| {
        row.as_ref().is_some_and(|row| row.state.owner().is_some() && row.state.owner() == me.as_ref())
    })
}

/// Puts the open ticket aside.
fn snooze(store: &Store, until: Option<Timestamp>, t: &'static Texts, back: impl Fn() + 'static) {
    let Some(row) = store.row.get_untracked() else { return };
    let store = store.clone();
    spawn_local(async move {
        match api::organise::snooze(row.ticket, until).await {
            Ok(row) => {
                store.learn_row(&row);
                let words = match until {
                    Some(until) => (t.organise.snoozed_notice)(&intl::near(t, until, clock::now())),
                    None => t.organise.snoozed_no_time_notice.to_owned(),
                };
                store.tell(words, false);
                back();
            }
            Err(ApiError(error)) => store.report(&error, t),
        }
    });
}

/// The button in the head of the thread.
#[component]
pub(super) fn SnoozeButton() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let open = use_ui().snoozing;
    let may = Memo::new(move |_| may_snooze(&store));
    move || {
        let open = open.clone();
        may.get().then(|| {
            view! {
                <button
                    type="button"
                    class="btn snooze-btn"
                    aria-label=t.organise.snooze
                    aria-keyshortcuts="z"
                    title=format!("{} (z)", t.organise.snooze)
                    on:click=move |_| open.set(true)
                >
                    {icon(Icon::Snooze)}
                    <Kbd keys="z"/>
                </button>
            }
        })
    }
}

/// The strip of a ticket that is put aside.
#[component]
pub(super) fn SnoozeStrip() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let open = use_ui().snoozing;
    let (row, boot) = (store.row.clone(), store.boot.clone());
    let aside = Memo::new(move |_| {
        let me = boot.with(|boot| boot.as_ref().map(|boot| (boot.me.id.clone(), boot.me.role)));
        row.with(|row| match row.as_ref().map(|row| &row.state) {
            Some(TicketState::Snoozed { until, agent, .. }) => {
                let mine = me.as_ref().is_some_and(|(me, _)| me == agent);
                let may = mine || me.is_some_and(|(_, role)| role.may(Permission::WakeAnyTicket));
                Some((*until, mine, may))
            }
            _ => None,
        })
    });
    move || {
        let (until, mine, may) = aside.get()?;
        let words = match until {
            Some(until) => (t.organise.aside_until)(&intl::near(t, until, clock::now())),
            None => t.organise.aside_no_time.to_owned(),
        };
        let (store, open) = (store.clone(), open.clone());
        let fetch = move |_| {
            if let Some(row) = store.row.get_untracked() {
                store.change_row(api::organise::unsnooze(row.ticket), t);
            }
        };
        Some(view! {
            <div class="snooze-strip">
                {icon(Icon::Snooze)}
                <span>{words}</span>
                <span class="thread-space"></span>
                {mine
                    .then(|| {
                        view! {
                            <Button on_press=move |_| open.set(true)>{t.organise.change_time}</Button>
                        }
                    })}
                {may.then(|| view! { <Button on_press=fetch>{t.organise.fetch_back}</Button> })}
            </div>
        })
    }
}

/// When the window of the open ticket closes by itself.
fn window_until(store: &Store, now: Timestamp) -> Option<Timestamp> {
    let row = store.row.get_untracked()?;
    match ring::state(&row, store.channel(&row.number), now) {
        WindowState::Open { until } => until,
        WindowState::HumanOnly { until } => Some(until),
        WindowState::Closed { .. } | WindowState::Never => None,
    }
}

/// The dialog behind `z`.
#[component]
pub(super) fn SnoozeDialog() -> impl IntoView {
    let t = use_texts();
    let open = use_ui().snoozing;
    let shown = open.clone();
    view! {
        <Dialog open=shown title=t.organise.snooze_title close_label=t.close_dialog>
            <Choices open=open.clone()/>
        </Dialog>
    }
}

#[component]
fn Choices(open: ArcRwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let navigate = use_navigate();
    let now = clock::now();
    let closes = window_until(&store, now);
    let warned = move |until: Timestamp| {
        closes_before(closes, until, now).map(|closes| (t.organise.closes_first)(&intl::near(t, closes, now)))
    };
    let choose = {
        let open = open.clone();
        move |until: Option<Timestamp>| {
            open.set(false);
            let navigate = navigate.clone();
            // What is put aside is off the desk.
            snooze(&store, until, t, move || navigate("/", Default::default()));
        }
    };
    let mut offered: Vec<(String, String, Option<Timestamp>)> = presets(now, offset)
        .into_iter()
        .map(|(preset, at)| ((t.organise.preset)(preset).to_owned(), intl::near(t, at, now), Some(at)))
        .collect();
    offered.push((t.organise.until_answer.to_owned(), t.organise.until_answer_hint.to_owned(), None));
    let by_key = {
        let (choose, times) = (choose.clone(), offered.iter().map(|(_, _, at)| *at).collect::<Vec<_>>());
        move |event: leptos::ev::KeyboardEvent| {
            let place = event.key().parse::<usize>().ok().and_then(|key| key.checked_sub(1));
            if let Some(until) = place.and_then(|place| times.get(place).copied()) {
                event.prevent_default();
                choose(until);
            }
        }
    };
    let own = choose.clone();
    view! {
        <p>{t.organise.snooze_lead}</p>
        <div class="reasons" on:keydown=by_key>
            {offered
                .into_iter()
                .zip(["1", "2", "3", "4", "5"])
                .map(|((name, hint, until), key)| {
                    let choose = choose.clone();
                    let warning = until.and_then(warned);
                    view! {
                        <button type="button" class="reason" autofocus=key == "1" on:click=move |_| choose(until)>
                            <span>
                                <strong>{name}</strong>
                                <span>{hint}</span>
                                {warning.map(|words| view! { <WindowWarning words/> })}
                            </span>
                            <Kbd keys=key/>
                        </button>
                    }
                })
                .collect_view()}
        </div>
        <OwnTime choose=Callback::new(move |until| own(Some(until))) warned=Callback::new(warned) now/>
    }
}

#[component]
fn WindowWarning(words: String) -> impl IntoView {
    view! {
        <span class="snooze-warning">
            {icon(Icon::Alert)}
            {words}
        </span>
    }
}

#[component]
fn OwnTime(
    choose: Callback<Timestamp>,
    warned: Callback<Timestamp, Option<String>>,
    now: Timestamp,
) -> impl IntoView {
    let t = use_texts();
    let (day, hour) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let problem = ArcRwSignal::new(None::<&'static str>);
    let warning = ArcRwSignal::new(None::<String>);
    let read = move || {
        let (day, hour) = (day.get_untracked()?, hour.get_untracked()?);
        let day = Day::parse(&day.value())?;
        let hour = hour.value();
        let (hours, minutes) = hour.split_once(':')?;
        let minute = hours.parse::<i64>().ok()? * 60 + minutes.get(..2)?.parse::<i64>().ok()?;
        Some(instant(day, minute, offset))
    };
    let look = {
        let (problem, warning) = (problem.clone(), warning.clone());
        move || {
            problem.set(None);
            warning.set(read().and_then(|until| warned.run(until)));
        }
    };
    let (by_day, by_hour) = (look.clone(), look);
    let refused = problem.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(until) = read() else { return refused.set(Some(t.organise.no_time)) };
        match check(until, clock::now()) {
            Ok(()) => choose.run(until),
            Err(FieldProblem::Past) => refused.set(Some(t.organise.past)),
            Err(_) => refused.set(Some(t.organise.too_far)),
        }
    };
    let wrong = problem.clone();
    let invalid = move || wrong.with(Option::is_some).to_string();
    let (day_invalid, hour_invalid) = (invalid.clone(), invalid);
    view! {
        <form class="own-time" on:submit=submit novalidate>
            <h3>{t.organise.own_time}</h3>
            <div class="own-time-fields">
                <label class="field">
                    <span>{t.organise.own_day}</span>
                    <input
                        node_ref=day
                        type="date"
                        value=intl::day_key(now)
                        min=intl::day_key(now)
                        aria-invalid=day_invalid
                        aria-describedby="own-time-problem"
                        on:input=move |_| by_day()
                    />
                </label>
                <label class="field">
                    <span>{t.organise.own_hour}</span>
                    <input
                        node_ref=hour
                        type="time"
                        aria-invalid=hour_invalid
                        aria-describedby="own-time-problem"
                        on:input=move |_| by_hour()
                    />
                </label>
                <button type="submit" class="btn btn-primary">
                    {t.organise.own_submit}
                </button>
            </div>
            <p class="field-error" id="own-time-problem" role="alert">
                {move || problem.get()}
            </p>
            {move || warning.get().map(|words| view! { <WindowWarning words/> })}
        </form>
    }
}
