//! Narrowing the list down by label and priority.

use super::marks::{LabelChip, PriorityMark};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Icon, Menu, icon};
use desk_model::view::InboxFilter;
use desk_model::{LabelId, Priority};

/// The button beside the search, with the two choices behind it.
#[component]
pub(super) fn FilterMenu() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let set = store.filter.clone();
    let on = Memo::new(move |_| !set.with(InboxFilter::is_empty));
    let button = ViewFn::from(move || {
        view! {
            <span class="filter-btn" class:filter-on=move || on.get()>
                {icon(Icon::Filter)}
            </span>
        }
    });
    let (labels, filter, narrow) = (store.labels.clone(), store.filter.clone(), store.clone());
    let by_label = move || {
        let chosen = filter.with(|filter| filter.label.clone());
        let options = labels.with(|labels| {
            labels
                .iter()
                .filter(|label| !label.archived || chosen.as_ref() == Some(&label.id))
                .map(|label| {
                    let here = chosen.as_ref() == Some(&label.id);
                    view! {
                        <option value=label.id.to_string() selected=here>
                            {label.name.clone()}
                        </option>
                    }
                })
                .collect_view()
        });
        let store = narrow.clone();
        view! {
            <select on:change=move |event| {
                let label = event_target_value(&event).parse::<LabelId>().ok();
                let filter = store.filter.get_untracked();
                store.narrow(InboxFilter { label, ..filter });
            }>
                <option value="" selected=chosen.is_none()>
                    {t.organise.any_label}
                </option>
                {options}
            </select>
        }
    };
    let (filter, narrow) = (store.filter.clone(), store.clone());
    let by_priority = move || {
        let chosen = filter.with(|filter| filter.priority);
        let store = narrow.clone();
        view! {
            <select on:change=move |event| {
                let priority = event_target_value(&event).parse().ok().and_then(Priority::from_rank);
                let filter = store.filter.get_untracked();
                store.narrow(InboxFilter { priority, ..filter });
            }>
                <option value="" selected=chosen.is_none()>
                    {t.organise.any_priority}
                </option>
                {Priority::ALL
                    .into_iter()
                    .rev()
                    .map(|choice| {
                        view! {
                            <option value=choice.rank().to_string() selected=chosen == Some(choice)>
                                {(t.organise.priority_of)(choice)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        }
    };
    view! {
        <div class="filter">
            <Menu label=t.organise.filter.to_owned() button>
                <label class="field">
                    <span>{t.organise.labels}</span>
                    {by_label.clone()}
                </label>
                <label class="field">
                    <span>{t.organise.priority}</span>
                    {by_priority.clone()}
                </label>
            </Menu>
        </div>
    }
}

/// What the list is narrowed down to, each with its way back.
#[component]
pub(super) fn FilterChips() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    move || {
        let filter = store.filter.get();
        if filter.is_empty() {
            return ().into_any();
        }
        let label = filter.label.as_ref().and_then(|id| store.label(id));
        let without_label = InboxFilter { label: None, ..filter.clone() };
        let without_priority = InboxFilter { priority: None, ..filter.clone() };
        let remove = |name: &str, rest: InboxFilter| {
            let (store, spoken) = (store.clone(), (t.organise.remove_filter)(name));
            view! {
                <button
                    type="button"
                    class="icon-btn icon-btn-small"
                    aria-label=spoken.clone()
                    title=spoken
                    on:click=move |_| store.narrow(rest.clone())
                >
                    {icon(Icon::Close)}
                </button>
            }
        };
        view! {
            <div class="filter-chips">
                {label
                    .map(|label| {
                        let button = remove(&label.name, without_label);
                        view! {
                            <span class="label-on">
                                <LabelChip label/>
                                {button}
                            </span>
                        }
                    })}
                {filter
                    .priority
                    .map(|priority| {
                        let button = remove((t.organise.priority_of)(priority), without_priority);
                        view! {
                            <span class="label-on">
                                <PriorityMark priority/>
                                {button}
                            </span>
                        }
                    })}
            </div>
        }
        .into_any()
    }
}
