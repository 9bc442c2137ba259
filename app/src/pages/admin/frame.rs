//! The frame of the administration: its sections by name, beside the screen that is open.

use super::sections::{SECTIONS, first_section};
use crate::i18n::{Texts, use_texts};
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::program::rel_to;
use crate::ui::{Icon, icon};
use desk_model::Role;
use leptos_router::NavigateOptions;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_navigate};

/// A word of the texts.
type Word = fn(&Texts) -> &'static str;

/// How a section is shown.
struct Section {
    href: &'static str,
    picture: Icon,
    name: Word,
}

const fn section(href: &'static str, picture: Icon, name: Word) -> Section {
    Section { href, picture, name }
}

/// Everything there is, in groups: work, the channel, the machine room.
const GROUPS: [(Word, &[Section]); 3] = [
    (
        |t| t.admin_service,
        &[
            section("/admin/queues", Icon::Queues, |t| t.queues_and_texts),
            section("/admin/menus", Icon::Branch, |t| t.admin().menu.title),
            section("/admin/labels", Icon::Label, |t| t.organise.labels),
            section("/admin/surveys", Icon::Star, |t| t.admin().survey.settings_title),
        ],
    ),
    (
        |t| t.admin_channel,
        &[
            section("/admin/numbers", Icon::Phone, |t| t.admin().health.title),
            section("/admin/templates", Icon::Template, |t| t.admin().tpl.title),
            section("/admin/consent", Icon::Shield, |t| t.admin().consent.admin_title),
            section("/admin/prices", Icon::Price, |t| t.admin().cost.prices),
        ],
    ),
    (|t| t.admin_system, &[section("/admin/journal", Icon::Journal, |t| t.journal)]),
];

/// Whether this role may see a section.
fn may_see(role: Role, section: &Section) -> bool {
    SECTIONS.iter().any(|(href, needs)| *href == section.href && role.may(*needs))
}

/// The sections one may see, and the screen that is open.
#[component]
pub(crate) fn AdminFrame() -> impl IntoView {
    let t = use_texts();
    let boot = use_store().boot.clone();
    let role = Memo::new(move |_| boot.with(|boot| boot.as_ref().map(|boot| boot.me.role)));
    let path = use_location().pathname;
    // On a phone the sections are one line that scrolls.
    Effect::new(move |_| {
        path.track();
        if role.get().is_some() {
            request_animation_frame(|| browser::bring_into_view(".sections [aria-current]"));
        }
    });
    let entry = move |section: &'static Section| {
        let here = move || path.with(|path| path.starts_with(section.href)).then_some("page");
        view! {
            <li>
                <a href=section.href rel=rel_to(section.href) aria-current=here>
                    {icon(section.picture)}
                    {(section.name)(t)}
                </a>
            </li>
        }
    };
    let group = move |role: Role, name: Word, sections: &'static [Section]| {
        let seen: Vec<_> = sections.iter().filter(|it| may_see(role, it)).map(entry).collect();
        (!seen.is_empty()).then(|| {
            view! {
                <h2>{name(t)}</h2>
                <ul>{seen}</ul>
            }
        })
    };
    view! {
        <div class="admin">
            <nav class="sections" aria-label=t.administration>
                {move || {
                    let role = role.get()?;
                    Some(GROUPS.map(|(name, sections)| group(role, name, sections)).into_iter().collect_view())
                }}
            </nav>
            <Outlet/>
        </div>
    }
}

/// The administration without a section: goes to the first one.
#[component]
pub(crate) fn AdminHome() -> impl IntoView {
    let boot = use_store().boot.clone();
    let navigate = use_navigate();
    Effect::new(move |_| {
        let first = boot.with(|boot| boot.as_ref().map(|boot| first_section(boot.me.role)));
        if let Some(first) = first {
            let replace = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(first.unwrap_or("/"), replace);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{GROUPS, SECTIONS};

    #[test]
    fn every_section_is_shown_in_its_order() {
        let shown: Vec<_> =
            GROUPS.iter().flat_map(|(_, sections)| sections.iter().map(|it| it.href)).collect();
        assert_eq!(shown, SECTIONS.map(|(href, _)| href));
    }
}
