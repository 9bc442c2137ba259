//! Everything that is wrong with a menu, each with a way to its field.

use super::inputs::words;
use super::state::Form;
use crate::i18n::use_texts;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::menu::Problem;

/// The list; open once publishing was tried.
#[component]
pub(super) fn Problems(form: Form, tried: RwSignal<bool>) -> impl IntoView {
    let t = use_texts();
    let problems = form.problems;
    move || {
        let (bad, remarks): (Vec<Problem>, Vec<Problem>) =
            problems.get().into_iter().partition(|known| known.fault.blocks());
        let line = |problem: Problem| {
            let what = words(&form, &problem.fault);
            let place = match problem.node {
                Some(id) => form.name(id),
                None => t.admin().menu.rules.to_owned(),
            };
            let jump = form.clone();
            view! {
                <li>
                    <button
                        type="button"
                        class="link-btn"
                        on:click=move |_| jump.jump(problem.node, &problem.field)
                    >
                        {place}
                    </button>
                    ": "
                    {what}
                </li>
            }
        };
        if bad.is_empty() && remarks.is_empty() {
            return view! {
                <p class="menu-fine" role="status">
                    {icon(Icon::Check)}
                    {t.admin().menu.no_problems}
                </p>
            }
            .into_any();
        }
        let count = bad.len();
        let title =
            if count == 0 { t.admin().menu.remarks.to_owned() } else { (t.admin().menu.problems)(count) };
        let class = if count == 0 { "menu-problems" } else { "menu-problems menu-problems-bad" };
        view! {
            <details class=class open=tried.get()>
                <summary>{icon(Icon::Alert)} {title}</summary>
                <ul>{bad.into_iter().chain(remarks).map(line).collect_view()}</ul>
            </details>
        }
        .into_any()
    }
}
