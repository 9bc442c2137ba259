//! The frame of the administration: its sections by name, beside the screen that is open.

use crate::i18n::{Texts, use_texts};
use crate::live::{browser, use_store};
use crate::ui::{Icon, icon};
use desk_model::{Permission, Role};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_navigate};

/// A word of the texts.
type Word = fn(&Texts) -> &'static str;

/// A screen of the administration.
struct Section {
    href: &'static str,
    picture: Icon,
    /// What one must be allowed to do to see it.
    needs: Permission,
    name: Word,
}

/// Everything there is, in groups: work, the channel, the machine room.
const GROUPS: [(Word, &[Section]); 3] = [
    (
        |t| t.admin_service,
        &[
            Section {
                href: "/admin/queues",
                picture: Icon::Queues,
                needs: Permission::ManageDesk,
                name: |t| t.queues_and_texts,
            },
            Section {
                href: "/admin/menus",
                picture: Icon::Branch,
                needs: Permission::ManageDesk,
                name: |t| t.menu.title,
            },
            Section {
                href: "/admin/labels",
                picture: Icon::Label,
                needs: Permission::ManageLabels,
                name: |t| t.organise.labels,
            },
            Section {
                href: "/admin/surveys",
                picture: Icon::Star,
                needs: Permission::ManageDesk,
                name: |t| t.survey.settings_title,
            },
        ],
    ),
    (
        |t| t.admin_channel,
        &[
            Section {
                href: "/admin/numbers",
                picture: Icon::Phone,
                needs: Permission::WatchDesk,
                name: |t| t.health.title,
            },
            Section {
                href: "/admin/templates",
                picture: Icon::Template,
                needs: Permission::WatchDesk,
                name: |t| t.tpl.title,
            },
            Section {
                href: "/admin/consent",
                picture: Icon::Shield,
                needs: Permission::ManageDesk,
                name: |t| t.consent.admin_title,
            },
            Section {
                href: "/admin/prices",
                picture: Icon::Price,
                needs: Permission::ManageDesk,
                name: |t| t.cost.prices,
            },
        ],
    ),
    (
        |t| t.admin_system,
        &[Section {
            href: "/admin/journal",
            picture: Icon::Journal,
            needs: Permission::ReadJournal,
            name: |t| t.journal,
        }],
    ),
];

/// Where the administration begins for this role: its first section that it may see.
pub(crate) fn first_section(role: Role) -> Option<&'static str> {
    GROUPS.iter().flat_map(|(_, sections)| *sections).find(|it| role.may(it.needs)).map(|it| it.href)
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
                <a href=section.href aria-current=here>
                    {icon(section.picture)}
                    {(section.name)(t)}
                </a>
            </li>
        }
    };
    let group = move |role: Role, name: Word, sections: &'static [Section]| {
        let seen: Vec<_> = sections.iter().filter(|it| role.may(it.needs)).map(entry).collect();
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
