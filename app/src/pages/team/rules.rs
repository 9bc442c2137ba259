//! Why people may pause, and how long a lost line is forgiven.

use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::use_store;
use crate::prelude::*;
use desk_model::DeskError;
use desk_model::error::FieldError;
use desk_model::presence::{MAX_GRACE, PresenceRules};
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;

/// The form, once the rules are here.
#[component]
pub(super) fn RulesCard() -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let known = ArcRwSignal::new(None::<PresenceRules>);
    let found = known.clone();
    Effect::new(move |_| {
        let (found, store) = (found.clone(), store.clone());
        spawn_local(async move {
            match api::presence::presence_rules().await {
                Ok(rules) => found.set(Some(rules)),
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    });
    move || known.get().map(|rules| view! { <Form rules/> })
}

#[component]
fn Form(rules: PresenceRules) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let reasons = RwSignal::new(rules.reasons.join("\n"));
    let grace = RwSignal::new(rules.grace_seconds.to_string());
    let problems = RwSignal::new(Vec::<FieldError>::new());
    let problem = move |field: &'static str| {
        problems.with(|known| {
            known.iter().find(|known| known.field == field).map(|known| (t.field_problem)(&known.problem))
        })
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let lines = reasons.get_untracked();
        let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
        let rules = PresenceRules {
            reasons: lines.map(str::to_owned).collect(),
            // What is no number is refused by the rules, not taken for none.
            grace_seconds: grace.get_untracked().trim().parse().unwrap_or(u32::MAX),
        };
        let store = store.clone();
        spawn_local(async move {
            match api::presence::set_presence_rules(rules).await {
                Ok(_) => {
                    let _ = problems.try_set(Vec::new());
                    store.tell(t.saved.to_owned(), false);
                    store.fetch_presence();
                }
                Err(ApiError(DeskError::Invalid { fields })) => {
                    let _ = problems.try_set(fields);
                }
                Err(ApiError(error)) => store.report(&error, t),
            }
        });
    };
    view! {
        <form class="card presence-rules" on:submit=save novalidate=true>
            <h2>{t.presence.rules}</h2>
            <div class="field">
                <label for="reasons">{t.presence.reasons}</label>
                <textarea
                    id="reasons"
                    rows="5"
                    prop:value=move || reasons.get()
                    on:input=move |event| reasons.set(event_target_value(&event))
                    aria-describedby="reasons-hint reasons-error"
                    aria-invalid=move || problem("reasons").is_some().to_string()
                ></textarea>
                <p class="hint" id="reasons-hint">
                    {t.presence.reasons_hint}
                </p>
                <p class="field-error" id="reasons-error">
                    {move || problem("reasons")}
                </p>
            </div>
            <div class="field presence-grace">
                <label for="grace">{t.presence.grace}</label>
                <input
                    id="grace"
                    type="number"
                    min="0"
                    max=MAX_GRACE
                    prop:value=move || grace.get()
                    on:input=move |event| grace.set(event_target_value(&event))
                    aria-describedby="grace-hint grace-error"
                    aria-invalid=move || problem("grace_seconds").is_some().to_string()
                />
                <p class="hint" id="grace-hint">
                    {t.presence.grace_hint}
                </p>
                <p class="field-error" id="grace-error">
                    {move || problem("grace_seconds")}
                </p>
            </div>
            <div class="card-foot">
                <button type="submit" class="btn btn-primary">
                    {t.save}
                </button>
            </div>
        </form>
    }
}
