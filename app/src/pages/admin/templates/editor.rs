//! Writing a template: rules checked while typing, beside it how the customer will see it.

use super::buttons::Buttons;
use super::head::{Head, HeaderFields};
use super::inputs::{Form, TextInput};
use super::queues::QueueBoxes;
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::picking::FileState;
use crate::live::{browser, use_store};
use crate::pages::phone::phone;
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use crate::wire;
use desk_model::template::{
    MAX_BODY, MAX_FOOTER, Template, TemplateDraft, TemplateStatus, field_name, variables,
};
use desk_model::{DeskError, NumberId, QueueId, TemplateId};
use leptos::task::spawn_local;

/// Where a half-written template is kept.
const MEMORY: &str = "guiche.template-draft";

/// The editor. Without a template it writes a new one.
#[component]
pub(super) fn Editor(number: NumberId, template: Option<Template>, on_done: Callback<()>) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let is_new = template.is_none();
    let kept = || browser::recall(MEMORY).and_then(|text| wire::read(&text).ok());
    let draft = match &template {
        Some(template) => TemplateDraft::of(template),
        None => kept().unwrap_or_default(),
    };
    let form = Form::new(draft);
    let queues = ArcRwSignal::new(Vec::<QueueId>::new());
    let remembered = form.draft.clone();
    Effect::new(move |_| {
        let text = remembered.with(|draft| wire::write(draft).unwrap_or_default());
        if is_new {
            browser::remember(MEMORY, &text);
        }
    });
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<DeskError>);
    let example = ArcRwSignal::new(None::<FileState>);
    let approved = template.as_ref().is_some_and(|known| known.status == TemplateStatus::Approved);
    let rejection = template.as_ref().and_then(|known| {
        let reason = known.standing.rejection.as_ref()?;
        (known.status == TemplateStatus::Rejected).then(|| (t.admin().tpl.reason)(reason))
    });
    let id = template.map(|template| template.id);
    let submit = {
        let (form, queues, number) = (form.clone(), queues.clone(), number.clone());
        move |_| {
            if busy.get_untracked() {
                return;
            }
            if !form.try_submit() {
                request_animation_frame(|| {
                    browser::focus(".editor [aria-invalid=true]");
                });
                return;
            }
            let (form, store, number, id) = (form.clone(), store.clone(), number.clone(), id.clone());
            let (draft, queues) = (form.draft.get_untracked(), queues.get_untracked());
            busy.set(true);
            error.set(None);
            spawn_local(async move {
                let answer = match id {
                    Some(id) => api::templates::edit_template(id, draft).await,
                    None => api::templates::create_template(number, draft, queues).await,
                };
                busy.try_set(false);
                match answer {
                    Ok(_) => {
                        if is_new {
                            browser::remember(MEMORY, "");
                        }
                        store.tell(t.admin().tpl.submitted.to_owned(), false);
                        on_done.run(());
                    }
                    Err(ApiError(DeskError::Invalid { fields })) => {
                        form.refuse(fields);
                        request_animation_frame(|| {
                            browser::focus(".editor [aria-invalid=true]");
                        });
                    }
                    Err(ApiError(DeskError::Unauthenticated)) => browser::to_login(),
                    Err(ApiError(other)) => {
                        error.try_set(Some(other));
                    }
                }
            });
        }
    };
    let for_example = number.clone();
    let shown = form.draft.clone();
    let named_file = example.clone();
    let preview = move || {
        let draft = shown.get();
        let seen = draft.template(TemplateId::from_parts(0, [0; 10]), number.clone());
        let value = |place, key: &str| draft.examples.get(&field_name(place, key)).cloned();
        let file = match named_file.get() {
            Some(FileState::Ready(view)) => Some(view.filename),
            Some(FileState::Sending { name, .. }) => Some(name),
            Some(FileState::Refused { .. }) | None => None,
        };
        phone(&seen, value, file, t)
    };
    view! {
        <div class="page page-wide editor">
            <header class="page-head">
                <h1>{if is_new { t.admin().tpl.create_title } else { t.admin().tpl.edit_title }}</h1>
                <p>{rejection}</p>
                <Button on_press=move |_| on_done.run(())>{t.admin().tpl.back}</Button>
            </header>
            <div class="editor-columns">
                <div class="card editor-form">
                    <Head form=form.clone() locked=!is_new category_locked=approved/>
                    <HeaderFields form=form.clone() number=for_example example/>
                    <Body form=form.clone()/>
                    <TextInput
                        form=form.clone()
                        field="footer"
                        label=format!("{} ({})", t.admin().tpl.field_footer, t.tpl.optional)
                        read=|draft, _| draft.footer.clone()
                        write=|draft, _, value| draft.footer = value
                        max=MAX_FOOTER
                    />
                    <Buttons form=form.clone()/>
                    <Examples form/>
                    {is_new.then(|| view! { <QueueBoxes chosen=queues/> })}
                    {move || {
                        error
                            .get()
                            .map(|error| {
                                view! {
                                    <p class="notice notice-bad" role="alert">
                                        {icon(Icon::Alert)} <span>{(t.error)(&error)}</span>
                                    </p>
                                }
                            })
                    }}
                    <div class="card-foot">
                        <Button on_press=move |_| on_done.run(())>{t.admin().tpl.cancel}</Button>
                        <Button look=Look::Primary disabled=busy on_press=submit>
                            {move || {
                                if busy.get() {
                                    t.admin().tpl.submitting
                                } else if is_new {
                                    t.admin().tpl.submit
                                } else {
                                    t.admin().tpl.resubmit
                                }
                            }}
                        </Button>
                    </div>
                </div>
                <aside class="editor-preview">{preview}</aside>
            </div>
        </div>
    }
}

#[component]
fn Body(form: Form) -> impl IntoView {
    let t = use_texts();
    let (shown, inserting) = (form.draft.clone(), form.clone());
    let warning = Memo::new(move |_| {
        let warnings = shown.with(TemplateDraft::warnings);
        warnings.first().map(|warning| (t.field_problem)(&warning.problem))
    });
    let insert = move |_| {
        inserting.change("body", |draft| {
            let next = variables(&draft.body).len() + 1;
            let name = if draft.named && next == 1 {
                "nome".to_owned()
            } else if draft.named {
                format!("campo_{next}")
            } else {
                next.to_string()
            };
            let at = browser::caret("tpl-body").unwrap_or(usize::MAX);
            let place = draft.body.char_indices().nth(at).map_or(draft.body.len(), |(place, _)| place);
            draft.body.insert_str(place, &format!("{{{{{name}}}}}"));
        });
        browser::focus("#tpl-body");
    };
    view! {
        <div class="editor-body">
            <TextInput
                form
                field="body"
                label=t.admin().tpl.field_body
                read=|draft, _| draft.body.clone()
                write=|draft, _, value| draft.body = value
                max=MAX_BODY
                hint=t.admin().tpl.body_hint
                lines=5
            />
            <p class="field-warning" role="status">
                {move || warning.get()}
            </p>
            <Button on_press=insert>{t.admin().tpl.insert_variable}</Button>
        </div>
    }
}

/// The examples that are needed: field name and label.
fn wanted(draft: &TemplateDraft, t: &'static crate::i18n::Texts) -> Vec<(String, String)> {
    let template = draft.template(TemplateId::from_parts(0, [0; 10]), NumberId::from_parts(0, [0; 10]));
    template
        .slots()
        .into_iter()
        .filter_map(|slot| {
            use desk_model::template::Need;
            let label = match slot.need {
                Need::Text => (t.admin().tpl.example_of)(&slot.key),
                Need::UrlEnd | Need::Code => {
                    let position: usize = slot.key.parse().ok()?;
                    (t.admin().tpl.example_of_button)(&template.buttons.get(position)?.label)
                }
                Need::File(_) | Need::Latitude | Need::Longitude | Need::PlaceWords | Need::FlowToken => {
                    return None;
                }
            };
            Some((slot.field(), label))
        })
        .collect()
}

#[component]
fn Examples(form: Form) -> impl IntoView {
    let t = use_texts();
    let shown = form.draft.clone();
    let wanted = Memo::new(move |_| shown.with(|draft| wanted(draft, t)));
    move || {
        let wanted = wanted.get();
        let form = form.clone();
        (!wanted.is_empty()).then(|| {
            let fields = wanted
                .into_iter()
                .map(|(field, label)| {
                    view! {
                        <TextInput
                            form=form.clone()
                            field=format!("example.{field}")
                            label
                            read=|draft, field| {
                                let key = field.strip_prefix("example.").unwrap_or(field);
                                draft.examples.get(key).cloned().unwrap_or_default()
                            }
                            write=|draft, field, value| {
                                let key = field.strip_prefix("example.").unwrap_or(field);
                                draft.examples.insert(key.to_owned(), value);
                            }
                        />
                    }
                })
                .collect_view();
            view! {
                <fieldset class="editor-part">
                    <legend>{t.admin().tpl.examples}</legend>
                    <p class="hint">{t.admin().tpl.examples_hint}</p>
                    <div class="editor-pair">{fields}</div>
                </fieldset>
            }
        })
    }
}
