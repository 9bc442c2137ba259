//! A menu as an indented tree, and moving things in it.

use super::{Exit, Menu, NodeId, NodeKind};
use std::collections::BTreeSet;

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineRow {
    /// How far it is indented.
    pub depth: usize,
    /// The way that leads here; `None` at the top.
    pub via: Option<(NodeId, Exit)>,
    /// What stands here.
    pub at: OutlineAt,
}

/// What stands in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutlineAt {
    /// A step.
    Node(NodeId),
    /// A step that stands elsewhere in the tree.
    Again(NodeId),
    /// Nothing yet.
    Nowhere,
}

impl Menu {
    /// The tree: each step once, where a way leads to it first; at the end what no way leads to.
    pub fn outline(&self) -> Vec<OutlineRow> {
        let mut rows = Vec::new();
        let mut seen = BTreeSet::new();
        if let Some(root) = self.root {
            self.branch(0, None, root, &mut seen, &mut rows);
        }
        for node in &self.nodes {
            // What begins a loose part comes before what hangs on it.
            let hangs = self.nodes.iter().any(|other| {
                other.id != node.id
                    && !seen.contains(&other.id)
                    && other.kind.exits().iter().any(|(_, to)| *to == Some(node.id))
            });
            if !hangs && !seen.contains(&node.id) {
                self.branch(0, None, node.id, &mut seen, &mut rows);
            }
        }
        // Loose rings have no beginning.
        for node in &self.nodes {
            if !seen.contains(&node.id) {
                self.branch(0, None, node.id, &mut seen, &mut rows);
            }
        }
        rows
    }

    fn branch(
        &self,
        depth: usize,
        via: Option<(NodeId, Exit)>,
        id: NodeId,
        seen: &mut BTreeSet<NodeId>,
        rows: &mut Vec<OutlineRow>,
    ) {
        let Some(node) = self.node(id) else {
            return rows.push(OutlineRow { depth, via, at: OutlineAt::Nowhere });
        };
        if !seen.insert(id) {
            return rows.push(OutlineRow { depth, via, at: OutlineAt::Again(id) });
        }
        rows.push(OutlineRow { depth, via, at: OutlineAt::Node(id) });
        for (exit, to) in node.kind.exits() {
            let via = Some((id, exit));
            match to {
                Some(to) => self.branch(depth + 1, via, to, seen, rows),
                None => rows.push(OutlineRow { depth: depth + 1, via, at: OutlineAt::Nowhere }),
            }
        }
    }

    /// Puts an option before, or behind, its neighbour; tells whether it moved.
    pub fn shift(&mut self, at: NodeId, place: usize, up: bool) -> bool {
        let Some(node) = self.node_mut(at) else { return false };
        let NodeKind::Ask { options, .. } = &mut node.kind else { return false };
        let other = if up { place.checked_sub(1) } else { place.checked_add(1) };
        match other {
            Some(other) if other < options.len() && place < options.len() => {
                options.swap(place, other);
                true
            }
            _ => false,
        }
    }
}
