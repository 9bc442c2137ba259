//! The text menu of a number: steps as a tree, the form of one step, and beside them a phone to try it on.

mod desk;
mod fields;
mod inputs;
mod node;
mod options;
mod problems;
mod rules;
mod state;
mod tree;
mod tryout;
mod versions;

use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::SkeletonRows;
use desk::Desk;
use desk_model::menu::MenuView;
use desk_model::{DeskError, NumberId};
use leptos::task::spawn_local;

/// The page of the administrator.
#[component]
pub(crate) fn MenusPage() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let picked = ArcRwSignal::new(None::<NumberId>);
    let found = ArcRwSignal::new(None::<Result<MenuView, DeskError>>);
    let number = {
        let (numbers, picked) = (store.numbers.clone(), picked.clone());
        Memo::new(move |_| {
            let first = || numbers.with(|numbers| numbers.first().map(|number| number.id.clone()));
            picked.get().or_else(first)
        })
    };
    let (fill, wanting) = (found.clone(), store.clone());
    Effect::new(move |_| {
        let Some(number_id) = number.get() else { return };
        wanting.want_templates(&number_id);
        let fill = fill.clone();
        fill.set(None);
        spawn_local(async move {
            let answer = api::menus::menu(number_id.clone()).await.map_err(|ApiError(error)| error);
            // Another number may have been chosen meanwhile.
            if number.try_get_untracked() == Some(Some(number_id)) {
                fill.set(Some(answer));
            }
        });
    });
    let numbers = store.numbers.clone();
    view! {
        <div class="page page-menus">
            {move || {
                let picked = picked.clone();
                let numbers = numbers.get();
                (numbers.len() > 1)
                    .then(|| {
                        view! {
                            <div class="menu-numbers" role="group" aria-label=t.admin().menu.number>
                                {numbers
                                    .into_iter()
                                    .map(|one| {
                                        let (picked, id) = (picked.clone(), one.id.clone());
                                        let here = one.id.clone();
                                        view! {
                                            <button
                                                type="button"
                                                class="pill"
                                                aria-pressed=move || {
                                                    number.with(|now| now.as_ref() == Some(&here)).to_string()
                                                }
                                                on:click=move |_| picked.set(Some(id.clone()))
                                            >
                                                {one.label}
                                            </button>
                                        }
                                    })
                                    .collect_view()}
                            </div>
                        }
                    })
            }}
            {move || match found.get() {
                None => view! { <SkeletonRows/> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <p class="notice notice-bad" role="alert">
                            {(t.error)(&error)}
                        </p>
                    }
                        .into_any()
                }
                Some(Ok(menu)) => view! { <Desk menu/> }.into_any(),
            }}
        </div>
    }
}
