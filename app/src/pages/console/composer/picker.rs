//! Choosing a template and sending it.

use super::fill::{Fields, Preview, Values, obstacle};
use super::price::PriceNote;
use crate::i18n::use_texts;
use crate::live::echo::Written;
use crate::live::{browser, use_store};
use crate::pages::console::{Mode, use_ui};
use crate::ui::{Button, Empty, Icon, Look, SkeletonRows};
use desk_model::TicketId;
use desk_model::message::one_line;
use desk_model::template::{Template, TemplateParam, field_name};
use desk_model::view::InboxRow;
use leptos::prelude::*;
use std::sync::Arc;

/// What a variable of this name most likely means.
fn guess(key: &str, row: &InboxRow, name: &str) -> Option<String> {
    let whole = if name.is_empty() { row.contact_name.as_str() } else { name };
    match key.to_lowercase().as_str() {
        "nome" | "name" | "cliente" | "customer" | "customer_name" | "first_name" | "primeiro_nome" => {
            let first =
                whole.split_whitespace().next().filter(|first| first.chars().any(char::is_alphabetic));
            Some(first.unwrap_or(whole).to_owned())
        }
        "protocolo" | "protocol" | "protocol_number" | "numero_protocolo" => Some(row.protocol.to_string()),
        _ => None,
    }
}

/// The picker.
#[component]
pub(super) fn Picker(ticket: TicketId) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let wanting = store.clone();
    Effect::new(move |_| {
        if let Some(number) = wanting.row.with(|row| row.as_ref().map(|row| row.number.clone())) {
            wanting.want_templates(&number);
        }
    });
    let (row, known) = (store.row.clone(), store.templates.clone());
    let all = Memo::new(move |_| {
        let number = row.with(|row| row.as_ref().map(|row| row.number.clone()))?;
        known.with(|known| known.get(&number).cloned())
    });
    move || {
        let ticket = ticket.clone();
        match all.get() {
            None => view! { <SkeletonRows/> }.into_any(),
            Some(all) if all.is_empty() => {
                view! { <Empty picture=Icon::Template title=t.no_templates hint=t.no_templates_hint/> }
                    .into_any()
            }
            Some(all) => view! { <Choice ticket all/> }.into_any(),
        }
    }
}

fn matches(template: &Template, words: &str) -> bool {
    let hay = format!("{} {} {}", template.name, template.language, template.body).to_lowercase();
    words.split_whitespace().all(|word| hay.contains(&word.to_lowercase()))
}

fn numbered(templates: Vec<Template>) -> Vec<(usize, Template)> {
    templates.into_iter().enumerate().collect()
}

/// Usable ones first, in the order of the list.
fn ordered(all: &[Template], words: &str) -> Vec<Template> {
    let mut found: Vec<Template> = all.iter().filter(|template| matches(template, words)).cloned().collect();
    found.sort_by_key(|template| !template.is_usable());
    found
}

#[component]
fn Choice(ticket: TicketId, all: Arc<Vec<Template>>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let mode = use_ui().mode;
    // Where the text field with the focus has just been, the search now is; nobody else's focus is taken.
    Effect::new(move |_| {
        request_animation_frame(|| {
            if browser::nothing_focused() {
                browser::focus(".composer [data-first]");
            }
        });
    });
    let words = ArcRwSignal::new(String::new());
    let chosen = ArcRwSignal::new(0usize);
    let touched = ArcRwSignal::new(false);
    let values = ArcRwSignal::new(Values::new());
    let found = {
        let words = words.clone();
        Memo::new(move |_| words.with(|words| ordered(&all, words)))
    };
    let template = {
        let chosen = chosen.clone();
        Memo::new(move |_| {
            let at = chosen.get();
            found.with(|found| found.get(at.min(found.len().saturating_sub(1))).cloned())
        })
    };
    // What is most likely meant is filled in; what was typed for the same name stays.
    let (filled, guesser) = (values.clone(), store.clone());
    Effect::new(move |_| {
        let Some(template) = template.get() else { return };
        let Some(row) = guesser.row.get_untracked() else { return };
        let name = guesser.contact.with_untracked(|c| c.as_ref().map(|c| c.name.clone())).unwrap_or_default();
        filled.update(|values| {
            for (place, key) in template.slots() {
                let field = field_name(place, &key);
                if !values.contains_key(&field)
                    && let Some(value) = guess(&key, &row, &name)
                {
                    values.insert(field, value);
                }
            }
        });
    });
    let params = {
        let values = values.clone();
        move |template: &Template| -> Vec<TemplateParam> {
            values.with(|values| {
                let slots = template.slots().into_iter();
                slots
                    .map(|(place, key)| {
                        let value = values.get(&field_name(place, &key)).cloned().unwrap_or_default();
                        TemplateParam { place, key, value: value.trim().to_owned() }
                    })
                    .collect()
            })
        }
    };
    let ready = {
        let params = params.clone();
        Memo::new(move |_| {
            template
                .get()
                .is_some_and(|template| template.is_usable() && template.check(&params(&template)).is_ok())
        })
    };
    let send = {
        let (store, touched, params) = (store.clone(), touched.clone(), params);
        move || {
            let Some((template, row)) = template.get_untracked().zip(store.row.get_untracked()) else {
                return;
            };
            let given = untrack(|| params(&template));
            touched.set(true);
            if !template.is_usable() || template.check(&given).is_err() {
                request_animation_frame(|| {
                    browser::focus(".composer .param[aria-invalid=true]");
                });
                return;
            }
            let content = template.render(&given);
            let what = Written::Template { template: template.id, params: given, content };
            mode.set(Mode::Reply);
            store.write(ticket.clone(), row.conversation, what, t);
        }
    };
    let (by_key, by_button) = (send.clone(), send);
    let (move_to, typed_words) = (chosen.clone(), words.clone());
    let restart = chosen.clone();
    let list_choice = chosen;
    let is_chosen = move |at: usize| {
        let here = found.with(|found| found.get(at).map(|option| option.id.clone()));
        here.is_some() && here == template.with(|now| now.as_ref().map(|now| now.id.clone()))
    };
    view! {
        <div
            class="picker"
            on:keydown=move |event| {
                if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    by_key();
                }
            }
        >
            <div class="picker-list">
                <input
                    class="input"
                    data-first=""
                    type="search"
                    role="combobox"
                    aria-expanded="true"
                    aria-controls="template-list"
                    aria-activedescendant=move || template.get().map(|template| template.id.to_string())
                    aria-label=t.search_templates
                    placeholder=t.search_templates
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=move || words.get()
                    on:input=move |event| {
                        typed_words.set(event_target_value(&event));
                        restart.set(0);
                    }
                    on:keydown=move |event| {
                        let last = found.with_untracked(Vec::len).saturating_sub(1);
                        match event.key().as_str() {
                            "ArrowDown" => move_to.update(|at| *at = (*at + 1).min(last)),
                            "ArrowUp" => move_to.update(|at| *at = (*at).min(last).saturating_sub(1)),
                            "Enter" if !event.ctrl_key() && !event.meta_key() => {
                                browser::focus(".composer .param");
                            }
                            _ => return,
                        }
                        event.prevent_default();
                    }
                />
                <ul class="template-list" id="template-list" role="listbox" aria-label=t.templates>
                    <For
                        each=move || numbered(found.get())
                        key=|(at, template)| (*at, template.id.clone(), template.status.clone())
                        let((at, option))
                    >
                        <TemplateOption
                            option=option
                            selected=Signal::derive(move || is_chosen(at))
                            on_choose={
                                let choose = list_choice.clone();
                                Callback::new(move |()| choose.set(at))
                            }
                        />
                    </For>
                </ul>
                {move || found.with(Vec::is_empty).then(|| view! { <p class="hint">{t.no_template_found}</p> })}
            </div>
            {
                let (values, touched) = (values.clone(), touched.clone());
                let fields = values.clone();
                view! {
                    <div class="picker-form" tabindex="0" role="group" aria-label=t.mode_template>
                        {move || template.get().map(|template| view! { <Fields template values=fields.clone() touched=touched.clone()/> })}
                    </div>
                    <div class="picker-preview">
                        {move || template.get().map(|template| view! { <Preview template values=values.clone()/> })}
                    </div>
                }
            }
        </div>
        <div class="composer-foot">
            <span class="composer-hint">
                {move || template.get().map(|template| format!("{} · {}", (t.category)(template.category), template.language))}
            </span>
            <PriceNote category=Signal::derive(move || template.get().map(|template| template.category.into()))/>
            <Button
                look=Look::Primary
                key="Ctrl ↵"
                disabled=Signal::derive(move || template.with(|template| template.as_ref().is_none_or(|t| !t.is_usable())))
                on_press=move |_| by_button()
            >
                {t.send_template}
            </Button>
            <span class="sr-only" role="status">
                {move || if ready.get() { t.template_ready } else { "" }}
            </span>
        </div>
    }
}

#[component]
fn TemplateOption(option: Template, selected: Signal<bool>, on_choose: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let why = obstacle(&option, t);
    let (quality, quality_class) = match option.quality.as_str() {
        "GREEN" => (t.quality_green, "quality quality-green"),
        "YELLOW" => (t.quality_yellow, "quality quality-yellow"),
        "RED" => (t.quality_red, "quality quality-red"),
        _ => (t.quality_unknown, "quality"),
    };
    let id = option.id.to_string();
    let shown = id.clone();
    Effect::new(move |_| {
        if selected.get()
            && let Some(element) = document().get_element_by_id(&shown)
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    view! {
        <li
            id=id
            class="template"
            class:template-off=why.is_some()
            role="option"
            aria-selected=move || selected.get().to_string()
            aria-disabled=why.is_some().to_string()
            on:click=move |_| on_choose.run(())
        >
            <strong>{option.name.clone()}</strong>
            <span class="template-facts">
                {(t.category)(option.category)} " · " {option.language.clone()}
                {match why {
                    Some(why) => view! { <span>" · " {why}</span> }.into_any(),
                    None => view! { <span class=quality_class>{quality}</span> }.into_any(),
                }}
            </span>
            <span class="template-body">{one_line(&option.body, 90)}</span>
        </li>
    }
}
