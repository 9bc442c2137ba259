//! The first step of connecting a number: what is typed. Secrets leave only towards the server and are never filled in again.

use crate::api::{self, ApiError};
use crate::i18n::use_texts;
use crate::live::{browser, use_store};
use crate::prelude::*;
use crate::wire;
use desk_model::error::{FieldError, FieldProblem};
use desk_model::number::NumberState;
use desk_model::setup::{SetupForm, SetupView};
use desk_model::{DeskError, NumberId};
use leptos::ev::SubmitEvent;
use leptos::task::spawn_local;

/// Where the Cloud API is.
const GRAPH: &str = "https://graph.facebook.com";
/// The version this desk was written for.
const VERSION: &str = "v24.0";

/// One thing that is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Input {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    secret: bool,
    fixed: bool,
}

/// What had been typed and not saved, without secrets; it waits in the browser, for this person.
#[derive(Clone)]
struct Memory(String);

impl Memory {
    fn recall(&self) -> Option<SetupForm> {
        wire::read(&browser::recall(&self.0)?).ok()
    }

    fn keep(&self, form: &SetupForm) {
        let plain = SetupForm { access_token: String::new(), app_secret: String::new(), ..form.clone() };
        browser::remember(&self.0, &wire::write(&plain).unwrap_or_default());
    }
}

/// The form.
#[component]
pub(super) fn SetupFields(
    /// What is stored; `None` for a new number.
    view: Option<SetupView>,
    /// What it came to.
    #[prop(into)]
    on_saved: Callback<SetupView>,
) -> impl IntoView {
    let t = use_texts();
    let h = t.admin().health;
    let store = use_store();
    let number = view.as_ref().map(|view| view.number.clone());
    let in_use = view.as_ref().is_some_and(|view| view.state != NumberState::Setup);
    let memory = view.is_none().then(|| store.me()).flatten().map(|me| Memory(format!("guiche.setup.{me}")));
    let start = match &view {
        Some(view) => SetupForm {
            label: view.label.clone(),
            provider_id: view.provider_id.clone(),
            account_id: view.account_id.clone(),
            base_url: view.base_url.clone(),
            api_version: view.api_version.clone(),
            ..SetupForm::default()
        },
        None => memory.as_ref().and_then(Memory::recall).unwrap_or_else(|| SetupForm {
            base_url: GRAPH.to_owned(),
            api_version: VERSION.to_owned(),
            ..SetupForm::default()
        }),
    };
    let custom = start.base_url != GRAPH || start.api_version != VERSION;
    let form = ArcRwSignal::new(start);
    let errors = ArcRwSignal::new(Vec::<FieldError>::new());
    let failed = ArcRwSignal::new(None::<DeskError>);
    let busy = ArcRwSignal::new(false);
    let stored = number.is_some();
    let secret_hint = if stored { h.kept_hint } else { h.secret_hint };
    let input = |name, label, hint| Input { name, label, hint, secret: false, fixed: false };
    let secret = |name, label| Input { secret: true, ..input(name, label, secret_hint) };
    let basic = [
        input("label", h.label, h.label_hint),
        Input { fixed: in_use, ..input("provider_id", h.provider_id, "") },
        input("account_id", h.account_id, ""),
        secret("access_token", h.access_token),
        secret("app_secret", h.app_secret),
    ];
    let advanced = [input("base_url", h.base_url, h.base_url_hint), input("api_version", h.api_version, "")];
    let save = submit(
        store,
        number,
        Sending {
            form: form.clone(),
            errors: errors.clone(),
            failed: failed.clone(),
            busy: busy.clone(),
            memory: memory.clone(),
        },
        on_saved,
    );
    let field = {
        let (form, errors) = (form.clone(), errors.clone());
        move |input: Input| {
            view! { <Field input form=form.clone() errors=errors.clone() memory=memory.clone()/> }
        }
    };
    // A field that is wrong must not hide in what is folded away.
    let (unfold, far) = (ArcRwSignal::new(custom), errors.clone());
    let folded = unfold.clone();
    Effect::new(move |_| {
        if far.with(|errors| errors.iter().any(|e| matches!(e.field.as_str(), "base_url" | "api_version"))) {
            unfold.set(true);
        }
    });
    view! {
        <form class="form setup-form" on:submit=save novalidate=true autocomplete="off">
            {basic.map(field.clone()).collect_view()}
            <details class="setup-advanced" prop:open=move || folded.get()>
                <summary>{h.advanced}</summary>
                <div class="form">{advanced.map(field).collect_view()}</div>
            </details>
            <p class="field-error" role="alert">
                {move || failed.get().map(|error| (t.error)(&error))}
            </p>
            <div class="card-foot">
                <span></span>
                <button type="submit" class="btn btn-primary" disabled=move || busy.get()>
                    {h.save_and_check}
                </button>
            </div>
        </form>
    }
}

/// What sending the form needs.
#[derive(Clone)]
struct Sending {
    form: ArcRwSignal<SetupForm>,
    errors: ArcRwSignal<Vec<FieldError>>,
    failed: ArcRwSignal<Option<DeskError>>,
    busy: ArcRwSignal<bool>,
    memory: Option<Memory>,
}

fn submit(
    store: crate::live::Store,
    number: Option<NumberId>,
    with: Sending,
    on_saved: Callback<SetupView>,
) -> impl Fn(SubmitEvent) + 'static {
    let t = use_texts();
    move |event: SubmitEvent| {
        event.prevent_default();
        let typed = with.form.get_untracked().trimmed();
        with.failed.set(None);
        if let Err(fields) = typed.check(number.is_none()) {
            show(&with, fields);
            return;
        }
        with.errors.set(Vec::new());
        with.busy.set(true);
        let (store, with, number) = (store.clone(), with.clone(), number.clone());
        spawn_local(async move {
            match api::health::save_number(number, typed).await {
                Ok(view) => {
                    if let Some(memory) = &with.memory {
                        browser::remember(&memory.0, "");
                    }
                    // What was sealed is not kept here any longer than needed.
                    with.form.update(|form| {
                        form.access_token.clear();
                        form.app_secret.clear();
                    });
                    store.tell(t.admin().health.saved.to_owned(), false);
                    on_saved.run(view);
                }
                Err(ApiError(DeskError::Invalid { fields })) => show(&with, fields),
                Err(ApiError(DeskError::Unauthenticated)) => store.report(&DeskError::Unauthenticated, t),
                Err(ApiError(error)) => with.failed.set(Some(error)),
            }
            with.busy.set(false);
        });
    }
}

/// Shows what is wrong, with the focus on the first of it.
fn show(with: &Sending, fields: Vec<FieldError>) {
    let first = fields.first().map(|field| format!("#setup-{}", field.field));
    with.errors.set(fields);
    if let Some(first) = first {
        request_animation_frame(move || {
            browser::focus(&first);
        });
    }
}

fn value<'a>(form: &'a mut SetupForm, name: &str) -> &'a mut String {
    match name {
        "label" => &mut form.label,
        "provider_id" => &mut form.provider_id,
        "account_id" => &mut form.account_id,
        "access_token" => &mut form.access_token,
        "app_secret" => &mut form.app_secret,
        "base_url" => &mut form.base_url,
        _ => &mut form.api_version,
    }
}

#[component]
fn Field(
    input: Input,
    form: ArcRwSignal<SetupForm>,
    errors: ArcRwSignal<Vec<FieldError>>,
    memory: Option<Memory>,
) -> impl IntoView {
    let t = use_texts();
    let Input { name, label, hint, secret, fixed } = input;
    let (id, error_id, hint_id) =
        (format!("setup-{name}"), format!("setup-{name}-error"), format!("setup-{name}-hint"));
    let problem = Memo::new(move |_| {
        errors
            .with(|errors| errors.iter().find(|error| error.field == name).map(|error| error.problem.clone()))
    });
    let (shown, typed) = (form.clone(), form);
    let on_input = move |event| {
        typed.update(|form| *value(form, name) = event_target_value(&event));
        if let Some(memory) = memory.as_ref().filter(|_| !secret) {
            memory.keep(&typed.get_untracked());
        }
    };
    let described = format!("{error_id} {hint_id}");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                name=name
                type=if secret { "password" } else { "text" }
                autocomplete=if secret { "new-password" } else { "off" }
                spellcheck="false"
                readonly=fixed
                prop:value=move || shown.with(|form| value(&mut form.clone(), name).clone())
                on:input=on_input
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-describedby=described
            />
            <p class="field-error" id=error_id>
                {move || {
                    problem
                        .get()
                        .map(|problem| match problem {
                            FieldProblem::Missing => t.admin().health.required.to_owned(),
                            FieldProblem::Malformed => (t.admin().health.malformed)(name).to_owned(),
                            other => (t.field_problem)(&other),
                        })
                }}
            </p>
            <p class="hint" id=hint_id>
                {hint}
            </p>
        </div>
    }
}
