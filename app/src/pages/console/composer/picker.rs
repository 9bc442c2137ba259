//! Choosing a template and sending it.

use super::fill::{Fields, Preview, Values, obstacle};
use super::price::PriceNote;
use crate::i18n::use_texts;
use crate::live::echo::Written;
use crate::live::{browser, use_store};
use crate::pages::console::consent::ConsentNotice;
use crate::pages::console::{Mode, use_ui};
use crate::ui::{Button, Empty, Icon, Look, SkeletonRows};
use desk_model::consent::ConsentAbout;
use desk_model::message::{Content, one_line};
use desk_model::template::{Template, TemplateParam, field_name};
use desk_model::{NumberId, TemplateId, TicketId};
use leptos::prelude::*;
use std::sync::Arc;

/// What is known of whom it is for.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::pages::console) struct About {
    /// The customer's name; empty when nobody knows it.
    pub(in crate::pages::console) name: String,
    /// The ticket's public number, where there is a ticket.
    pub(in crate::pages::console) protocol: Option<String>,
}

/// A template that is filled in and may be sent.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::pages::console) struct Chosen {
    /// Which.
    pub(in crate::pages::console) template: TemplateId,
    /// Its variables.
    pub(in crate::pages::console) params: Vec<TemplateParam>,
    /// How it will look.
    pub(in crate::pages::console) content: Content,
}

/// What a variable of this name most likely means.
fn guess(key: &str, about: &About) -> Option<String> {
    let whole = about.name.as_str();
    if whole.is_empty() && about.protocol.is_none() {
        return None;
    }
    match key.to_lowercase().as_str() {
        "nome" | "name" | "cliente" | "customer" | "customer_name" | "first_name" | "primeiro_nome" => {
            let first =
                whole.split_whitespace().next().filter(|first| first.chars().any(char::is_alphabetic));
            Some(first.unwrap_or(whole).to_owned()).filter(|name| !name.is_empty())
        }
        "protocolo" | "protocol" | "protocol_number" | "numero_protocolo" => about.protocol.clone(),
        _ => None,
    }
}

/// The picker of the composer: it sends into the open ticket.
#[component]
pub(super) fn Picker(ticket: TicketId) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let mode = use_ui().mode;
    let row = store.row.clone();
    let number = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.number.clone())));
    let known = store.clone();
    let about = Signal::derive(move || {
        let contact = known.contact.with(|contact| contact.as_ref().map(|contact| contact.name.clone()));
        known.row.with(|row| {
            row.as_ref().map_or_else(About::default, |row| About {
                name: contact.filter(|name| !name.is_empty()).unwrap_or_else(|| row.contact_name.clone()),
                protocol: Some(row.protocol.to_string()),
            })
        })
    });
    let send = Callback::new(move |chosen: Chosen| {
        let Some(row) = store.row.get_untracked() else { return };
        let Chosen { template, params, content } = chosen;
        mode.set(Mode::Reply);
        store.write(ticket.clone(), row.conversation, Written::Template { template, params, content }, t);
    });
    move || number.get().map(|number| view! { <TemplateChoice number about on_send=send/> })
}

/// Choosing one of a number's templates, filling it in, and seeing it as the customer will. What becomes of it is for the
/// caller.
#[component]
pub(in crate::pages::console) fn TemplateChoice(
    /// Whose templates.
    number: NumberId,
    /// For whom it is, to fill in what is most likely meant.
    #[prop(into)]
    about: Signal<About>,
    /// It is to be sent.
    on_send: Callback<Chosen>,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    store.want_templates(&number);
    let known = store.templates.clone();
    let all = Memo::new(move |_| known.with(|known| known.get(&number).cloned()));
    move || match all.get() {
        None => view! { <SkeletonRows/> }.into_any(),
        Some(all) if all.is_empty() => {
            view! { <Empty picture=Icon::Template title=t.no_templates hint=t.no_templates_hint/> }.into_any()
        }
        Some(all) => view! { <Choice all about on_send/> }.into_any(),
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
fn Choice(all: Arc<Vec<Template>>, about: Signal<About>, on_send: Callback<Chosen>) -> impl IntoView {
    let t = use_texts();
    // Where the text field with the focus has just been, the search now is; nobody else's focus is taken.
    Effect::new(move |_| {
        request_animation_frame(|| {
            if browser::nothing_focused() {
                browser::focus(".composer [data-first]");
            }
        });
    });
    let at_ticket = ticket.clone();
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
    let filled = values.clone();
    Effect::new(move |_| {
        let Some(template) = template.get() else { return };
        let about = about.get();
        filled.update(|values| {
            for (place, key) in template.slots() {
                let field = field_name(place, &key);
                if !values.contains_key(&field)
                    && let Some(value) = guess(&key, &about)
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
        let (touched, params) = (touched.clone(), params);
        move || {
            let Some(template) = template.get_untracked() else { return };
            let given = untrack(|| params(&template));
            touched.set(true);
            if !template.is_usable() || template.check(&given).is_err() {
                request_animation_frame(|| {
                    browser::focus(".picker .param[aria-invalid=true]");
                });
                return;
            }
            let content = template.render(&given);
            on_send.run(Chosen { template: template.id, params: given, content });
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
        <ConsentNotice
            about=Signal::stored(Some(ConsentAbout::Ticket { ticket: at_ticket }))
            category=Signal::derive(move || template.with(|template| template.as_ref().map(|t| t.category)))
        />
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
