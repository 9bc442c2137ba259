//! Inputs that know their field by name, with its problem below.

use super::state::{Form, dom_id};
use crate::i18n::use_texts;
use crate::prelude::*;
use desk_model::menu::{Exit, Fault, NodeId};

/// What a fault says, with the names of its steps.
pub(super) fn words(form: &Form, fault: &Fault) -> String {
    let path: Vec<String> = match fault {
        Fault::Loop { path } => path.iter().map(|id| form.name(*id)).collect(),
        _ => Vec::new(),
    };
    (form.t.admin().menu.fault)(fault, &path)
}

/// What is wrong with a field, in words, tracked.
fn problem(form: &Form, node: Option<NodeId>, field: &str) -> Option<String> {
    form.problems.with(|all| {
        let found =
            all.iter().find(|known| known.node == node && known.field == field && known.fault.blocks())?;
        Some(words(form, &found.fault))
    })
}

/// A field of text.
#[component]
pub(super) fn TextField(
    form: Form,
    node: Option<NodeId>,
    #[prop(into)] field: String,
    #[prop(into)] label: String,
    /// Lines; 1 = an input.
    #[prop(default = 1)]
    lines: u32,
    /// Takes what was typed when the field is left.
    #[prop(optional)]
    late: bool,
    #[prop(optional)] hint: Option<&'static str>,
    /// `text`, `number`, `url`.
    #[prop(default = "text")]
    kind: &'static str,
) -> impl IntoView {
    let id = dom_id(node, &field);
    let error = format!("{id}-error");
    let (reader, key) = (form.clone(), field.clone());
    let value = Memo::new(move |_| reader.read(node, &key));
    let (checked, key) = (form.clone(), field.clone());
    let wrong = Memo::new(move |_| problem(&checked, node, &key));
    let (typing, leaving) = (form.clone(), form);
    let (typed_key, left_key) = (field.clone(), field);
    let input = move |event: leptos::ev::Event| {
        if !late {
            typing.write(node, &typed_key, event_target_value(&event));
        }
    };
    let change = move |event: leptos::ev::Event| {
        if late {
            leaving.write(node, &left_key, event_target_value(&event));
        }
    };
    let described = error.clone();
    let field = if lines == 1 {
        view! {
            <input
                id=id.clone()
                type=kind
                autocomplete="off"
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=described
                prop:value=move || value.get()
                on:input=input
                on:change=change
            />
        }
        .into_any()
    } else {
        view! {
            <textarea
                id=id.clone()
                rows=lines.to_string()
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=described
                prop:value=move || value.get()
                on:input=input
                on:change=change
            ></textarea>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {field}
            <p class="field-error" id=error>
                {move || wrong.get()}
            </p>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
        </div>
    }
}

/// A choice among words.
#[component]
pub(super) fn SelectField(
    form: Form,
    node: Option<NodeId>,
    #[prop(into)] field: String,
    #[prop(into)] label: String,
    /// Value and word.
    choices: Vec<(String, String)>,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let id = dom_id(node, &field);
    let error = format!("{id}-error");
    let (reader, key) = (form.clone(), field.clone());
    let value = Memo::new(move |_| reader.read(node, &key));
    let (checked, key) = (form.clone(), field.clone());
    let wrong = Memo::new(move |_| problem(&checked, node, &key));
    let options = choices
        .into_iter()
        .map(|(word, label)| {
            let mine = word.clone();
            view! {
                <option value=word prop:selected=move || value.with(|value| *value == mine)>
                    {label}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                id=id
                class="input"
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=error.clone()
                on:change=move |event| form.write(node, &field, event_target_value(&event))
            >
                {options}
            </select>
            <p class="field-error" id=error>
                {move || wrong.get()}
            </p>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
        </div>
    }
}

/// A choice of a queue.
#[component]
pub(super) fn QueueField(
    form: Form,
    node: Option<NodeId>,
    field: &'static str,
    label: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
) -> impl IntoView {
    let t = use_texts();
    let mut choices = vec![(String::new(), t.admin().menu.choose.to_owned())];
    choices.extend(form.queues.iter().map(|(id, name)| (id.to_string(), name.clone())));
    match hint {
        Some(hint) => view! { <SelectField form node field label choices hint/> }.into_any(),
        None => view! { <SelectField form node field label choices/> }.into_any(),
    }
}

/// Where a way leads: to a step there is, or to one made at once.
#[component]
pub(super) fn ExitField(form: Form, node: NodeId, exit: Exit) -> impl IntoView {
    let t = use_texts();
    let field = exit.field();
    let id = dom_id(Some(node), &field);
    let error = format!("{id}-error");
    let (reader, key) = (form.clone(), field.clone());
    let value = Memo::new(move |_| reader.read(Some(node), &key));
    let (checked, key) = (form.clone(), field.clone());
    let wrong = Memo::new(move |_| problem(&checked, Some(node), &key));
    let draft = form.draft.clone();
    let steps = Memo::new(move |_| {
        draft.with(|draft| {
            draft.nodes.iter().map(|node| (node.id.to_string(), node.name.clone())).collect::<Vec<_>>()
        })
    });
    let choose = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event);
        match chosen.strip_prefix("new:").and_then(|kind| kind.parse::<usize>().ok()) {
            Some(kind) => {
                let name = t.admin().menu.kinds.get(kind).copied().unwrap_or_default();
                form.add(kind, name, Some((node, exit)));
            }
            None => form.write(Some(node), &field, chosen),
        }
    };
    view! {
        <div class="field menu-exit">
            <label for=id.clone()>{(t.admin().menu.exit)(exit)}</label>
            <select
                id=id
                class="input"
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                aria-describedby=error.clone()
                on:change=choose
            >
                <option value="" prop:selected=move || value.with(String::is_empty)>
                    {t.admin().menu.choose}
                </option>
                <optgroup label=t.admin().menu.existing>
                    {move || {
                        steps
                            .get()
                            .into_iter()
                            .map(|(id, name)| {
                                let mine = id.clone();
                                view! {
                                    <option value=id prop:selected=move || value.with(|value| *value == mine)>
                                        {name}
                                    </option>
                                }
                            })
                            .collect_view()
                    }}
                </optgroup>
                <optgroup label=t.admin().menu.new_step>
                    {t
                        .admin().menu
                        .kinds
                        .into_iter()
                        .enumerate()
                        .map(|(kind, word)| view! { <option value=format!("new:{kind}")>{format!("+ {word}")}</option> })
                        .collect_view()}
                </optgroup>
            </select>
            <p class="field-error" id=error>
                {move || wrong.get()}
            </p>
        </div>
    }
}
