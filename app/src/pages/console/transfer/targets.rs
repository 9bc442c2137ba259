//! One searchable list of queues and people.

use crate::i18n::{Texts, use_texts};
use crate::live::browser;
use crate::pages::console::dot_class;
use crate::prelude::*;
use crate::ui::Avatar;
use desk_model::contact::initials;
use desk_model::menu::plain;
use desk_model::presence::Standing;
use desk_model::transfer::{TransferDirectory, TransferTarget};

/// One line of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    pub(super) target: TransferTarget,
    pub(super) name: String,
    /// The colour of a queue.
    color: Option<String>,
    /// Whether a person is there.
    standing: Option<Standing>,
    facts: String,
}

/// What fits the words: queues first, names that begin with them before others.
pub(super) fn choices(directory: &TransferDirectory, words: &str, t: &Texts) -> Vec<Choice> {
    let words = plain(words.trim());
    let queues = directory.queues.iter().map(|queue| Choice {
        target: TransferTarget::Queue { queue: queue.id.clone() },
        name: queue.name.clone(),
        color: Some(queue.color.clone()),
        standing: None,
        facts: (t.transfer.queue_facts)(queue.members, queue.waiting),
    });
    let people = directory.people.iter().map(|person| {
        let mut facts =
            vec![(t.presence.standing)(person.standing).to_owned(), (t.transfer.person_load)(person.load)];
        // What somebody serves says more than what they are called.
        facts.push(if person.queues.is_empty() {
            (t.role)(person.role).to_owned()
        } else {
            person.queues.join(", ")
        });
        Choice {
            target: TransferTarget::Agent { agent: person.id.clone() },
            name: person.name.clone(),
            color: None,
            standing: Some(person.standing),
            facts: facts.join(" · "),
        }
    });
    let fits = |choice: &Choice| {
        let hay = plain(&choice.name);
        words.split_whitespace().all(|word| hay.contains(word))
    };
    let mut found: Vec<Choice> = queues.chain(people).filter(fits).collect();
    if !words.is_empty() {
        found.sort_by_key(|choice| !plain(&choice.name).starts_with(&words));
    }
    found
}

/// The search field and what it finds. Something is always chosen while anything is found.
#[component]
pub(super) fn TargetList(
    directory: Signal<TransferDirectory>,
    words: ArcRwSignal<String>,
    chosen: ArcRwSignal<Option<TransferTarget>>,
    invalid: Signal<bool>,
) -> impl IntoView {
    let t = use_texts();
    let found = {
        let words = words.clone();
        Memo::new(move |_| directory.with(|directory| words.with(|words| choices(directory, words, t))))
    };
    let place = {
        let chosen = chosen.clone();
        Memo::new(move |_| {
            let chosen = chosen.get();
            found.with(|found| found.iter().position(|choice| Some(&choice.target) == chosen.as_ref()))
        })
    };
    let pick = {
        let chosen = chosen.clone();
        move |at: usize| {
            if let Some(target) =
                found.with_untracked(|found| found.get(at).map(|choice| choice.target.clone()))
            {
                chosen.set(Some(target));
            }
        }
    };
    // What is typed chooses: the best fit, until an arrow or a click says otherwise.
    let typed = {
        let (words, chosen) = (words.clone(), chosen.clone());
        move |text: String| {
            let some = !text.trim().is_empty();
            words.set(text);
            let first = found.with_untracked(|found| found.first().map(|choice| choice.target.clone()));
            chosen.set(first.filter(|_| some));
        }
    };
    // The list may come after the words.
    let (sought, late) = (words.clone(), chosen.clone());
    Effect::new(move |_| {
        let first = found.with(|found| found.first().map(|choice| choice.target.clone()));
        let here = found.with(|found| {
            late.with_untracked(|chosen| found.iter().any(|choice| Some(&choice.target) == chosen.as_ref()))
        });
        if !here && first.is_some() && sought.with_untracked(|words| !words.trim().is_empty()) {
            late.set(first);
        }
    });
    let by_key = pick.clone();
    let numbered = move || -> Vec<(usize, Choice)> { found.get().into_iter().enumerate().collect() };
    view! {
        <div class="field targets">
            <label for="transfer-search">{t.transfer.to_whom}</label>
            <input
                id="transfer-search"
                type="text"
                role="combobox"
                autofocus
                autocomplete="off"
                spellcheck="false"
                placeholder=t.transfer.search
                aria-expanded="true"
                aria-controls="transfer-targets"
                aria-autocomplete="list"
                aria-describedby="transfer-target-error"
                aria-invalid=move || invalid.get().to_string()
                aria-activedescendant=move || place.get().map(|at| format!("target-{at}"))
                prop:value=move || words.get()
                on:input=move |event| typed(event_target_value(&event))
                on:keydown=move |event| {
                    let at = place.get_untracked();
                    match event.key().as_str() {
                        "ArrowDown" => by_key(at.map_or(0, |at| at + 1)),
                        "ArrowUp" => by_key(at.unwrap_or(0).saturating_sub(1)),
                        "Enter" if !event.ctrl_key() && !event.meta_key() => {
                            browser::focus("#transfer-note");
                        }
                        _ => return,
                    }
                    event.prevent_default();
                }
            />
            <ul class="target-list" id="transfer-targets" role="listbox" aria-label=t.transfer.to_whom>
                <For
                    each=numbered
                    key=|(at, choice)| (*at, choice.target.clone(), choice.facts.clone())
                    let((at, choice))
                >
                    <Target
                        at
                        choice
                        selected=Signal::derive(move || place.get() == Some(at))
                        on_choose={
                            let pick = pick.clone();
                            Callback::new(move |()| pick(at))
                        }
                    />
                </For>
            </ul>
            {move || found.with(Vec::is_empty).then(|| view! { <p class="hint">{t.transfer.nothing_found}</p> })}
        </div>
    }
}

#[component]
fn Target(at: usize, choice: Choice, selected: Signal<bool>, on_choose: Callback<()>) -> impl IntoView {
    let id = format!("target-{at}");
    let shown = format!("#{id}");
    Effect::new(move |_| {
        if selected.get() {
            browser::bring_into_view(&shown);
        }
    });
    let key = match &choice.target {
        TransferTarget::Queue { queue } => queue.to_string(),
        TransferTarget::Agent { agent } => agent.to_string(),
    };
    let name = choice.name.clone();
    let picture = match choice.color {
        Some(color) => view! {
            <svg class="target-dot" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
                <rect x="1" y="1" width="10" height="10" rx="3" fill=color></rect>
            </svg>
        }
        .into_any(),
        None => view! {
            <span aria-hidden="true">
                <Avatar initials=initials(&name) key=key name=String::new()/>
            </span>
        }
        .into_any(),
    };
    view! {
        <li
            id=id
            class="target"
            role="option"
            aria-selected=move || selected.get().to_string()
            on:click=move |_| on_choose.run(())
        >
            <span class="target-picture">{picture}</span>
            <strong>{choice.name}</strong>
            <span class="target-facts">
                {choice.standing.map(|standing| view! { <span class=dot_class(standing) aria-hidden="true"></span> })}
                {choice.facts}
            </span>
        </li>
    }
}
