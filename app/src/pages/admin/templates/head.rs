//! The head of the editor: what a template is called, what it is for, what stands above its text.

use super::inputs::{Form, TextInput};
use crate::i18n::use_texts;
use crate::live::picking::{FileState, upload};
use crate::pages::console::composer::picker::Drop;
use crate::pages::phone::media_word;
use crate::prelude::*;
use desk_model::NumberId;
use desk_model::template::{Category, DraftHeader, HeaderMedia, LANGUAGES, MAX_HEADER, MAX_NAME};
use wasm_bindgen::JsValue;

/// Name, language, category, kind of variables.
#[component]
pub(super) fn Head(form: Form, locked: bool, category_locked: bool) -> impl IntoView {
    let t = use_texts();
    let (language, language_now) = (form.clone(), form.draft.clone());
    let (category, category_now) = (form.clone(), form.draft.clone());
    let (named, named_now) = (form.clone(), form.draft.clone());
    let languages = {
        let own = form.draft.with_untracked(|draft| draft.language.clone());
        let mut languages: Vec<String> = LANGUAGES.iter().map(|code| (*code).to_owned()).collect();
        if !languages.contains(&own) {
            languages.push(own);
        }
        languages
    };
    let options = languages
        .into_iter()
        .map(|code| {
            let (now, value) = (language_now.clone(), code.clone());
            view! {
                <option value=value.clone() selected=move || now.with(|draft| draft.language == value)>
                    {code}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="editor-pair">
            <TextInput
                form
                field="name"
                label=t.admin().tpl.field_name
                read=|draft, _| draft.name.clone()
                write=|draft, _, value| draft.name = value
                max=MAX_NAME
                hint=t.admin().tpl.field_name_hint
                locked
            />
            <div class="field">
                <label for="tpl-language">{t.admin().tpl.field_language}</label>
                <select
                    id="tpl-language"
                    class="input"
                    disabled=locked
                    on:change=move |event| {
                        let code = event_target_value(&event);
                        language.change("language", |draft| draft.language = code);
                    }
                >
                    {options}
                </select>
            </div>
        </div>
        <fieldset class="choices" disabled=category_locked>
            <legend>{t.admin().tpl.field_category}</legend>
            {[Category::Utility, Category::Marketing]
                .map(|choice| {
                    let (form, now) = (category.clone(), category_now.clone());
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name="tpl-category"
                                prop:checked=move || now.with(|draft| draft.category == choice)
                                on:change=move |_| form.change("category", |draft| draft.category = choice)
                            />
                            {(t.category)(choice)}
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
        <p class="hint">{t.admin().tpl.category_hint}</p>
        <fieldset class="choices">
            <legend>{t.admin().tpl.variables}</legend>
            {[(true, t.admin().tpl.variables_named), (false, t.admin().tpl.variables_counted)]
                .map(|(choice, word)| {
                    let (form, now) = (named.clone(), named_now.clone());
                    view! {
                        <label class="choice">
                            <input
                                type="radio"
                                name="tpl-named"
                                prop:checked=move || now.with(|draft| draft.named == choice)
                                on:change=move |_| form.change("body", |draft| draft.named = choice)
                            />
                            {word}
                        </label>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}

/// What a header can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    None,
    Text,
    Media(HeaderMedia),
    Location,
}

fn kind_of(header: &DraftHeader) -> Kind {
    match header {
        DraftHeader::None => Kind::None,
        DraftHeader::Text { .. } => Kind::Text,
        DraftHeader::Media { kind, .. } => Kind::Media(*kind),
        DraftHeader::Location => Kind::Location,
    }
}

#[component]
pub(super) fn HeaderFields(
    form: Form,
    number: NumberId,
    example: ArcRwSignal<Option<FileState>>,
) -> impl IntoView {
    let t = use_texts();
    let shown = form.draft.clone();
    let kind = Memo::new(move |_| shown.with(|draft| kind_of(&draft.header)));
    let media = HeaderMedia::ALL.map(|kind| (Kind::Media(kind), media_word(kind, t)));
    let words = [(Kind::None, t.admin().tpl.header_none), (Kind::Text, t.admin().tpl.header_text)]
        .into_iter()
        .chain(media)
        .chain([(Kind::Location, t.admin().tpl.header_location)]);
    let (setting, cleared) = (form.clone(), example.clone());
    let choices = words
        .map(|(choice, word)| {
            let (form, example) = (setting.clone(), cleared.clone());
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name="tpl-header"
                        prop:checked=move || kind.get() == choice
                        on:change=move |_| {
                            example.set(None);
                            form.change("header", |draft| {
                                draft.header = match choice {
                                    Kind::None => DraftHeader::None,
                                    Kind::Text => DraftHeader::Text { text: String::new() },
                                    Kind::Media(kind) => DraftHeader::Media { kind, example: None },
                                    Kind::Location => DraftHeader::Location,
                                };
                            });
                        }
                    />
                    {word}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="choices">
            <legend>{t.admin().tpl.field_header}</legend>
            {choices}
        </fieldset>
        {move || match kind.get() {
            Kind::None | Kind::Location => ().into_any(),
            Kind::Text => {
                view! {
                    <TextInput
                        form=form.clone()
                        field="header"
                        label=t.admin().tpl.header_words
                        read=|draft, _| match &draft.header {
                            DraftHeader::Text { text } => text.clone(),
                            DraftHeader::None | DraftHeader::Media { .. } | DraftHeader::Location => String::new(),
                        }
                        write=|draft, _, value| draft.header = DraftHeader::Text { text: value }
                        max=MAX_HEADER
                    />
                }
                    .into_any()
            }
            Kind::Media(kind) => {
                view! { <Example form=form.clone() number=number.clone() kind example=example.clone()/> }.into_any()
            }
        }}
    }
}

/// The file Meta is shown for a header.
#[component]
fn Example(
    form: Form,
    number: NumberId,
    kind: HeaderMedia,
    example: ArcRwSignal<Option<FileState>>,
) -> impl IntoView {
    let t = use_texts();
    let (checked, shown) = (form.clone(), example.clone());
    let problem =
        Signal::derive(move || checked.problem("example.header").map(|_| t.tpl.file_missing.to_owned()));
    let file = Signal::derive(move || shown.get());
    let on_file = move |chosen: JsValue| {
        let (form, example) = (form.clone(), example.clone());
        upload(&number, kind, true, &chosen, move |state| {
            let id = match &state {
                FileState::Ready(view) => Some(view.id.clone()),
                FileState::Sending { .. } | FileState::Refused { .. } => None,
            };
            form.change("example.header", |draft| {
                draft.header = DraftHeader::Media { kind, example: id };
            });
            example.set(Some(state));
        });
    };
    view! { <Drop kind label=t.admin().tpl.header_example id="tpl-example-header" file problem on_file/> }
}
