//! What was published, by whom and when, and the way back.

use super::state::{Form, Shown};
use crate::api::{self, ApiError};
use crate::i18n::{intl, use_texts};
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::Button;
use desk_model::DeskError;
use leptos::task::spawn_local;

/// The table.
#[component]
pub(super) fn Versions(form: Form) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let saved = form.saved.clone();
    let rows = move || {
        let menu = saved.get();
        let published = menu.published;
        let row = |version: desk_model::menu::MenuVersion| {
            let number = version.version;
            let live = published == Some(number);
            let (back, open) = (form.clone(), form.clone());
            let (told, failed) = (store.clone(), store.clone());
            let restore = move |_| {
                let (form, store) = (back.clone(), told.clone());
                spawn_local(async move {
                    match api::menus::restore_menu(form.number.clone(), number).await {
                        Ok(menu) => {
                            form.saved.set(menu);
                            store.tell((t.admin().menu.restored)(number), false);
                        }
                        Err(ApiError(DeskError::MenuFaulty { problems })) => {
                            store.tell((t.menu.faulty)(problems.len()), true);
                        }
                        Err(ApiError(error)) => store.report(&error, t),
                    }
                });
            };
            let to_draft = move |_| {
                let (form, store) = (open.clone(), failed.clone());
                spawn_local(async move {
                    match api::menus::menu_version(form.number.clone(), number).await {
                        Ok(menu) => {
                            form.undo
                                .set(Some(((t.admin().menu.opened)(number), form.draft.get_untracked())));
                            form.shown.set(menu.root.map_or(Shown::Rules, Shown::Node));
                            form.draft.set(menu);
                        }
                        Err(ApiError(error)) => store.report(&error, t),
                    }
                });
            };
            view! {
                <tr>
                    <th scope="row" class="num">
                        {number}
                    </th>
                    <td>
                        {live.then(|| view! { <span class="tag">{t.admin().menu.in_use}</span> })}
                        {version.from.map(|from| view! { <span class="muted">{(t.admin().menu.from_version)(from)}</span> })}
                    </td>
                    <td>
                        <time datetime=intl::iso(version.at)>{intl::full(version.at)}</time>
                    </td>
                    <td>{version.by}</td>
                    <td class="num">{version.steps}</td>
                    <td class="table-do">
                        <Button on_press=to_draft>{t.admin().menu.to_draft}</Button>
                        {(!live).then(|| view! { <Button on_press=restore>{t.admin().menu.restore}</Button> })}
                    </td>
                </tr>
            }
        };
        if menu.versions.is_empty() {
            return view! { <p class="hint">{t.admin().menu.no_versions}</p> }.into_any();
        }
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label=t.admin().menu.versions>
                <table class="table menu-versions">
                    <thead>
                        <tr>
                            <th scope="col">{t.admin().menu.version}</th>
                            <th scope="col">
                                <span class="sr-only">{t.admin().menu.in_use}</span>
                            </th>
                            <th scope="col">{t.admin().menu.when}</th>
                            <th scope="col">{t.admin().menu.who}</th>
                            <th scope="col">{t.admin().menu.size}</th>
                            <th scope="col"></th>
                        </tr>
                    </thead>
                    <tbody>{menu.versions.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="menu-history">
            <h2 class="page-section">{t.admin().menu.versions}</h2>
            {rows}
        </section>
    }
}
