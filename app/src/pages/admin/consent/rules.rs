//! Limits, words of farewell, and what customers are told.

use super::words_for;
use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use desk_model::DeskError;
use desk_model::consent::{ConsentSettings, ConsentWords, Guards};
use desk_model::error::FieldError;
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;

/// The fields of one language.
#[derive(Clone, Copy)]
struct Words {
    stop: RwSignal<String>,
    stopped: RwSignal<String>,
    confirmed: RwSignal<String>,
}

impl Words {
    fn new(words: &ConsentWords) -> Self {
        Self {
            stop: RwSignal::new(words.stop.join(", ")),
            stopped: RwSignal::new(words.stopped.clone()),
            confirmed: RwSignal::new(words.confirmed.clone()),
        }
    }

    fn read(self) -> ConsentWords {
        let stop = self.stop.get_untracked();
        let words = stop.split([',', ';', '\n']).map(str::trim).filter(|word| !word.is_empty());
        ConsentWords {
            stop: words.map(str::to_owned).collect(),
            stopped: self.stopped.get_untracked(),
            confirmed: self.confirmed.get_untracked(),
        }
    }
}

/// The form.
#[component]
pub(super) fn Rules(settings: ConsentSettings) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let one = RwSignal::new(settings.guards.one_unanswered);
    let marketing = RwSignal::new(settings.guards.marketing_per_week.to_string());
    let templates = RwSignal::new(settings.guards.templates_per_week.to_string());
    let (pt_br, en) = (Words::new(&settings.pt_br), Words::new(&settings.en));
    let problems = RwSignal::new(Vec::<FieldError>::new());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        // What is no number is refused by the rules, not taken for none.
        let count = |text: RwSignal<String>| text.get_untracked().trim().parse().unwrap_or(u32::MAX);
        let settings = ConsentSettings {
            guards: Guards {
                one_unanswered: one.get_untracked(),
                marketing_per_week: count(marketing),
                templates_per_week: count(templates),
            },
            pt_br: pt_br.read(),
            en: en.read(),
        };
        let store = store.clone();
        spawn_local(async move {
            match api::consent::set_consent_settings(settings).await {
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
    let number = move |label: &'static str, field: &'static str, value: RwSignal<String>| {
        view! {
            <div class="field consent-number">
                <label for=field>{label}</label>
                <input
                    id=field
                    type="number"
                    min="0"
                    max="1000"
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                    aria-describedby=format!("{field}-error")
                    aria-invalid=move || problems.with(|known| words_for(known, field).is_some()).to_string()
                />
                <p class="field-error" id=format!("{field}-error")>
                    {move || problems.with(|known| words_for(known, field))}
                </p>
            </div>
        }
    };
    view! {
        <form class="card consent-rules" on:submit=save novalidate=true>
            <h2>{t.admin().consent.limits}</h2>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || one.get()
                    on:change=move |event| one.set(event_target_checked(&event))
                />
                {t.admin().consent.one_unanswered}
            </label>
            <div class="consent-pair">
                {number(t.admin().consent.marketing_per_week, "marketing_per_week", marketing)}
                {number(t.admin().consent.templates_per_week, "templates_per_week", templates)}
            </div>
            <p class="hint">{t.admin().consent.zero_is_none}</p>
            <h2 class="consent-next">{t.admin().consent.opt_out}</h2>
            <p class="hint">{t.admin().consent.opt_out_hint}</p>
            <div class="consent-pair">
                <Language name="pt_br" title=t.admin().consent.portuguese words=pt_br problems/>
                <Language name="en" title=t.admin().consent.english words=en problems/>
            </div>
            <div class="card-foot">
                <p class="hint">{t.admin().consent.text_hint}</p>
                <button type="submit" class="btn btn-primary">
                    {t.save}
                </button>
            </div>
        </form>
    }
}

#[component]
fn Language(
    name: &'static str,
    title: &'static str,
    words: Words,
    problems: RwSignal<Vec<FieldError>>,
) -> impl IntoView {
    let t = use_texts();
    let fields = [
        ("stop", t.admin().consent.stop_words, words.stop),
        ("stopped", t.admin().consent.stopped_text, words.stopped),
        ("confirmed", t.admin().consent.confirmed_text, words.confirmed),
    ];
    view! {
        <fieldset class="consent-language">
            <legend>{title}</legend>
            {fields
                .map(|(field, label, value)| {
                    let id = format!("{name}-{field}");
                    let key = format!("{name}.{field}");
                    let (asked, error) = (key.clone(), format!("{id}-error"));
                    view! {
                        <div class="field">
                            <label for=id.clone()>{label}</label>
                            <textarea
                                id=id
                                rows="2"
                                maxlength="1024"
                                prop:value=move || value.get()
                                on:input=move |event| value.set(event_target_value(&event))
                                aria-describedby=error.clone()
                                aria-invalid=move || {
                                    problems.with(|known| words_for(known, &asked).is_some()).to_string()
                                }
                            ></textarea>
                            <p class="field-error" id=error>
                                {move || problems.with(|known| words_for(known, &key))}
                            </p>
                        </div>
                    }
                })
                .collect_view()}
        </fieldset>
    }
}
