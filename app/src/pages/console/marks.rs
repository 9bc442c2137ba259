//! What a row is marked with: put aside or back, priority, labels. In shape and words, never by colour alone.

use crate::i18n::{intl, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::label::ink;
use desk_model::view::InboxRow;
use desk_model::{Label, LabelId, Priority, TicketState, Timestamp};

/// Labels shown in a row; the others are counted.
const IN_ROW: usize = 3;

/// A label in its colour, with words that can be read on it.
#[component]
pub(crate) fn LabelChip(
    /// Which.
    label: Label,
) -> impl IntoView {
    let words = ink(&label.color);
    view! {
        <span class="label" style:background-color=label.color.clone() style:color=words>
            {label.name.clone()}
        </span>
    }
}

/// The picture of a priority.
pub(crate) const fn priority_icon(priority: Priority) -> Icon {
    match priority {
        Priority::Low => Icon::ArrowDown,
        Priority::Normal => Icon::Dash,
        Priority::High => Icon::ArrowUp,
        Priority::Urgent => Icon::Flame,
    }
}

/// What of a row the marks show.
#[derive(Clone, PartialEq)]
struct Marks {
    priority: Priority,
    labels: Vec<LabelId>,
    /// Put aside, until when.
    aside: Option<Option<Timestamp>>,
    returned: bool,
}

/// The marks of a row; nothing where there are none.
#[component]
pub(super) fn RowMarks(
    /// The row.
    row: ArcRwSignal<InboxRow>,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let clock = store.clock.clone();
    let marks = Memo::new(move |_| {
        row.with(|row| Marks {
            priority: row.priority,
            labels: row.labels.clone(),
            aside: match &row.state {
                TicketState::Snoozed { until, .. } => Some(*until),
                TicketState::Menu { .. }
                | TicketState::Queued { .. }
                | TicketState::Offered { .. }
                | TicketState::Assigned { .. }
                | TicketState::Closed { .. } => None,
            },
            returned: row.returned_at.is_some(),
        })
    });
    let today = Memo::new(move |_| intl::day_key(clock.beat()));
    move || {
        let Marks { priority, labels, aside, returned } = marks.get();
        let labels = store.labels_of(&labels);
        let plain = priority == Priority::Normal && labels.is_empty() && aside.is_none() && !returned;
        if plain {
            return ().into_any();
        }
        // The words of a day change at midnight.
        today.track();
        let now = crate::live::clock::now();
        let hidden = labels.len().saturating_sub(IN_ROW);
        let aside = aside.map(|until| match until {
            Some(until) => (t.organise.aside_until)(&intl::near(t, until, now)),
            None => t.organise.aside_no_time.to_owned(),
        });
        view! {
            <span class="row-marks">
                {returned
                    .then(|| {
                        view! {
                            <span class="mark mark-back">
                                {icon(Icon::Back)} {t.organise.returned}
                            </span>
                        }
                    })}
                {aside
                    .map(|words| {
                        view! {
                            <span class="mark">
                                {icon(Icon::Snooze)} {words}
                            </span>
                        }
                    })}
                {(priority != Priority::Normal).then(|| view! { <PriorityMark priority/> })}
                {labels.into_iter().take(IN_ROW).map(|label| view! { <LabelChip label/> }).collect_view()}
                {(hidden > 0)
                    .then(|| {
                        view! {
                            <span class="mark">
                                <span aria-hidden="true">{format!("+{hidden}")}</span>
                                <span class="sr-only">{(t.organise.more_labels)(hidden)}</span>
                            </span>
                        }
                    })}
            </span>
        }
        .into_any()
    }
}

/// A priority in shape and words.
#[component]
pub(super) fn PriorityMark(priority: Priority) -> impl IntoView {
    let t = use_texts();
    let class = match priority {
        Priority::Low => "mark mark-low",
        Priority::Normal => "mark",
        Priority::High => "mark mark-high",
        Priority::Urgent => "mark mark-urgent",
    };
    view! {
        <span class=class>
            {icon(priority_icon(priority))}
            <span class="sr-only">{t.organise.priority} " "</span>
            {(t.organise.priority_of)(priority)}
        </span>
    }
}
