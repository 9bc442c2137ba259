//! One field for each value a template needs.

use super::file::FileField;
use crate::i18n::{Texts, use_texts};
use crate::live::picking::Picking;
use crate::prelude::*;
use desk_model::template::{Need, Place, Slot, Template, param_problem};

/// The fields, in the order of the message.
#[component]
pub(super) fn Fields(template: Template, state: Picking) -> impl IntoView {
    let t = use_texts();
    let slots = template.slots();
    let none = slots.is_empty().then(|| view! { <p class="hint">{t.no_params}</p> });
    let fields = slots
        .into_iter()
        .enumerate()
        .map(|(position, slot)| {
            let state = state.clone();
            match slot.need {
                Need::File(kind) => {
                    let (id, number) = (template.id.clone(), template.number.clone());
                    view! { <FileField template=id number field=slot.field() kind state/> }.into_any()
                }
                Need::Text
                | Need::Latitude
                | Need::Longitude
                | Need::PlaceWords
                | Need::UrlEnd
                | Need::Code
                | Need::FlowToken => {
                    view! { <TextField template=template.clone() wanted=slot position state/> }.into_any()
                }
            }
        })
        .collect_view();
    view! { {none} {fields} }
}

fn label(template: &Template, slot: &Slot, t: &'static Texts) -> String {
    let button = || {
        let position: Option<usize> = slot.key.parse().ok();
        position.and_then(|at| template.buttons.get(at)).map(|b| b.label.clone()).unwrap_or_default()
    };
    match slot.need {
        Need::Text if slot.place == Place::Header => (t.param_in_header)(&slot.key),
        Need::Text => (t.param)(&slot.key),
        Need::Latitude => t.tpl.latitude.to_owned(),
        Need::Longitude => t.tpl.longitude.to_owned(),
        Need::PlaceWords if slot.key == "name" => t.tpl.place_name.to_owned(),
        Need::PlaceWords => t.tpl.place_address.to_owned(),
        Need::UrlEnd => (t.tpl.url_end)(&button()),
        Need::Code => (t.tpl.code)(&button()),
        Need::FlowToken => (t.tpl.flow_token)(&button()),
        Need::File(_) => String::new(),
    }
}

/// What stands before the end of an address.
fn prefix(template: &Template, slot: &Slot) -> Option<String> {
    let button = template.buttons.get(slot.key.parse::<usize>().ok()?)?;
    let (before, _) = button.target.split_once("{{")?;
    (slot.need == Need::UrlEnd).then(|| before.to_owned())
}

#[component]
fn TextField(template: Template, wanted: Slot, position: usize, state: Picking) -> impl IntoView {
    let t = use_texts();
    let (template_id, field, need) = (template.id.clone(), wanted.field(), wanted.need);
    let left = ArcRwSignal::new(false);
    let problem = {
        let (state, left, template, field) =
            (state.clone(), left.clone(), template_id.clone(), field.clone());
        Memo::new(move |_| {
            if let Some(refused) = state.refusal(&field) {
                return Some((t.field_problem)(&refused));
            }
            let looked = left.get() || state.touched.get();
            let text = state.value(&template, &field);
            let problem = param_problem(need, &text)?;
            // An empty field is a reproach only after it was left.
            (looked || !text.is_empty()).then(|| (t.field_problem)(&problem))
        })
    };
    let id = format!("param-{position}");
    let (describes, error_id) = (format!("{id}-error"), format!("{id}-error"));
    let numeric = matches!(need, Need::Latitude | Need::Longitude);
    let label = label(&template, &wanted, t);
    let before = prefix(&template, &wanted);
    let (shown, shown_template, shown_field) = (state.clone(), template_id.clone(), field.clone());
    view! {
        <div class="field" class=("field-half", numeric)>
            <label for=id.clone()>
                {label} {need.is_optional().then(|| view! { <span class="optional">{t.tpl.optional}</span> })}
            </label>
            {before.map(|before| view! { <span class="input-prefix">{before}</span> })}
            <input
                id=id
                class="input param"
                type="text"
                autocomplete="off"
                inputmode=numeric.then_some("decimal")
                maxlength=need.max().to_string()
                aria-invalid=move || problem.get().is_some().to_string()
                aria-describedby=describes
                prop:value=move || shown.value(&shown_template, &shown_field)
                on:input=move |event| state.set(&template_id, &field, event_target_value(&event))
                on:blur=move |_| left.set(true)
            />
            <p class="field-error" id=error_id>
                {move || problem.get()}
            </p>
        </div>
    }
}
