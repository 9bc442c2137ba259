//! The question after a ticket.

use super::fields::{Area, Line, Problems, Tick};
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use desk_model::survey::{ANSWER_HOURS, MAX_AGAIN_HOURS, Scale, SurveyChoice, SurveyPolicy, SurveyTemplate};
use desk_model::template::{TemplateParam, field_name};
use desk_model::{DeskError, QueueId};
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;
use std::sync::Arc;

/// A value of a template, as it is being typed.
type Value = (TemplateParam, RwSignal<String>);

/// Its fields.
#[derive(Clone, Copy)]
struct Form {
    enabled: RwSignal<bool>,
    question: RwSignal<String>,
    scale: RwSignal<Scale>,
    options: [RwSignal<String>; 3],
    comment: RwSignal<String>,
    thanks: RwSignal<String>,
    answer_hours: RwSignal<String>,
    again_hours: RwSignal<String>,
    /// Place in the list of templates.
    template: RwSignal<Option<usize>>,
    values: RwSignal<Vec<Value>>,
}

impl Form {
    fn new(policy: SurveyPolicy, templates: &[SurveyChoice]) -> Self {
        let known = policy.template.as_ref();
        let place = known.and_then(|known| {
            templates.iter().position(|choice| choice.name == known.name && choice.language == known.language)
        });
        let values = place.and_then(|place| templates.get(place)).map(|choice| values(choice, known));
        Self {
            enabled: RwSignal::new(policy.enabled),
            question: RwSignal::new(policy.question),
            scale: RwSignal::new(policy.scale),
            options: policy.options.map(RwSignal::new),
            comment: RwSignal::new(policy.comment),
            thanks: RwSignal::new(policy.thanks),
            answer_hours: RwSignal::new(policy.answer_hours.to_string()),
            again_hours: RwSignal::new(policy.again_hours.to_string()),
            template: RwSignal::new(place),
            values: RwSignal::new(values.unwrap_or_default()),
        }
    }

    fn read(self, templates: &[SurveyChoice]) -> SurveyPolicy {
        // What is no number is refused by the rules, not taken for none.
        let hours = |text: RwSignal<String>| text.get_untracked().trim().parse().unwrap_or(u32::MAX);
        let chosen = self.template.get_untracked().and_then(|place| templates.get(place));
        let values = self.values.get_untracked().into_iter();
        let values = values.map(|(param, value)| TemplateParam { value: value.get_untracked(), ..param });
        SurveyPolicy {
            enabled: self.enabled.get_untracked(),
            question: self.question.get_untracked(),
            scale: self.scale.get_untracked(),
            options: self.options.map(|option| option.get_untracked()),
            comment: self.comment.get_untracked(),
            thanks: self.thanks.get_untracked(),
            answer_hours: hours(self.answer_hours),
            again_hours: hours(self.again_hours),
            template: chosen.map(|choice| SurveyTemplate {
                name: choice.name.clone(),
                language: choice.language.clone(),
                values: values.collect(),
            }),
        }
    }
}

/// The values of a template as fields; those that were set before stay.
fn values(choice: &SurveyChoice, known: Option<&SurveyTemplate>) -> Vec<Value> {
    let given = |param: &TemplateParam| {
        let known = known.map(|known| known.values.as_slice()).unwrap_or_default();
        let same = known.iter().find(|known| known.place == param.place && known.key == param.key);
        same.map_or_else(|| "{name}".to_owned(), |known| known.value.clone())
    };
    choice.values.iter().map(|param| (param.clone(), RwSignal::new(given(param)))).collect()
}

/// The form.
#[component]
pub(super) fn QuestionForm(
    id: QueueId,
    policy: SurveyPolicy,
    templates: Arc<Vec<SurveyChoice>>,
) -> impl IntoView {
    let t = use_texts();
    let s = t.admin().survey;
    let store = use_store();
    let form = Form::new(policy, &templates);
    let problems: Problems = RwSignal::new(Vec::new());
    let prefix = format!("survey-{id}");
    let choices = templates.clone();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (store, id, survey) = (store.clone(), id.clone(), form.read(&choices));
        spawn_local(async move {
            match api::survey::set_queue_survey(id, survey).await {
                Ok(_) => {
                    let _ = problems.try_set(Vec::new());
                    store.tell(t.saved.to_owned(), false);
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    let _ = problems.try_set(fields);
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    let scale = |choice: Scale, word: &'static str| {
        let name = format!("{prefix}-scale");
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || form.scale.get() == choice
                    on:change=move |_| form.scale.set(choice)
                />
                {word}
            </label>
        }
    };
    let scales = view! {
        <fieldset class="choices">
            <legend>{s.scale}</legend>
            {scale(Scale::Five, s.scale_five)}
            {scale(Scale::Three, s.scale_three)}
        </fieldset>
    };
    let (option_form, template_form) = (prefix.clone(), prefix.clone());
    let options = move || {
        let fields = ["option_1", "option_2", "option_3"].into_iter().zip(s.options).zip(form.options);
        (form.scale.get() == Scale::Three).then(|| {
            view! {
                <div class="survey-three">
                    {fields
                        .map(|((field, label), value)| {
                            view! { <Line form=option_form.clone() field label value problems/> }
                        })
                        .collect_view()}
                </div>
            }
        })
    };
    view! {
        <form class="queue-form" on:submit=save novalidate=true>
            <h3>{s.section}</h3>
            <Tick label=s.enabled value=form.enabled/>
            <Area
                form=prefix.clone()
                field="question"
                label=s.question
                value=form.question
                problems
                hint=s.variables
                malformed=s.question_ends
            />
            {scales}
            {options}
            <Area
                form=prefix.clone()
                field="comment"
                label=s.ask_comment
                value=form.comment
                problems
                hint=s.ask_comment_hint
            />
            <Area form=prefix.clone() field="thanks" label=s.thanks value=form.thanks problems/>
            <div class="survey-two">
                <Line
                    form=prefix.clone()
                    field="answer_hours"
                    label=s.answer_hours
                    value=form.answer_hours
                    problems
                    range=ANSWER_HOURS
                />
                <Line
                    form=prefix
                    field="again_hours"
                    label=s.again_hours
                    value=form.again_hours
                    problems
                    range=(0, MAX_AGAIN_HOURS)
                />
            </div>
            <TemplateFields prefix=template_form form templates problems/>
            <div class="card-foot">
                <button type="submit" class="btn btn-primary">
                    {t.save}
                </button>
            </div>
        </form>
    }
}

/// What asks when the window is closed.
#[component]
fn TemplateFields(
    prefix: String,
    form: Form,
    templates: Arc<Vec<SurveyChoice>>,
    problems: Problems,
) -> impl IntoView {
    let t = use_texts();
    let s = t.admin().survey;
    let id = format!("{prefix}-template");
    let error = format!("{id}-error");
    let chosen = templates.clone();
    let choose = move |event| {
        let place = event_target_value(&event).parse::<usize>().ok();
        let choice = place.and_then(|place| chosen.get(place));
        form.values.set(choice.map(|choice| values(choice, None)).unwrap_or_default());
        form.template.set(place);
    };
    let bodies = templates.clone();
    let body = move || {
        let place = form.template.get()?;
        bodies.get(place).map(|choice| view! { <p class="survey-body" dir="auto">{choice.body.clone()}</p> })
    };
    let wrong = move || problems.with(|all| all.iter().any(|known| known.field == "template"));
    let fields = move || {
        let fields = form.values.get().into_iter().map(|(param, value)| {
            let field = field_name(param.place, &param.key);
            let label = (s.value)(&format!("{{{{{}}}}}", param.key));
            view! { <Line form=prefix.clone() field label value problems/> }
        });
        fields.collect_view()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{s.template}</label>
            <select class="input" id=id on:change=choose aria-describedby=error.clone() aria-invalid=move || wrong().to_string()>
                <option value="" prop:selected=move || form.template.get().is_none()>
                    {s.no_template}
                </option>
                {templates
                    .iter()
                    .enumerate()
                    .map(|(place, choice)| {
                        view! {
                            <option value=place.to_string() prop:selected=move || form.template.get() == Some(place)>
                                {format!("{} ({})", choice.name, choice.language)}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            <p class="field-error" id=error>
                {move || wrong().then_some(s.template_gone)}
            </p>
            {body}
            <p class="hint">{s.template_hint}</p>
        </div>
        {fields}
    }
}
