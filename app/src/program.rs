//! What a page loads. The desk's screens come to the browser as three programs, so that an agent's first visit carries no
//! administration, and none of them is heavy. On the server they are one, and in a build that watches for changes
//! (`make dev`): there no page has a `Program` in its context.

use leptos::prelude::*;

/// One of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// What agents work with all day.
    Console,
    /// How customers are served: people, queues, menus, labels, surveys.
    Service,
    /// How they are reached, and at what price: numbers, templates, consent, prices; and the journal.
    Channel,
}

impl Program {
    /// The program that has the screen of this path.
    pub fn of(path: &str) -> Self {
        let mut words = path.split('/').filter(|word| !word.is_empty());
        match (words.next(), words.next()) {
            (Some("admin"), Some("numbers" | "templates" | "consent" | "prices" | "journal"))
            | (Some("costs"), _) => Self::Channel,
            (Some("admin" | "surveys" | "team"), _) => Self::Service,
            (Some(_) | None, _) => Self::Console,
        }
    }

    /// The name of its files.
    pub fn file(self) -> &'static str {
        match self {
            Self::Console => "guiche",
            Self::Service => "guiche_service",
            Self::Channel => "guiche_channel",
        }
    }
}

/// What a link to this path needs where it leaves the program of this page: the browser, not the router, follows it.
pub(crate) fn rel_to(path: &str) -> Option<&'static str> {
    let here = use_context::<Program>()?;
    (here != Program::of(path)).then_some("external")
}

#[cfg(test)]
mod tests {
    use super::Program::{self, Channel, Console, Service};

    #[test]
    fn a_path_says_whose_it_is() {
        for path in ["/", "", "/t/tkt_1", "/settings", "/mentions", "/administration", "/t/admin", "/x/costs"]
        {
            assert_eq!(Program::of(path), Console, "{path}");
        }
        for path in [
            "/admin",
            "/admin/",
            "/admin/queues/que_1",
            "/admin/surveys",
            "/surveys",
            "/admin/labels",
            "/team",
        ] {
            assert_eq!(Program::of(path), Service, "{path}");
        }
        for path in ["/costs", "/admin/numbers/num_1", "/admin/templates", "/admin/journal", "//admin/prices"]
        {
            assert_eq!(Program::of(path), Channel, "{path}");
        }
    }
}
