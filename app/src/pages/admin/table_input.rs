//! A table of text that is brought in: chosen or pasted, looked through, its mistakes by their lines.

use crate::i18n::{Texts, use_texts};
use crate::live::files;
use crate::prelude::*;
use crate::ui::{Button, Icon, icon};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

/// The file, its text, and the button that looks through it.
#[component]
pub(super) fn TableInput(
    /// What was chosen or pasted.
    text: ArcRwSignal<String>,
    /// Why nothing of it can be read.
    problem: Memo<Option<String>>,
    /// It is to be looked through.
    on_check: Callback<()>,
    /// What was looked through is old.
    on_change: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let (value, typed, chosen) = (text.clone(), text.clone(), text.clone());
    let empty = Memo::new(move |_| text.with(|text| text.trim().is_empty()));
    view! {
        <div class="field">
            <label for="import-file">{t.admin().table.file}</label>
            <input
                id="import-file"
                type="file"
                accept=".csv,.txt,text/csv,text/plain"
                on:change=move |event| {
                    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
                    let Some(input) = input else { return };
                    let chosen = chosen.clone();
                    spawn_local(async move {
                        if let Some(content) = files::chosen_text(input).await {
                            chosen.set(content);
                            on_check.run(());
                        }
                    });
                }
            />
        </div>
        <div class="field">
            <label for="import-text">{t.admin().table.text}</label>
            <textarea
                id="import-text"
                class="code"
                rows="5"
                spellcheck="false"
                aria-invalid=move || problem.get().is_some().to_string()
                aria-describedby="import-problem"
                prop:value=move || value.get()
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    on_change.run(());
                }
            ></textarea>
            <p class="field-error" id="import-problem" role="alert">
                {move || problem.get()}
            </p>
        </div>
        <Button disabled=Signal::derive(move || empty.get()) on_press=move |_| on_check.run(())>
            {t.admin().table.check}
        </Button>
    }
}

/// A cell that is wrong, in words.
pub(super) struct BadLine {
    pub(super) line: usize,
    pub(super) column: &'static str,
    pub(super) text: String,
    pub(super) problem: String,
}

/// What is left out, and why.
pub(super) fn bad_lines(t: &'static Texts, bad: Vec<BadLine>) -> Option<impl IntoView> {
    if bad.is_empty() {
        return None;
    }
    let rows = bad
        .into_iter()
        .map(|cell| {
            view! {
                <tr>
                    <td class="num">{cell.line}</td>
                    <td class="nowrap">{cell.column}</td>
                    <td class="code">{cell.text}</td>
                    <td>{cell.problem}</td>
                </tr>
            }
        })
        .collect_view();
    Some(view! {
        <h3 class="import-bad">{icon(Icon::Alert)} {t.admin().table.bad}</h3>
        <div class="table-scroll" tabindex="0" role="region" aria-label=t.admin().table.bad>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="num">
                            {t.admin().table.line}
                        </th>
                        <th scope="col">{t.admin().table.column}</th>
                        <th scope="col">{t.admin().table.found}</th>
                        <th scope="col">{t.admin().table.problem}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    })
}
