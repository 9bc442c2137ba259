//! The steps as an indented tree, for mouse and keyboard.

use super::node::{picture, place};
use super::state::{Form, Shown};
use crate::i18n::{Texts, use_texts};
use crate::live::browser;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::menu::{Exit, Menu, NodeId, NodeKind, OutlineAt, Problem};
use leptos::ev::KeyboardEvent;
use leptos::html;

/// A line of the tree, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    depth: usize,
    via: Option<(NodeId, Exit)>,
    at: OutlineAt,
    /// The option that leads here.
    label: String,
    name: String,
    kind: usize,
    root: bool,
    loose: bool,
    wrong: bool,
}

fn rows(menu: &Menu, problems: &[Problem], t: &'static Texts) -> Vec<Row> {
    let outline = menu.outline();
    let row = |line: desk_model::menu::OutlineRow| {
        let id = match line.at {
            OutlineAt::Node(id) | OutlineAt::Again(id) => Some(id),
            OutlineAt::Nowhere => None,
        };
        let node = id.and_then(|id| menu.node(id));
        let label = line.via.map(|(from, exit)| match (menu.node(from).map(|node| &node.kind), exit) {
            (Some(NodeKind::Ask { options, .. }), Exit::Option(place)) => options
                .get(place)
                .map(|option| format!("{} {}", option.key.trim(), option.title.trim()).trim().to_owned())
                .unwrap_or_default(),
            (_, exit) => (t.admin().menu.exit_short)(exit).to_owned(),
        });
        let mine = matches!(line.at, OutlineAt::Node(_));
        Row {
            depth: line.depth,
            via: line.via,
            at: line.at,
            label: label.unwrap_or_default(),
            name: node.map(|node| node.name.clone()).unwrap_or_default(),
            kind: node.map_or(0, |node| place(&node.kind)),
            root: mine && menu.root == id,
            loose: mine && line.depth == 0 && menu.root != id,
            wrong: mine && problems.iter().any(|known| known.node == id && known.fault.blocks()),
        }
    };
    outline.into_iter().map(row).collect()
}

/// The tree.
#[component]
pub(super) fn Tree(form: Form) -> impl IntoView {
    let t = use_texts();
    let (draft, problems) = (form.draft.clone(), form.problems);
    let lines = Memo::new(move |_| draft.with(|draft| problems.with(|problems| rows(draft, problems, t))));
    let rules_wrong = Memo::new(move |_| {
        problems.with(|all| all.iter().any(|known| known.node.is_none() && known.field != "root"))
    });
    let shown = form.shown.clone();
    let (rules, adding) = (form.clone(), form.clone());
    let picker = NodeRef::<html::Select>::new();
    let on_rules = move || shown.with(|shown| *shown == Shown::Rules).then_some("true");
    view! {
        <h2 id="menu-steps">{t.admin().menu.steps}</h2>
        <p class="sr-only" id="menu-steps-hint">{t.admin().menu.steps_hint}</p>
        <ol class="menu-tree" aria-labelledby="menu-steps" aria-describedby="menu-steps-hint">
            {move || {
                lines
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(index, row)| view! { <Line form=form.clone() row index/> })
                    .collect_view()
            }}
        </ol>
        <div class="menu-tree-foot">
            <label class="sr-only" for="menu-add">{t.admin().menu.add_loose}</label>
            <select
                id="menu-add"
                class="input"
                node_ref=picker
                on:change=move |event| {
                    if let Ok(kind) = event_target_value(&event).parse::<usize>() {
                        adding.add(kind, t.admin().menu.kinds.get(kind).copied().unwrap_or_default(), None);
                        // The same kind can be chosen again.
                        if let Some(picker) = picker.get_untracked() {
                            picker.set_value("");
                        }
                    }
                }
            >
                <option value="" selected>
                    {format!("+ {}", t.admin().menu.add_loose)}
                </option>
                {t
                    .admin().menu
                    .kinds
                    .into_iter()
                    .enumerate()
                    .map(|(kind, word)| view! { <option value=kind.to_string()>{word}</option> })
                    .collect_view()}
            </select>
            <button
                type="button"
                class="menu-step menu-step-rules"
                aria-current=on_rules
                on:click=move |_| rules.shown.set(Shown::Rules)
            >
                {icon(Icon::Gear)}
                <span class="menu-step-name">{t.admin().menu.rules}</span>
                {move || rules_wrong.get().then(|| view! { <span class="menu-wrong">{icon(Icon::Alert)}</span> })}
            </button>
        </div>
    }
}

#[component]
fn Line(form: Form, row: Row, index: usize) -> impl IntoView {
    let t = use_texts();
    let Row { depth, via, at, label, name, kind, root, loose, wrong } = row;
    let (target, here) = match at {
        OutlineAt::Node(id) | OutlineAt::Again(id) => (Some(id), Shown::Node(id)),
        OutlineAt::Nowhere => (None, via.map_or(Shown::Rules, |(from, _)| Shown::Node(from))),
    };
    let shown = form.shown.clone();
    let whole = matches!(at, OutlineAt::Node(_));
    let current = move || (whole && shown.with(|shown| *shown == here)).then_some("true");
    let words = match at {
        OutlineAt::Node(_) => name.clone(),
        OutlineAt::Again(_) => (t.admin().menu.again)(&name),
        OutlineAt::Nowhere => t.admin().menu.nowhere.to_owned(),
    };
    let class = match at {
        OutlineAt::Node(_) => "menu-step",
        OutlineAt::Again(_) => "menu-step menu-step-again",
        OutlineAt::Nowhere => "menu-step menu-step-nowhere",
    };
    let shape = match at {
        OutlineAt::Node(_) => picture(kind),
        OutlineAt::Again(_) => Icon::Reply,
        OutlineAt::Nowhere => Icon::Alert,
    };
    let keyed = form.clone();
    let press = move |event: KeyboardEvent| {
        let up = match event.key().as_str() {
            "ArrowUp" => true,
            "ArrowDown" => false,
            "Delete" if whole => {
                event.prevent_default();
                if let Some(id) = target {
                    keyed.delete(id);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if !event.alt_key() {
            let next = if up { index.checked_sub(1) } else { index.checked_add(1) };
            if let Some(next) = next {
                browser::focus(&format!(".menu-tree [data-row=\"{next}\"]"));
            }
            return;
        }
        if let Some((from, Exit::Option(place))) = via {
            let moved = keyed.draft.try_update(|draft| draft.shift(from, place, up)).unwrap_or(false);
            if moved && let Some(id) = target {
                request_animation_frame(move || {
                    browser::focus(&format!(".menu-tree [data-step=\"{id}\"]"));
                });
            }
        }
    };
    let choose = move |_| match (at, via) {
        (OutlineAt::Node(id) | OutlineAt::Again(id), _) => form.shown.set(Shown::Node(id)),
        (OutlineAt::Nowhere, Some((from, exit))) => form.jump(Some(from), &exit.field()),
        (OutlineAt::Nowhere, None) => {}
    };
    view! {
        <li class="menu-line" style=format!("--depth: {}", depth.min(8))>
            <button
                type="button"
                class=class
                data-row=index.to_string()
                data-step=target.map(|id| id.to_string())
                aria-current=current
                on:click=choose
                on:keydown=press
            >
                {icon(shape)}
                <span class="menu-step-name">
                    {(!label.is_empty()).then(|| view! { <span class="menu-via">{label}</span> })}
                    <span>{words}</span>
                </span>
                {root.then(|| view! { <span class="tag">{t.admin().menu.root}</span> })}
                {loose.then(|| view! { <span class="tag tag-wait">{t.admin().menu.loose}</span> })}
                {wrong.then(|| view! { <span class="menu-wrong">{icon(Icon::Alert)}</span> })}
            </button>
        </li>
    }
}
