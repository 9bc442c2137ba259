//! The list of templates: one entry a name, its languages beside it.

use super::obstacle_words;
use crate::i18n::{Texts, use_locale, use_texts};
use crate::live::browser;
use crate::live::picking::Picking;
use crate::prelude::*;
use desk_model::message::one_line;
use desk_model::template::Template;
use desk_model::{Locale, QueueId, TemplateId};
use std::sync::Arc;

/// All languages of one name; the one that is offered first stands first.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    templates: Vec<Template>,
}

impl Group {
    /// What an entry shows of it.
    fn marks(&self) -> Vec<(TemplateId, String, String)> {
        let mark =
            |t: &Template| (t.id.clone(), format!("{:?}{:?}", t.status, t.category), t.quality.clone());
        self.templates.iter().map(mark).collect()
    }
}

fn numbered(groups: Vec<Group>) -> Vec<(usize, Group)> {
    groups.into_iter().enumerate().collect()
}

fn matches(template: &Template, words: &str) -> bool {
    let hay = format!("{} {} {}", template.name, template.language, template.body).to_lowercase();
    words.split_whitespace().all(|word| hay.contains(&word.to_lowercase()))
}

/// How well a language fits the reader's: theirs first, then what can be sent at all.
fn rank(template: &Template, locale: Locale, queue: Option<&QueueId>) -> (bool, bool, String) {
    let mine = template.language.starts_with(&locale.as_str()[..2]);
    (template.obstacle(queue).is_some(), !mine, template.language.clone())
}

/// Those found, by name, usable ones first.
fn grouped(all: &[Template], words: &str, locale: Locale, queue: Option<&QueueId>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for template in all.iter().filter(|template| matches(template, words)) {
        match groups.iter_mut().find(|group| group.templates[0].name == template.name) {
            Some(group) => group.templates.push(template.clone()),
            None => groups.push(Group { templates: vec![template.clone()] }),
        }
    }
    for group in &mut groups {
        group.templates.sort_by_key(|template| rank(template, locale, queue));
    }
    groups.sort_by_key(|group| group.templates[0].obstacle(queue).is_some());
    groups
}

/// The search and the list.
#[component]
pub(super) fn TemplateList(
    all: Signal<Arc<Vec<Template>>>,
    queue: Signal<Option<QueueId>>,
    state: Picking,
) -> impl IntoView {
    let t = use_texts();
    let locale = use_locale();
    let words = state.words.clone();
    let found = {
        let words = words.clone();
        Memo::new(move |_| {
            let queue = queue.get();
            all.with(|all| words.with(|words| grouped(all, words, locale, queue.as_ref())))
        })
    };
    // Something is always chosen while anything is found.
    let chosen = state.chosen.clone();
    Effect::new(move |_| {
        found.with(|found| {
            let here = chosen.with_untracked(|chosen| {
                found.iter().flat_map(|group| &group.templates).any(|t| Some(&t.id) == chosen.as_ref())
            });
            if !here {
                chosen.set(found.first().map(|group| group.templates[0].id.clone()));
            }
        });
    });
    let chosen = state.chosen;
    let place = {
        let chosen = chosen.clone();
        move || {
            let id = chosen.get();
            found.with(|found| {
                found.iter().position(|group| group.templates.iter().any(|t| Some(&t.id) == id.as_ref()))
            })
        }
    };
    let (here, active) = (place.clone(), place.clone());
    let moved = chosen.clone();
    let typed = words.clone();
    let pick = move |chosen: &ArcRwSignal<Option<TemplateId>>, at: usize| {
        let id = found.with_untracked(|found| found.get(at).map(|group| group.templates[0].id.clone()));
        if id.is_some() {
            chosen.set(id);
        }
    };
    view! {
        <div class="picker-list">
            <input
                class="input"
                data-first=""
                type="search"
                role="combobox"
                aria-expanded="true"
                aria-controls="template-list"
                aria-activedescendant=move || active().map(|at| format!("template-{at}"))
                aria-label=t.search_templates
                placeholder=t.search_templates
                autocomplete="off"
                spellcheck="false"
                prop:value=move || words.get()
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=move |event| {
                    let at = untrack(&here).unwrap_or(0);
                    match event.key().as_str() {
                        "ArrowDown" => pick(&moved, at + 1),
                        "ArrowUp" => pick(&moved, at.saturating_sub(1)),
                        "Enter" if !event.ctrl_key() && !event.meta_key() => {
                            browser::focus(".picker .param");
                        }
                        _ => return,
                    }
                    event.prevent_default();
                }
            />
            <ul class="template-list" id="template-list" role="listbox" aria-label=t.templates>
                <For
                    each=move || numbered(found.get())
                    key=|(at, group)| (*at, group.marks())
                    let((at, group))
                >
                    <Entry
                        at
                        group
                        queue
                        selected={
                            let place = place.clone();
                            Signal::derive(move || place() == Some(at))
                        }
                        on_choose={
                            let chosen = chosen.clone();
                            Callback::new(move |()| pick(&chosen, at))
                        }
                    />
                </For>
            </ul>
            {move || found.with(Vec::is_empty).then(|| view! { <p class="hint">{t.no_template_found}</p> })}
        </div>
    }
}

/// Quality in a word and a mark of its own shape.
pub(crate) fn quality_mark(quality: &str, t: &'static Texts) -> impl IntoView + use<> {
    let (word, class) = match quality {
        "GREEN" => (t.quality_green, "quality quality-green"),
        "YELLOW" => (t.quality_yellow, "quality quality-yellow"),
        "RED" => (t.quality_red, "quality quality-red"),
        _ => (t.quality_unknown, "quality"),
    };
    view! { <span class=class>{word}</span> }
}

#[component]
fn Entry(
    at: usize,
    group: Group,
    queue: Signal<Option<QueueId>>,
    selected: Signal<bool>,
    on_choose: Callback<()>,
) -> impl IntoView {
    let t = use_texts();
    let first = group.templates[0].clone();
    let why = first.obstacle(queue.get_untracked().as_ref()).map(|obstacle| obstacle_words(&obstacle, t));
    let off = why.is_some();
    let languages: Vec<String> = group.templates.iter().map(|template| template.language.clone()).collect();
    let id = format!("template-{at}");
    let shown = format!("#{id}");
    Effect::new(move |_| {
        if selected.get() {
            browser::bring_into_view(&shown);
        }
    });
    view! {
        <li
            id=id
            class="template"
            class:template-off=off
            role="option"
            aria-selected=move || selected.get().to_string()
            aria-disabled=off.to_string()
            on:click=move |_| on_choose.run(())
        >
            <strong>{first.name.clone()}</strong>
            <span class="template-facts">
                <span>{(t.category)(first.category)} " · " {languages.join(", ")}</span>
                {match why {
                    Some(why) => view! { <span class="template-why">{why}</span> }.into_any(),
                    None => quality_mark(&first.quality, t).into_any(),
                }}
            </span>
            <span class="template-body">{one_line(&first.body, 90)}</span>
        </li>
    }
}

/// The languages of the chosen template, where it has several.
#[component]
pub(super) fn Languages(
    all: Signal<Arc<Vec<Template>>>,
    template: Memo<Option<Template>>,
    queue: Signal<Option<QueueId>>,
    state: Picking,
) -> impl IntoView {
    let t = use_texts();
    let locale = use_locale();
    move || {
        let here = template.get()?;
        let queue = queue.get();
        let mut same: Vec<Template> =
            all.with(|all| all.iter().filter(|other| other.name == here.name).cloned().collect());
        same.sort_by_key(|template| rank(template, locale, queue.as_ref()));
        let chosen = state.chosen.clone();
        (same.len() > 1).then(|| {
            view! {
                <div class="pills" role="group" aria-label=t.language>
                    {same
                        .into_iter()
                        .map(|other| {
                            let (chosen, id) = (chosen.clone(), other.id.clone());
                            view! {
                                <button
                                    type="button"
                                    class="pill"
                                    aria-pressed=(other.id == here.id).to_string()
                                    on:click=move |_| chosen.set(Some(id.clone()))
                                >
                                    {other.language}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            }
        })
    }
}
