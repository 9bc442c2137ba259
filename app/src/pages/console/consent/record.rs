//! The dialog in which an agent writes down what a customer said.

use super::{Preset, use_consent};
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use crate::ui::{Button, Dialog, Look};
use desk_model::DeskError;
use desk_model::consent::{Act, MAX_WORDING, Purpose, Source};
use desk_model::error::{FieldError, FieldProblem};
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;

/// The dialog; one for the whole console.
#[component]
pub(in crate::pages::console) fn RecordConsent() -> impl IntoView {
    let t = use_texts();
    let ui = use_consent();
    let preset = ui.preset.clone();
    view! {
        <Dialog open=ui.open.clone() title=t.consent.record_title close_label=t.close_dialog>
            {
                let preset = preset.clone();
                move || preset.get().map(|preset| view! { <Form preset/> })
            }
        </Dialog>
    }
}

#[component]
fn Form(preset: Preset) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_consent();
    let purpose = RwSignal::new(preset.purpose);
    let act = RwSignal::new(preset.act);
    let source = RwSignal::new(Source::Agent);
    let wording = RwSignal::new((t.consent.proposal)(preset.purpose).to_owned());
    let evidence = RwSignal::new(String::new());
    let problems = RwSignal::new(Vec::<FieldError>::new());
    let busy = RwSignal::new(false);
    let problem = move |field: &'static str| {
        problems.with(|problems| {
            problems.iter().find(|known| known.field == field).map(|known| match &known.problem {
                FieldProblem::Missing => t.consent.fill_in.to_owned(),
                other => (t.field_problem)(other),
            })
        })
    };
    let choose = move |chosen: Purpose| {
        // Words that were proposed go with their purpose; words of one's own stay.
        let proposed =
            Purpose::ALL.iter().any(|known| (t.consent.proposal)(*known) == wording.get_untracked());
        if proposed {
            wording.set((t.consent.proposal)(chosen).to_owned());
        }
        purpose.set(chosen);
    };
    let (dismiss, done) = (ui.open.clone(), ui.clone());
    let subject = preset.subject;
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (store, done, subject) = (store.clone(), done.clone(), subject.clone());
        busy.set(true);
        spawn_local(async move {
            let answer = api::consent::record_consent(
                subject,
                purpose.get_untracked(),
                act.get_untracked(),
                source.get_untracked(),
                wording.get_untracked(),
                evidence.get_untracked(),
            )
            .await;
            // The dialog may be gone by now.
            let _ = busy.try_set(false);
            match answer {
                Ok(()) => {
                    done.open.set(false);
                    done.written.update(|count| *count += 1);
                    store.tell(t.consent.recorded.to_owned(), false);
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    let _ = problems.try_set(fields);
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    view! {
        <form class="form consent-form" on:submit=save novalidate=true>
            <p class="hint">{t.consent.record_lead}</p>
            <fieldset class="choices">
                <legend>{t.consent.purpose_label}</legend>
                {Purpose::ALL
                    .map(|choice| {
                        view! {
                            <label class="choice">
                                <input
                                    type="radio"
                                    name="purpose"
                                    value=choice.as_str()
                                    prop:checked=move || purpose.get() == choice
                                    on:change=move |_| choose(choice)
                                />
                                {(t.consent.purpose)(choice)}
                            </label>
                        }
                    })
                    .collect_view()}
            </fieldset>
            <fieldset class="choices">
                <legend>{t.consent.act_label}</legend>
                {[(Act::Granted, t.consent.gave), (Act::Withdrawn, t.consent.took_back)]
                    .map(|(choice, word)| {
                        view! {
                            <label class="choice">
                                <input
                                    type="radio"
                                    name="act"
                                    value=choice.as_str()
                                    prop:checked=move || act.get() == choice
                                    on:change=move |_| act.set(choice)
                                />
                                {word}
                            </label>
                        }
                    })
                    .collect_view()}
            </fieldset>
            <label class="field">
                <span>{t.consent.source_label}</span>
                <select
                    class="input"
                    name="source"
                    on:change=move |event| {
                        if let Some(chosen) = Source::parse(&event_target_value(&event)) {
                            source.set(chosen);
                        }
                    }
                >
                    {Source::BY_PERSON
                        .map(|choice| {
                            view! {
                                <option value=choice.as_str() selected=move || source.get() == choice>
                                    {(t.consent.source)(choice)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <div class="field">
                <label for="consent-wording">{t.consent.wording_label}</label>
                <textarea
                    id="consent-wording"
                    rows="2"
                    maxlength=MAX_WORDING.to_string()
                    aria-describedby="consent-wording-hint consent-wording-error"
                    aria-invalid=move || problem("wording").is_some().to_string()
                    prop:value=move || wording.get()
                    on:input=move |event| wording.set(event_target_value(&event))
                ></textarea>
                <p class="hint" id="consent-wording-hint">
                    {t.consent.wording_hint}
                </p>
                <p class="field-error" id="consent-wording-error">
                    {move || problem("wording")}
                </p>
            </div>
            <div class="field">
                <label for="consent-evidence">{t.consent.evidence_label}</label>
                <textarea
                    id="consent-evidence"
                    rows="2"
                    maxlength=MAX_WORDING.to_string()
                    aria-describedby="consent-evidence-hint consent-evidence-error"
                    aria-invalid=move || problem("evidence").is_some().to_string()
                    prop:value=move || evidence.get()
                    on:input=move |event| evidence.set(event_target_value(&event))
                ></textarea>
                <p class="hint" id="consent-evidence-hint">
                    {t.consent.evidence_hint}
                </p>
                <p class="field-error" id="consent-evidence-error">
                    {move || problem("evidence")}
                </p>
            </div>
            <div class="dialog-foot">
                <Button look=Look::Ghost on_press=move |_| dismiss.set(false)>
                    {t.consent.cancel}
                </Button>
                <button type="submit" class="btn btn-primary" prop:disabled=move || busy.get()>
                    {t.consent.save}
                </button>
            </div>
        </form>
    }
}
