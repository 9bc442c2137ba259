//! Filling in a template, and seeing it as the customer will.

use crate::i18n::{Texts, use_texts};
use desk_model::template::{
    Header, MAX_PARAM, Piece, Place, Template, TemplateStatus, field_name, pieces, value_problem,
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What was typed, by field name.
pub(super) type Values = BTreeMap<String, String>;

/// Why a template is shown but cannot be sent.
pub(super) fn obstacle(template: &Template, t: &'static Texts) -> Option<&'static str> {
    match &template.status {
        TemplateStatus::Approved if template.needs_more_than_text() => Some(t.template_needs_file),
        TemplateStatus::Approved => None,
        TemplateStatus::Pending => Some(t.template_pending),
        TemplateStatus::Rejected => Some(t.template_rejected),
        TemplateStatus::Paused => Some(t.template_paused),
        TemplateStatus::Disabled | TemplateStatus::Other(_) => Some(t.template_disabled),
    }
}

/// One field for each variable.
#[component]
pub(super) fn Fields(
    template: Template,
    values: ArcRwSignal<Values>,
    touched: ArcRwSignal<bool>,
) -> impl IntoView {
    let t = use_texts();
    let slots = template.slots();
    let none = slots.is_empty().then(|| view! { <p class="hint">{t.no_params}</p> });
    let why = obstacle(&template, t).map(|why| view! { <p class="notice">{why}</p> });
    let fields = slots
        .into_iter()
        .enumerate()
        .map(|(place_in_form, (place, key))| {
            let field = field_name(place, &key);
            let label = if place == Place::Header { (t.param_in_header)(&key) } else { (t.param)(&key) };
            let (value, typed, problem_values) = (values.clone(), values.clone(), values.clone());
            let (read, write, check) = (field.clone(), field.clone(), field.clone());
            let (left, shown) = (ArcRwSignal::new(false), touched.clone());
            let leave = left.clone();
            let problem = Memo::new(move |_| {
                let looked = left.get() || shown.get();
                let text = problem_values.with(|values| values.get(&check).cloned()).unwrap_or_default();
                let problem = value_problem(&text)?;
                // An empty field is a reproach only after it was left.
                (looked || !text.is_empty()).then(|| (t.field_problem)(&problem))
            });
            let id = format!("param-{place_in_form}");
            let (describes, error_id) = (format!("{id}-error"), format!("{id}-error"));
            view! {
                <div class="field">
                    <label for=id.clone()>{label}</label>
                    <input
                        id=id
                        class="input param"
                        type="text"
                        autocomplete="off"
                        maxlength=MAX_PARAM.to_string()
                        aria-invalid=move || problem.get().is_some().to_string()
                        aria-describedby=describes
                        prop:value=move || value.with(|values| values.get(&read).cloned().unwrap_or_default())
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            typed.update(|values| {
                                values.insert(write.clone(), text);
                            });
                        }
                        on:blur=move |_| leave.set(true)
                    />
                    <p class="field-error" id=error_id>
                        {move || problem.get()}
                    </p>
                </div>
            }
        })
        .collect_view();
    view! { {why} {none} {fields} }
}

fn highlighted(text: &str, place: Place, values: &Values) -> Vec<AnyView> {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned().into_any(),
            Piece::Variable(name) => {
                let value = values.get(&field_name(place, name)).filter(|value| !value.trim().is_empty());
                match value {
                    Some(value) => view! { <mark>{value.clone()}</mark> }.into_any(),
                    None => view! { <mark class="mark-empty">{format!("‹{name}›")}</mark> }.into_any(),
                }
            }
        })
        .collect()
}

/// The message on the customer's phone.
#[component]
pub(super) fn Preview(template: Template, values: ArcRwSignal<Values>) -> impl IntoView {
    let t = use_texts();
    move || {
        let template = template.clone();
        values.with(|values| {
            let header = template.header.as_ref().and_then(|header| match header {
                Header::Text { text } => Some(highlighted(text, Place::Header, values)),
                Header::Attachment { .. } => None,
            });
            view! {
                <figure class="phone">
                    <figcaption>{t.preview}</figcaption>
                    <div class="phone-bubble">
                        {header.map(|header| view! { <p class="phone-header">{header}</p> })}
                        <p>{highlighted(&template.body, Place::Body, values)}</p>
                        {template.footer.clone().map(|footer| view! { <p class="phone-footer">{footer}</p> })}
                    </div>
                    {template
                        .buttons
                        .iter()
                        .map(|button| view! { <p class="phone-button">{button.label.clone()}</p> })
                        .collect_view()}
                </figure>
            }
        })
    }
}
