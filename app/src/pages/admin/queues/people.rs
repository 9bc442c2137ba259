//! Who belongs to a queue, how well they know it, how much they serve.

use super::fields::{FieldError, problem};
use super::state::Editing;
use crate::i18n::use_texts;
use crate::prelude::*;
use crate::ui::Avatar;
use desk_model::contact::initials;
use desk_model::queue_form::{MAX_CAPACITY, StaffMember};

/// The part.
#[component]
pub(super) fn People(editing: Editing) -> impl IntoView {
    let q = use_texts().admin().queues;
    let rows = editing
        .board
        .staff
        .iter()
        .cloned()
        .map(|person| view! { <PersonRow editing=editing.clone() person/> })
        .collect_view();
    view! {
        <p class="hint">{q.people_lead} " " {q.skill_hint} " " {q.capacity_hint}</p>
        <div class="table-scroll">
            <table class="table table-middle queue-table">
                <thead>
                    <tr>
                        <th scope="col">{q.tab_people}</th>
                        <th scope="col">{q.in_queue}</th>
                        <th scope="col">{q.skill}</th>
                        <th scope="col">{q.capacity}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn PersonRow(editing: Editing, person: StaffMember) -> impl IntoView {
    let t = use_texts();
    let q = t.admin().queues;
    let StaffMember { id, name, role, .. } = person;
    let place = {
        let (places, id) = (editing.places.clone(), id.clone());
        Memo::new(move |_| places.with(|places| places.get(&id).cloned()))
    };
    let member = Memo::new(move |_| place.get().is_some_and(|place| place.member));
    let change = {
        let (editing, id) = (editing.clone(), id.clone());
        move |field: &str, change: &dyn Fn(&mut super::state::Place)| {
            editing.places.update(|places| {
                if let Some(place) = places.get_mut(&id) {
                    change(place);
                }
            });
            editing.touched(field);
        }
    };
    let field = format!("capacity_{id}");
    let words = problem(&editing, field.clone());
    let (join, grade, limit) = (change.clone(), change.clone(), change);
    let (label_in, label_skill, label_capacity) =
        ((q.of)(q.in_queue, &name), (q.of)(q.skill, &name), (q.of)(q.capacity, &name));
    let (error_id, typed) = (format!("queue-{field}-error"), field.clone());
    view! {
        <tr>
            <th scope="row">
                <span class="person">
                    <Avatar initials=initials(&name) key=id.to_string() name=name.clone()/>
                    <span>
                        {name}
                        <span class="muted">{(t.role)(role)}</span>
                    </span>
                </span>
            </th>
            <td>
                <input
                    type="checkbox"
                    aria-label=label_in
                    prop:checked=move || member.get()
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        join("", &|place| place.member = on);
                    }
                />
            </td>
            <td>
                <select
                    class="input queue-small"
                    aria-label=label_skill
                    prop:disabled=move || !member.get()
                    on:change=move |event| {
                        let skill = event_target_value(&event).parse().unwrap_or(3);
                        grade("", &|place| place.skill = skill);
                    }
                >
                    {(1_u8..=5)
                        .map(|skill| {
                            view! {
                                <option
                                    value=skill.to_string()
                                    prop:selected=move || place.get().is_some_and(|place| place.skill == skill)
                                >
                                    {skill}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </td>
            <td>
                <input
                    class="input queue-small"
                    type="number"
                    inputmode="numeric"
                    min="0"
                    max=MAX_CAPACITY.to_string()
                    aria-label=label_capacity
                    aria-invalid=move || words.get().is_some().to_string()
                    aria-describedby=error_id
                    prop:value=move || place.get().map(|place| place.capacity).unwrap_or_default()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        limit(&typed, &|place| place.capacity.clone_from(&text));
                    }
                />
                <FieldError editing field=field/>
            </td>
        </tr>
    }
}
