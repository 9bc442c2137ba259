//! What all parts of the editor share.

use super::fields;
use crate::i18n::Texts;
use crate::live::browser;
use crate::wire;
use desk_model::menu::{Exit, Menu, MenuView, NodeId, Problem, check, new_node};
use desk_model::template::Template;
use desk_model::{NumberId, QueueId};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the middle of the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// A step.
    Node(NodeId),
    /// What holds at every step.
    Rules,
}

/// A draft as it waits in the browser's own memory.
#[derive(Serialize, Deserialize)]
struct Kept {
    revision: i64,
    draft: Menu,
}

/// A menu being written. Cheap to clone: all clones are the same.
#[derive(Clone)]
pub(super) struct Form {
    /// The words of this page: callbacks have no context to ask.
    pub(super) t: &'static Texts,
    /// Of which number.
    pub(super) number: NumberId,
    /// As it is typed.
    pub(super) draft: ArcRwSignal<Menu>,
    /// As the desk has it.
    pub(super) saved: ArcRwSignal<MenuView>,
    /// The revision this draft was changed from.
    pub(super) revision: ArcRwSignal<i64>,
    /// Whether it differs from what the desk has.
    pub(super) dirty: Memo<bool>,
    /// What is wrong with it.
    pub(super) problems: Memo<Vec<Problem>>,
    /// What is on screen.
    pub(super) shown: ArcRwSignal<Shown>,
    /// What was done last that can be undone, in words, and the draft before.
    pub(super) undo: ArcRwSignal<Option<(String, Menu)>>,
    /// The queues there are.
    pub(super) queues: Arc<Vec<(QueueId, String)>>,
    /// The templates of the number.
    pub(super) templates: Memo<Arc<Vec<Template>>>,
}

impl Form {
    pub(super) fn new(
        t: &'static Texts,
        menu: MenuView,
        queues: Arc<Vec<(QueueId, String)>>,
        templates: Memo<Arc<Vec<Template>>>,
    ) -> Self {
        let number = menu.number.clone();
        let kept: Option<Kept> = browser::recall(&memory(&number)).and_then(|text| wire::read(&text).ok());
        let (draft, revision) = match kept {
            Some(kept) => (kept.draft, kept.revision),
            None => (menu.draft.clone(), menu.revision),
        };
        let root = draft.root;
        let (draft, saved) = (ArcRwSignal::new(draft), ArcRwSignal::new(menu));
        let (typed, known) = (draft.clone(), saved.clone());
        let dirty = Memo::new(move |_| typed.with(|draft| known.with(|saved| saved.draft != *draft)));
        let (typed, known) = (draft.clone(), Arc::clone(&queues));
        let problems = Memo::new(move |_| {
            let queues: Vec<QueueId> = known.iter().map(|(id, _)| id.clone()).collect();
            typed.with(|draft| templates.with(|templates| check(draft, &queues, templates)))
        });
        let form = Self {
            t,
            number,
            draft,
            saved,
            revision: ArcRwSignal::new(revision),
            dirty,
            problems,
            shown: ArcRwSignal::new(root.map_or(Shown::Rules, Shown::Node)),
            undo: ArcRwSignal::new(None),
            queues,
            templates,
        };
        form.remember();
        form
    }

    /// What is not saved survives the page.
    fn remember(&self) {
        let form = self.clone();
        Effect::new(move |_| {
            let key = memory(&form.number);
            if !form.dirty.get() {
                return browser::remember(&key, "");
            }
            let kept = Kept { revision: form.revision.get(), draft: form.draft.get() };
            browser::remember(&key, &wire::write(&kept).unwrap_or_default());
        });
    }

    /// What a field holds, tracked.
    pub(super) fn read(&self, node: Option<NodeId>, field: &str) -> String {
        self.draft.with(|draft| fields::read(draft, node, field))
    }

    /// Changes a field.
    pub(super) fn write(&self, node: Option<NodeId>, field: &str, value: String) {
        self.draft.update(|draft| fields::write(draft, node, field, value));
    }

    /// What a step is called, for people.
    pub(super) fn name(&self, id: NodeId) -> String {
        self.draft.with(|draft| draft.node(id).map(|node| node.name.clone()).unwrap_or_default())
    }

    /// Makes a step and leads a way to it; without one it becomes the start, where there is none.
    pub(super) fn add(&self, kind: usize, name: &str, via: Option<(NodeId, Exit)>) -> NodeId {
        let mut made = NodeId(0);
        self.draft.update(|draft| {
            made = draft.free_id();
            draft.nodes.push(new_node(kind, made, name.to_owned()));
            match via {
                Some((from, exit)) => {
                    if let Some(node) = draft.node_mut(from) {
                        node.kind.lead(exit, Some(made));
                    }
                }
                None if draft.root.is_none() => draft.root = Some(made),
                None => {}
            }
        });
        self.shown.set(Shown::Node(made));
        focus(Some(made), "name");
        made
    }

    /// Takes a step away; it can be undone until the next change of that kind.
    pub(super) fn delete(&self, id: NodeId) {
        let before = self.draft.get_untracked();
        let name = before.node(id).map(|node| node.name.clone()).unwrap_or_default();
        self.undo.set(Some(((self.t.admin().menu.deleted)(&name), before)));
        self.draft.update(|draft| draft.remove(id));
        let next = self.draft.with_untracked(|draft| draft.root.or(draft.nodes.first().map(|node| node.id)));
        self.shown.set(next.map_or(Shown::Rules, Shown::Node));
        request_animation_frame(|| {
            browser::focus(".menu-tree [aria-current=\"true\"]");
        });
    }

    /// Shows a field and puts the focus there.
    pub(super) fn jump(&self, node: Option<NodeId>, field: &str) {
        self.shown.set(node.map_or(Shown::Rules, Shown::Node));
        focus(node, field);
    }
}

fn memory(number: &NumberId) -> String {
    format!("guiche.menu-draft.{number}")
}

/// The id of an input.
pub(super) fn dom_id(node: Option<NodeId>, field: &str) -> String {
    let owner = node.map_or_else(|| "rules".to_owned(), |id| id.to_string());
    format!("menu-{owner}-{}", field.replace('.', "-"))
}

fn focus(node: Option<NodeId>, field: &str) {
    let (exact, whole) = (dom_id(node, field), dom_id(node, "name"));
    // The form is drawn first.
    request_animation_frame(move || {
        request_animation_frame(move || {
            if !browser::focus(&format!("#{exact}")) {
                browser::focus(&format!("#{whole}"));
            }
        });
    });
}
