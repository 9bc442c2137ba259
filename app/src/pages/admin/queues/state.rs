//! What is being edited: as it was typed, until it is saved.

use super::problem_words;
use crate::i18n::Texts;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::hours::{Holiday, Span};
use desk_model::price::Day;
use desk_model::queue_form::{
    Capacity, MAX_CAPACITY, MAX_REOPEN_HOURS, MAX_SLA_MINUTES, QueueBoard, QueueForm, QueueMember,
    ReasonDraft,
};
use desk_model::{QueueId, UserId};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A part of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    General,
    People,
    Hours,
    Texts,
    Routing,
    Sla,
    Closing,
}

impl Tab {
    pub(super) const ALL: [Self; 7] =
        [Self::General, Self::People, Self::Hours, Self::Texts, Self::Routing, Self::Sla, Self::Closing];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::People => "people",
            Self::Hours => "hours",
            Self::Texts => "texts",
            Self::Routing => "routing",
            Self::Sla => "sla",
            Self::Closing => "closing",
        }
    }

    pub(super) fn title(self, t: &'static Texts) -> &'static str {
        let q = t.admin().queues;
        match self {
            Self::General => q.tab_general,
            Self::People => q.tab_people,
            Self::Hours => q.tab_hours,
            Self::Texts => q.tab_texts,
            Self::Routing => q.tab_routing,
            Self::Sla => q.tab_sla,
            Self::Closing => q.tab_closing,
        }
    }

    /// Where a field stands.
    fn of(field: &str) -> Self {
        match field {
            "name" | "color" | "default_of" => Self::General,
            "weight" | "min_skill" | "sticky_hours" | "offer_seconds" | "silent_minutes" | "reopen_hours" => {
                Self::Routing
            }
            "first_answer_minutes" | "next_answer_minutes" | "resolution_minutes" => Self::Sla,
            "reason_required" => Self::Closing,
            field if field.starts_with("skill_") || field.starts_with("capacity_") => Self::People,
            field if field.starts_with("hours_") || field.starts_with("holiday_") => Self::Hours,
            field if field.starts_with("reason_") => Self::Closing,
            _ => Self::Texts,
        }
    }
}

/// A whole number that is set, with its limits.
pub(super) struct Figure {
    pub(super) field: &'static str,
    pub(super) min: u32,
    pub(super) max: u32,
    read: fn(&QueueForm) -> u32,
    write: fn(&mut QueueForm, u32),
}

/// All of them.
pub(super) const FIGURES: [Figure; 10] = [
    Figure {
        field: "reopen_hours",
        min: 0,
        max: MAX_REOPEN_HOURS,
        read: |form| form.reopen_hours,
        write: |form, n| form.reopen_hours = n,
    },
    Figure {
        field: "nudge_minutes",
        min: desk_model::nudge::MINUTES.0,
        max: desk_model::nudge::MINUTES.1,
        read: |form| form.nudge_minutes,
        write: |form, n| form.nudge_minutes = n,
    },
    Figure {
        field: "weight",
        min: 0,
        max: MAX_CAPACITY,
        read: |form| form.policy.weight,
        write: |form, n| form.policy.weight = n,
    },
    Figure {
        field: "min_skill",
        min: 1,
        max: 5,
        read: |form| u32::from(form.policy.min_skill),
        write: |form, n| form.policy.min_skill = u8::try_from(n).unwrap_or(u8::MAX),
    },
    Figure {
        field: "sticky_hours",
        min: 0,
        max: MAX_REOPEN_HOURS,
        read: |form| form.policy.sticky_hours,
        write: |form, n| form.policy.sticky_hours = n,
    },
    Figure {
        field: "offer_seconds",
        min: 10,
        max: 3600,
        read: |form| form.policy.offer_seconds,
        write: |form, n| form.policy.offer_seconds = n,
    },
    Figure {
        field: "silent_minutes",
        min: 0,
        max: 24 * 60,
        read: |form| form.policy.silent_minutes,
        write: |form, n| form.policy.silent_minutes = n,
    },
    Figure {
        field: "first_answer_minutes",
        min: 0,
        max: MAX_SLA_MINUTES,
        read: |form| form.policy.sla.first_answer_minutes,
        write: |form, n| form.policy.sla.first_answer_minutes = n,
    },
    Figure {
        field: "next_answer_minutes",
        min: 0,
        max: MAX_SLA_MINUTES,
        read: |form| form.policy.sla.next_answer_minutes,
        write: |form, n| form.policy.sla.next_answer_minutes = n,
    },
    Figure {
        field: "resolution_minutes",
        min: 0,
        max: MAX_SLA_MINUTES,
        read: |form| form.policy.sla.resolution_minutes,
        write: |form, n| form.policy.sla.resolution_minutes = n,
    },
];

/// A person's place in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) member: bool,
    pub(super) skill: u8,
    pub(super) capacity: String,
}

/// Two texts typed in one line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) key: u32,
    pub(super) first: String,
    pub(super) second: String,
}

/// A reason typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ReasonLine {
    pub(super) key: u32,
    pub(super) draft: ReasonDraft,
}

/// A queue being edited.
#[derive(Clone)]
pub(super) struct Editing {
    pub(super) id: QueueId,
    pub(super) board: Arc<QueueBoard>,
    /// As it was when it was read, to see whether somebody else saved since.
    pub(super) read: ArcRwSignal<QueueForm>,
    /// Somebody did.
    pub(super) outrun: ArcRwSignal<bool>,
    /// Everything that is not typed as one of the texts below.
    pub(super) form: ArcRwSignal<QueueForm>,
    pub(super) figures: ArcRwSignal<BTreeMap<&'static str, String>>,
    pub(super) places: ArcRwSignal<BTreeMap<UserId, Place>>,
    pub(super) week: [ArcRwSignal<Vec<Pair>>; 7],
    pub(super) days: ArcRwSignal<Vec<Pair>>,
    pub(super) reasons: ArcRwSignal<Vec<ReasonLine>>,
    pub(super) problems: ArcRwSignal<BTreeMap<String, String>>,
    pub(super) dirty: ArcRwSignal<bool>,
    pub(super) tab: ArcRwSignal<Tab>,
    next: ArcRwSignal<u32>,
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}

fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.get(..5)?.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

impl Editing {
    pub(super) fn new(id: QueueId, board: Arc<QueueBoard>, form: QueueForm, tab: ArcRwSignal<Tab>) -> Self {
        let new = Self {
            id,
            board,
            read: ArcRwSignal::new(form.clone()),
            outrun: ArcRwSignal::new(false),
            form: ArcRwSignal::new(form.clone()),
            figures: ArcRwSignal::new(BTreeMap::new()),
            places: ArcRwSignal::new(BTreeMap::new()),
            week: std::array::from_fn(|_| ArcRwSignal::new(Vec::new())),
            days: ArcRwSignal::new(Vec::new()),
            reasons: ArcRwSignal::new(Vec::new()),
            problems: ArcRwSignal::new(BTreeMap::new()),
            dirty: ArcRwSignal::new(false),
            tab,
            next: ArcRwSignal::new(0),
        };
        new.load(form);
        new
    }

    /// Shows what is stored.
    pub(super) fn load(&self, mut form: QueueForm) {
        self.read.set(form.clone());
        self.outrun.set(false);
        if form.policy.hours.zone.is_empty() {
            form.policy.hours.zone.clone_from(&self.board.zone);
        }
        self.figures.set(FIGURES.iter().map(|f| (f.field, (f.read)(&form).to_string())).collect());
        self.places.update(|places| {
            for person in &self.board.staff {
                let member = form.members.iter().find(|member| member.user == person.id);
                let known = places.get(&person.id).map(|place| place.capacity.clone());
                let place = Place {
                    member: member.is_some(),
                    skill: member.map_or(3, |member| member.skill),
                    capacity: known.unwrap_or_else(|| person.capacity.to_string()),
                };
                places.insert(person.id.clone(), place);
            }
        });
        for (day, spans) in self.week.iter().zip(&form.policy.hours.week) {
            day.set(spans.iter().map(|span| self.pair(clock(span.from), clock(span.to))).collect());
        }
        let days = form.policy.hours.holidays.iter();
        self.days.set(days.map(|holiday| self.pair(holiday.day.to_string(), holiday.name.clone())).collect());
        let reasons = form.reasons.iter().cloned();
        self.reasons.set(reasons.map(|draft| ReasonLine { key: self.key(), draft }).collect());
        self.form.set(form);
        self.problems.set(BTreeMap::new());
        self.dirty.set(false);
    }

    /// A key no other line has.
    pub(super) fn key(&self) -> u32 {
        let key = self.next.get_untracked();
        self.next.set(key.wrapping_add(1));
        key
    }

    /// A line of a list.
    pub(super) fn pair(&self, first: String, second: String) -> Pair {
        Pair { key: self.key(), first, second }
    }

    /// Something was changed; what was wrong with the field is forgotten.
    pub(super) fn touched(&self, field: &str) {
        if !self.dirty.get_untracked() {
            self.dirty.set(true);
        }
        if self.problems.with_untracked(|problems| problems.contains_key(field)) {
            self.problems.update(|problems| {
                problems.remove(field);
            });
        }
    }

    /// Changes something that is no text.
    pub(super) fn change(&self, field: &str, change: impl FnOnce(&mut QueueForm)) {
        self.form.update(change);
        self.touched(field);
    }

    /// Everything as it stands, tracked; what could not be read is told.
    pub(super) fn collect(&self) -> (QueueForm, Vec<FieldError>) {
        let mut form = self.form.get();
        let mut wrong = Vec::new();
        let mut tell = |field: String, problem| wrong.push(FieldError { field, problem });
        let range =
            |min: u32, max: u32| FieldProblem::OutOfRange { min: i64::from(min), max: i64::from(max) };
        self.figures.with(|figures| {
            for figure in &FIGURES {
                match figures.get(figure.field).and_then(|text| text.trim().parse().ok()) {
                    Some(value) => (figure.write)(&mut form, value),
                    None => tell(figure.field.to_owned(), range(figure.min, figure.max)),
                }
            }
        });
        form.members.clear();
        form.capacities.clear();
        self.places.with(|places| {
            for (user, place) in places {
                if place.member {
                    form.members.push(QueueMember { user: user.clone(), skill: place.skill });
                }
                match place.capacity.trim().parse() {
                    Ok(limit) => form.capacities.push(Capacity { user: user.clone(), limit }),
                    Err(_) => tell(format!("capacity_{user}"), range(0, MAX_CAPACITY)),
                }
            }
        });
        for (at, (day, spans)) in self.week.iter().zip(&mut form.policy.hours.week).enumerate() {
            let read = day.with(|lines| {
                let read = lines.iter().map(|line| {
                    let to = minutes(&line.second)?;
                    Some(Span { from: minutes(&line.first)?, to: if to == 0 { 24 * 60 } else { to } })
                });
                read.collect::<Option<Vec<Span>>>()
            });
            match read {
                Some(read) => *spans = read,
                None => {
                    spans.clear();
                    tell(format!("hours_{at}"), FieldProblem::Missing);
                }
            }
        }
        form.policy.hours.holidays = self.days.with(|days| {
            let read = days.iter().enumerate().filter_map(|(at, line)| {
                let Some(day) = Day::parse(&line.first) else {
                    tell(format!("holiday_{at}"), FieldProblem::Missing);
                    return None;
                };
                Some(Holiday { day, name: line.second.clone() })
            });
            read.collect()
        });
        form.reasons = self.reasons.with(|lines| lines.iter().map(|line| line.draft.clone()).collect());
        wrong.extend(form.check());
        (form, wrong)
    }

    /// Only the limits that were changed here are sent: somebody else may be changing others.
    pub(super) fn changed_capacities(&self, form: &mut QueueForm) {
        let known = |capacity: &Capacity| {
            self.board
                .staff
                .iter()
                .any(|person| person.id == capacity.user && person.capacity == capacity.limit)
        };
        form.capacities.retain(|capacity| !known(capacity));
    }

    /// Shows what is wrong, beginning with the first part that has something.
    pub(super) fn refuse(&self, t: &'static Texts, fields: &[FieldError]) {
        let mut words = BTreeMap::new();
        for error in fields {
            words
                .entry(error.field.clone())
                .or_insert_with(|| problem_words(t, &error.field, &error.problem));
        }
        let here = self.tab.get_untracked();
        let tabs: Vec<Tab> = fields.iter().map(|error| Tab::of(&error.field)).collect();
        if !tabs.contains(&here)
            && let Some(first) = Tab::ALL.into_iter().find(|tab| tabs.contains(tab))
        {
            self.tab.set(first);
        }
        self.problems.set(words);
    }

    /// How many problems a part has.
    pub(super) fn problems_in(&self, tab: Tab) -> usize {
        self.problems.with(|problems| problems.keys().filter(|field| Tab::of(field) == tab).count())
    }
}
