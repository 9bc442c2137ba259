//! Queues: the list of them, and the page of each.

mod editor;
mod fields;
mod general;
mod hours;
mod list;
mod people;
mod reasons;
mod remove;
mod rules;
mod says;
mod state;

pub(crate) use editor::QueuePage;
pub(crate) use list::QueuesPage;

use crate::i18n::Texts;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::error::FieldProblem;
use desk_model::queue_form::QueueWarning;

/// What is wrong with a field, in words that fit it.
fn problem_words(t: &'static Texts, field: &str, problem: &FieldProblem) -> String {
    let q = t.admin().queues;
    let in_list = |name: &str| field.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'));
    match (field, problem) {
        ("name", FieldProblem::Missing) => q.name_missing.to_owned(),
        ("name", FieldProblem::Taken) => q.name_taken.to_owned(),
        ("hours_zone", _) => q.zone_unknown.to_owned(),
        ("heir", _) => q.delete_pick.to_owned(),
        ("reason_required", FieldProblem::Missing) => q.need_reason.to_owned(),
        ("default_of", _) => q.entrance_missing.to_owned(),
        (_, FieldProblem::Missing) if in_list("hours") => q.time_missing.to_owned(),
        (_, FieldProblem::Missing) if in_list("holiday") => q.day_missing.to_owned(),
        (_, FieldProblem::Taken) if in_list("holiday") => q.day_twice.to_owned(),
        (_, FieldProblem::Taken) if in_list("reason") => q.reason_twice.to_owned(),
        (_, FieldProblem::Malformed) if in_list("reason") => q.bad_level.to_owned(),
        (_, FieldProblem::Missing) => q.fill.to_owned(),
        (_, problem) => (t.field_problem)(problem),
    }
}

/// What is allowed and hardly meant, one line each.
fn warning_lines(t: &'static Texts, warnings: Vec<QueueWarning>) -> impl IntoView {
    let q = t.admin().queues;
    warnings
        .into_iter()
        .map(|warning| {
            let words = match warning {
                QueueWarning::NoMembers => q.warn_no_members,
                QueueWarning::NobodyFits => q.warn_nobody_fits,
                QueueWarning::NoHours => q.warn_no_hours,
            };
            let class = match warning {
                QueueWarning::NoHours => "queue-warning queue-warning-mild",
                QueueWarning::NoMembers | QueueWarning::NobodyFits => "queue-warning",
            };
            let picture = if warning == QueueWarning::NoHours { Icon::Info } else { Icon::Alert };
            view! { <p class=class>{icon(picture)} <span>{words}</span></p> }
        })
        .collect_view()
}

/// A queue's colour.
fn dot(color: String) -> impl IntoView {
    view! {
        <svg class="dot" viewBox="0 0 8 8" width="10" height="10" aria-hidden="true">
            <circle cx="4" cy="4" r="4" fill=color></circle>
        </svg>
    }
}
