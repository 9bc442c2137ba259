//! The rail: where one can go. It shows only what exists and what one may see.

use crate::i18n::use_texts;
use crate::live::use_store;
use crate::pages::admin::first_section;
use crate::prelude::*;
use crate::program::rel_to;
use crate::ui::{Avatar, Icon, Menu, icon};
use desk_model::contact::initials;
use desk_model::{Locale, Permission, Role, Theme};
use leptos_router::hooks::use_location;

/// The rail at the left; on a phone it lies at the bottom.
#[component]
pub(crate) fn Rail() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let path = use_location().pathname;
    let role = {
        let boot = store.boot.clone();
        Memo::new(move |_| boot.with(|boot| boot.as_ref().map(|boot| boot.me.role)))
    };
    let may = move |what: Permission| role.get().is_some_and(|role: Role| role.may(what));
    let waiting = store.counts.clone();
    let count = move || waiting.get().map(|counts| counts.waiting).filter(|waiting| *waiting > 0);
    let (named, at_mentions) = (store.mentions.clone(), path);
    let unseen = Memo::new(move |_| named.with(|list| list.unseen));
    let link = move |href: &'static str, name: &'static str, picture: Icon| {
        let here = move || {
            let path = path.get();
            if href == "/" { path == "/" || path.starts_with("/t/") } else { path.starts_with(href) }
        };
        view! {
            <a
                class="rail-link"
                href=href
                rel=rel_to(href)
                aria-label=name
                title=name
                aria-current=move || here().then_some("page")
            >
                {icon(picture)}
            </a>
        }
    };
    view! {
        <nav class="rail" aria-label=t.main_navigation>
            <span class="brand-mark" aria-hidden="true">
                "G"
            </span>
            <span class="rail-item">
                {link("/", t.tickets, Icon::Chat)}
                {move || {
                    count().map(|count| view! { <span class="rail-count" aria-hidden="true">{count}</span> })
                }}
            </span>
            <span class="rail-item">
                <a
                    class="rail-link"
                    href="/mentions"
                    rel=rel_to("/mentions")
                    aria-label=move || (t.organise.mentions_new)(unseen.get())
                    title=t.organise.mentions
                    aria-current=move || (at_mentions.get() == "/mentions").then_some("page")
                >
                    {icon(Icon::Bell)}
                </a>
                {move || {
                    let unseen = unseen.get();
                    (unseen > 0).then(|| view! { <span class="rail-count" aria-hidden="true">{unseen}</span> })
                }}
            </span>
            {link("/team", t.presence.team, Icon::Team)}
            {move || may(Permission::SeeCosts).then(|| link("/costs", t.cost.costs, Icon::Chart))}
            {move || may(Permission::WatchDesk).then(|| link("/surveys", t.survey.title, Icon::Star))}
            <span class="rail-space"></span>
            {move || {
                let first = role.get().and_then(first_section)?;
                let here = move || path.get().starts_with("/admin").then_some("page");
                Some(
                    view! {
                        <a
                            class="rail-link"
                            href=first
                            rel=rel_to(first)
                            aria-label=t.administration
                            title=t.administration
                            aria-current=here
                        >
                            {icon(Icon::Gear)}
                        </a>
                    },
                )
            }}
            <Me/>
        </nav>
    }
}

#[component]
fn Me() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let boot = store.boot.clone();
    move || {
        let Some(boot) = boot.get() else {
            return view! { <span class="avatar avatar-blank" aria-hidden="true"></span> }.into_any();
        };
        let store = store.clone();
        let (name, key) = (boot.me.name.clone(), boot.me.id.to_string());
        let label = (t.menu_of)(&name);
        let role = (t.role)(boot.me.role);
        let email = boot.email.clone();
        let (theme, locale) = (boot.theme, boot.locale);
        let shown = name.clone();
        let button = ViewFn::from(move || {
            view! { <Avatar initials=initials(&shown) key=key.clone() name=shown.clone()/> }
        });
        view! {
            <Menu label=label button=button>
                <div class="menu-who">
                    <strong>{name.clone()}</strong>
                    <span>{role}</span>
                    <span class="menu-mail">{email.clone()}</span>
                </div>
                <div class="menu-row" role="group" aria-label=t.theme>
                    {[(Theme::System, t.theme_system), (Theme::Light, t.theme_light), (Theme::Dark, t.theme_dark)]
                        .map(|(choice, word)| {
                            let store = store.clone();
                            view! {
                                <button
                                    type="button"
                                    class="pill"
                                    aria-pressed=(theme == choice).to_string()
                                    on:click=move |_| store.prefer(None, Some(choice), None, t)
                                >
                                    {word}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                <div class="menu-row" role="group" aria-label=t.language>
                    {[(Locale::PtBr, "Português"), (Locale::En, "English")]
                        .map(|(choice, word)| {
                            let store = store.clone();
                            view! {
                                <button
                                    type="button"
                                    class="pill"
                                    lang=choice.as_str()
                                    aria-pressed=(locale == choice).to_string()
                                    on:click=move |_| store.prefer(Some(choice), None, None, t)
                                >
                                    {word}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                <a class="menu-item" href="/settings" rel=rel_to("/settings")>
                    {icon(Icon::Gear)}
                    {t.settings}
                </a>
                <form method="post" action="/logout">
                    <button type="submit" class="menu-item">
                        {icon(Icon::Leave)}
                        {t.log_out}
                    </button>
                </form>
            </Menu>
        }
        .into_any()
    }
}
