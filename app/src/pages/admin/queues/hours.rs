//! When a queue is open, and the days on which it is not.

use super::fields::{FieldError, problem};
use super::state::{Editing, Pair};
use crate::i18n::{day_words, intl, use_locale, use_texts};
use crate::live::{browser, clock};
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::holiday::PublicHoliday;
use desk_model::hours::MAX_HOLIDAY_NAME;

/// The part.
#[component]
pub(super) fn Hours(editing: Editing) -> impl IntoView {
    let q = use_texts().admin().queues;
    let words = problem(&editing, "hours_zone".to_owned());
    let (zone, typed) = (editing.form.clone(), editing.clone());
    let zones =
        editing.board.zones.iter().map(|zone| view! { <option value=zone.clone()></option> }).collect_view();
    let days = (0..7).map(|day| view! { <Weekday editing=editing.clone() day/> }).collect_view();
    let copying = editing.clone();
    let copy = move |_| {
        let monday = copying.week[0].get_untracked();
        for (at, day) in copying.week.iter().enumerate().take(5).skip(1) {
            day.set(
                monday.iter().map(|line| copying.pair(line.first.clone(), line.second.clone())).collect(),
            );
            copying.touched(&format!("hours_{at}"));
        }
    };
    view! {
        <p class="hint">{q.hours_lead} " " {q.midnight_hint}</p>
        <div class="week">{days}</div>
        <p>
            <button type="button" class="btn" on:click=copy>
                {icon(Icon::Copy)} {q.copy_monday}
            </button>
        </p>
        <div class="field">
            <label for="queue-hours_zone">{q.zone}</label>
            <input
                id="queue-hours_zone"
                list="zones"
                autocomplete="off"
                aria-invalid=move || words.get().is_some().to_string()
                aria-describedby="queue-hours_zone-error"
                prop:value=move || zone.with(|form| form.policy.hours.zone.clone())
                on:input=move |event| {
                    let text = event_target_value(&event);
                    typed.change("hours_zone", |form| form.policy.hours.zone = text);
                }
            />
            <datalist id="zones">{zones}</datalist>
            <FieldError editing=editing.clone() field="hours_zone"/>
        </div>
        <PublicHolidays editing=editing.clone()/>
        <OwnHolidays editing/>
    }
}

fn focus_soon(selector: String) {
    request_animation_frame(move || {
        browser::focus(&selector);
    });
}

#[component]
fn Weekday(editing: Editing, day: usize) -> impl IntoView {
    let q = use_texts().admin().queues;
    let name = q.weekdays.get(day).copied().unwrap_or_default();
    let field = format!("hours_{day}");
    let Some(lines) = editing.week.get(day).cloned() else { return ().into_any() };
    let empty = {
        let lines = lines.clone();
        Memo::new(move |_| lines.with(Vec::is_empty))
    };
    // Without a single span the queue is always open.
    let never = {
        let week = editing.week.clone();
        Memo::new(move |_| week.iter().all(|lines| lines.with(Vec::is_empty)))
    };
    let add = {
        let (editing, lines, field) = (editing.clone(), lines.clone(), field.clone());
        move |_| {
            // The second span of a day is usually its afternoon.
            let (from, to) = if lines.with_untracked(Vec::is_empty) { ("09:00", "18:00") } else { ("", "") };
            let line = editing.pair(from.to_owned(), to.to_owned());
            let key = line.key;
            lines.update(|lines| lines.push(line));
            editing.touched(&field);
            focus_soon(format!("#span-{key}"));
        }
    };
    let row = {
        let (editing, lines, field) = (editing.clone(), lines.clone(), field.clone());
        move |line: Pair| {
            view! { <SpanLine editing=editing.clone() lines=lines.clone() field=field.clone() name line/> }
        }
    };
    view! {
        <div class="weekday" role="group" aria-label=name>
            <span class="weekday-name" aria-hidden="true">{name}</span>
            <div class="weekday-spans">
                {move || {
                    let word = if never.get() { q.open_day } else { q.closed_day };
                    empty.get().then(|| view! { <span class="muted weekday-closed">{word}</span> })
                }}
                <For each=move || lines.get() key=|line| line.key children=row/>
                <FieldError editing field=field/>
            </div>
            <button
                type="button"
                class="icon-btn"
                aria-label=format!("{}: {name}", q.add_span)
                title=q.add_span
                on:click=add
            >
                {icon(Icon::Plus)}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn SpanLine(
    editing: Editing,
    lines: ArcRwSignal<Vec<Pair>>,
    field: String,
    name: &'static str,
    line: Pair,
) -> impl IntoView {
    let q = use_texts().admin().queues;
    let key = line.key;
    let words = problem(&editing, field.clone());
    let error_id = format!("queue-{field}-error");
    let change = {
        let (editing, lines, field) = (editing.clone(), lines.clone(), field.clone());
        move |text: String, second: bool| {
            lines.update(|lines| {
                if let Some(line) = lines.iter_mut().find(|line| line.key == key) {
                    *if second { &mut line.second } else { &mut line.first } = text;
                }
            });
            editing.touched(&field);
        }
    };
    let (from, to) = (change.clone(), change);
    let remove = move |_| {
        lines.update(|lines| lines.retain(|line| line.key != key));
        editing.touched(&field);
    };
    view! {
        <span class="span-line">
            <input
                type="time"
                class="input"
                id=format!("span-{key}")
                aria-label=format!("{name}, {}", q.from)
                aria-invalid=move || words.get().is_some().to_string()
                aria-describedby=error_id.clone()
                value=line.first
                on:input=move |event| from(event_target_value(&event), false)
            />
            <span aria-hidden="true">{q.to}</span>
            <input
                type="time"
                class="input"
                aria-label=format!("{name}, {}", q.to)
                aria-invalid=move || words.get().is_some().to_string()
                aria-describedby=error_id.clone()
                value=line.second
                on:input=move |event| to(event_target_value(&event), true)
            />
            <button
                type="button"
                class="icon-btn"
                aria-label=format!("{}: {name}", q.remove)
                title=q.remove
                on:click=remove
            >
                {icon(Icon::Close)}
            </button>
        </span>
    }
}

#[component]
fn PublicHolidays(editing: Editing) -> impl IntoView {
    let (q, locale) = (use_texts().admin().queues, use_locale());
    let today = intl::civil(clock::now());
    let next = |holiday: PublicHoliday| {
        let this = holiday.on(today.parts().0);
        if this < today { holiday.on(today.parts().0 + 1) } else { this }
    };
    let boxes = PublicHoliday::ALL.map(|holiday| {
        let (editing, now) = (editing.clone(), editing.form.clone());
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || now.with(|form| form.policy.hours.observed.contains(&holiday))
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        editing.change("observed", |form| {
                            form.policy.hours.observed.retain(|known| *known != holiday);
                            if on {
                                form.policy.hours.observed.push(holiday);
                            }
                        });
                    }
                />
                <span>
                    {(q.holiday)(holiday)} " " <span class="muted">
                        {day_words(locale, next(holiday))}
                        {(!holiday.is_national()).then(|| format!(" · {}", q.optional_day))}
                    </span>
                </span>
            </label>
        }
    });
    let all = move |_| {
        editing.change("observed", |form| {
            for holiday in PublicHoliday::ALL.into_iter().filter(|holiday| holiday.is_national()) {
                if !form.policy.hours.observed.contains(&holiday) {
                    form.policy.hours.observed.push(holiday);
                }
            }
        });
    };
    view! {
        <fieldset class="choices holidays">
            <legend>{q.public_holidays}</legend>
            <p class="hint">{q.public_hint}</p>
            {boxes.collect_view()}
        </fieldset>
        <p>
            <button type="button" class="btn" on:click=all>
                {icon(Icon::Checks)} {q.tick_national}
            </button>
        </p>
    }
}

#[component]
fn OwnHolidays(editing: Editing) -> impl IntoView {
    let q = use_texts().admin().queues;
    let lines = editing.days.clone();
    let adding = editing.clone();
    let add = move |_| {
        let line = adding.pair(String::new(), String::new());
        let key = line.key;
        adding.days.update(|days| days.push(line));
        adding.touched("");
        focus_soon(format!("#day-{key}"));
    };
    let row = move |line: Pair| view! { <HolidayLine editing=editing.clone() line/> };
    view! {
        <fieldset class="own-days">
            <legend>{q.own_holidays}</legend>
            <For each=move || lines.get() key=|line| line.key children=row/>
            <p>
                <button type="button" class="btn" on:click=add>
                    {icon(Icon::Plus)} {q.add_holiday}
                </button>
            </p>
        </fieldset>
    }
}

#[component]
fn HolidayLine(editing: Editing, line: Pair) -> impl IntoView {
    let q = use_texts().admin().queues;
    let key = line.key;
    let place = {
        let days = editing.days.clone();
        Memo::new(move |_| days.with(|days| days.iter().position(|line| line.key == key)).unwrap_or_default())
    };
    let words = {
        let problems = editing.problems.clone();
        Memo::new(move |_| {
            problems.with(|problems| problems.get(&format!("holiday_{}", place.get())).cloned())
        })
    };
    let change = {
        let editing = editing.clone();
        move |text: String, second: bool| {
            editing.days.update(|days| {
                if let Some(line) = days.iter_mut().find(|line| line.key == key) {
                    *if second { &mut line.second } else { &mut line.first } = text;
                }
            });
            editing.touched(&format!("holiday_{}", place.get_untracked()));
        }
    };
    let (day, name) = (change.clone(), change);
    let remove = move |_| {
        editing.days.update(|days| days.retain(|line| line.key != key));
        editing.problems.update(|problems| problems.retain(|field, _| !field.starts_with("holiday_")));
        editing.touched("");
    };
    let error_id = format!("day-{key}-error");
    view! {
        <div class="own-day">
            <input
                type="date"
                class="input"
                id=format!("day-{key}")
                aria-label=q.day
                aria-invalid=move || words.get().is_some().to_string()
                aria-describedby=error_id.clone()
                value=line.first
                on:input=move |event| day(event_target_value(&event), false)
            />
            <input
                class="input"
                maxlength=MAX_HOLIDAY_NAME.to_string()
                aria-label=q.holiday_name
                placeholder=q.holiday_name
                value=line.second
                on:input=move |event| name(event_target_value(&event), true)
            />
            <button type="button" class="icon-btn" aria-label=q.remove title=q.remove on:click=remove>
                {icon(Icon::Close)}
            </button>
            <p class="field-error" id=error_id>{move || words.get()}</p>
        </div>
    }
}
