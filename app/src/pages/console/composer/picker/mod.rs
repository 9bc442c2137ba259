//! Choosing a template, filling it in, and seeing it as the customer will. Knows no ticket: whoever shows it says for which
//! number and queue, what is known for filling in, and what to do with the choice.

mod fields;
mod file;
mod list;

use crate::i18n::{Texts, use_texts};
use crate::live::picking::{FileState, Picking};
use crate::live::{browser, use_store};
use crate::pages::console::composer::price::{PriceNote, PriceTo};
use crate::pages::console::consent::ConsentNotice;
use crate::pages::phone::phone;
use crate::ui::{Button, Empty, Icon, Look, SkeletonRows, icon};
use desk_model::consent::ConsentAbout;
use desk_model::template::{
    Category, Obstacle, Place, Prefill, Template, TemplateParam, field_name, suggest,
};
use desk_model::{Content, NumberId, QueueId, TemplateId};
pub(crate) use file::Drop;
pub(crate) use list::quality_mark;

use crate::prelude::*;
use fields::Fields;
use list::TemplateList;
use std::sync::Arc;

/// What was chosen.
#[derive(Debug, Clone)]
pub(crate) struct Picked {
    /// Which template.
    pub(crate) template: TemplateId,
    /// The category that was shown.
    pub(crate) category: Category,
    /// Its values.
    pub(crate) params: Vec<TemplateParam>,
    /// What the customer will see.
    pub(crate) content: Content,
}

/// Why a template cannot be sent now.
pub(crate) fn obstacle_words(obstacle: &Obstacle, t: &'static Texts) -> String {
    match obstacle {
        Obstacle::Pending => t.template_pending.to_owned(),
        Obstacle::Rejected => t.template_rejected.to_owned(),
        Obstacle::Paused { until: None } => t.template_paused.to_owned(),
        Obstacle::Paused { until: Some(until) } => (t.tpl.paused_until)(*until),
        Obstacle::Disabled => t.template_disabled.to_owned(),
        Obstacle::Unsupported => t.tpl.unsupported.to_owned(),
        Obstacle::OtherQueue => t.tpl.other_queue.to_owned(),
    }
}

/// The picker.
#[component]
pub(crate) fn Picker(
    /// The number it is sent from.
    #[prop(into)]
    number: Signal<Option<NumberId>>,
    /// What is known for filling in.
    #[prop(into)]
    facts: Signal<Prefill>,
    /// The ticket's queue.
    #[prop(into)]
    queue: Signal<Option<QueueId>>,
    /// Where it would go, to say beforehand whether the customer's consent allows it.
    #[prop(into)]
    about: Signal<Option<ConsentAbout>>,
    /// Whose price is shown, where that is not the open ticket's customer.
    #[prop(optional)]
    price_to: Option<Signal<Option<PriceTo>>>,
    /// What was typed so far.
    state: Picking,
    /// What to do with the choice.
    #[prop(into)]
    on_send: Callback<Picked>,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let wanting = store.clone();
    Effect::new(move |_| {
        if let Some(number) = number.get() {
            wanting.want_templates(&number);
        }
    });
    let known = store.templates.clone();
    let all = Memo::new(move |_| {
        let number = number.get()?;
        known.with(|known| known.get(&number).cloned())
    });
    // A change of one template, by Meta, must not take the picker away from under somebody's hands.
    let there = Memo::new(move |_| all.with(|all| all.as_ref().map(|all| !all.is_empty())));
    let all = Signal::derive(move || all.get().unwrap_or_default());
    move || {
        let state = state.clone();
        match there.get() {
            None => view! { <SkeletonRows/> }.into_any(),
            Some(false) => {
                view! { <Empty picture=Icon::Template title=t.no_templates hint=t.no_templates_hint/> }
                    .into_any()
            }
            Some(true) => view! { <Choice all facts queue about price_to state on_send/> }.into_any(),
        }
    }
}

#[component]
fn Choice(
    all: Signal<Arc<Vec<Template>>>,
    facts: Signal<Prefill>,
    queue: Signal<Option<QueueId>>,
    about: Signal<Option<ConsentAbout>>,
    price_to: Option<Signal<Option<PriceTo>>>,
    state: Picking,
    on_send: Callback<Picked>,
) -> impl IntoView {
    let t = use_texts();
    // Where the text field with the focus has just been, the search now is; nobody else's focus is taken.
    Effect::new(move |_| {
        request_animation_frame(|| {
            if browser::nothing_focused() {
                browser::focus(".picker [data-first]");
            }
        });
    });
    let chosen = state.chosen.clone();
    let template = Memo::new(move |_| {
        let id = chosen.get()?;
        all.with(|all| all.iter().find(|template| template.id == id).cloned())
    });
    // What is most likely meant is filled in; what was typed stays.
    let filled = state.clone();
    Effect::new(move |_| {
        let Some(template) = template.get() else { return };
        let facts = facts.get();
        for slot in template.slots() {
            let field = slot.field();
            let known = filled
                .values
                .with_untracked(|values| values.get(&(template.id.clone(), field.clone())).is_some());
            if !known && let Some(value) = suggest(&template, &slot, &facts) {
                filled.set(&template.id, &field, value);
            }
        }
    });
    let obstacle = Memo::new(move |_| {
        template.with(|template| template.as_ref().and_then(|t| t.obstacle(queue.get().as_ref())))
    });
    let params = {
        let state = state.clone();
        move |template: &Template| -> Vec<TemplateParam> {
            let slots = template.slots().into_iter();
            slots
                .map(|slot| TemplateParam {
                    value: state.value(&template.id, &slot.field()).trim().to_owned(),
                    place: slot.place,
                    key: slot.key,
                })
                .collect()
        }
    };
    let file = {
        let files = state.files.clone();
        move |template: &TemplateId| {
            files.with(|files| match files.get(template) {
                Some(FileState::Ready(view)) => Some(view.filename.clone()),
                Some(FileState::Sending { name, .. }) => Some(name.clone()),
                Some(FileState::Refused { .. }) | None => None,
            })
        }
    };
    let ready = {
        let params = params.clone();
        Memo::new(move |_| {
            let fits = template.get().is_some_and(|template| template.check(&params(&template)).is_ok());
            fits && obstacle.with(Option::is_none)
        })
    };
    let send = {
        let (state, file) = (state.clone(), file.clone());
        move || {
            let Some(template) = template.get_untracked() else { return };
            let given = untrack(|| params(&template));
            state.touched.set(true);
            if obstacle.with_untracked(Option::is_some) || template.check(&given).is_err() {
                request_animation_frame(|| {
                    browser::focus(".picker .param[aria-invalid=true]");
                });
                return;
            }
            let name = untrack(|| file(&template.id));
            let content = template.render(&given, name.as_deref());
            let Template { id, category, .. } = template;
            on_send.run(Picked { template: id, category, params: given, content });
        }
    };
    let (by_key, by_button) = (send.clone(), send);
    let preview = {
        let state = state.clone();
        move || {
            let template = template.get()?;
            let id = template.id.clone();
            let value = |place: Place, key: &str| Some(state.value(&id, &field_name(place, key)));
            Some(phone(&template, value, file(&template.id), t))
        }
    };
    // Fields are drawn anew only for another template or other parts, not for a change of its state.
    let shape = Memo::new(move |_| {
        template.with(|template| template.as_ref().map(|template| (template.id.clone(), template.slots())))
    });
    let fields_state = state.clone();
    let price =
        Signal::derive(move || template.with(|template| template.as_ref().map(|t| t.category.into())));
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
            <TemplateList all queue state=state.clone()/>
            <div class="picker-form" tabindex="0" role="group" aria-label=t.mode_template>
                <list::Languages all template queue state=state/>
                {move || {
                    obstacle
                        .get()
                        .map(|obstacle| {
                            view! {
                                <p class="notice">
                                    {icon(Icon::Info)} <span>{obstacle_words(&obstacle, t)}</span>
                                </p>
                            }
                        })
                }}
                {move || {
                    shape.get()?;
                    let template = template.get_untracked()?;
                    Some(view! { <Fields template state=fields_state.clone()/> })
                }}
            </div>
            <div class="picker-preview">{preview}</div>
        </div>
        <ConsentNotice
            about
            category=Signal::derive(move || template.with(|template| template.as_ref().map(|t| t.category)))
        />
        <div class="composer-foot">
            <span class="composer-hint">
                {move || template.get().map(|template| facts_line(&template, t))}
            </span>
            {match price_to {
                Some(to) => view! { <PriceNote category=price to/> }.into_any(),
                None => view! { <PriceNote category=price/> }.into_any(),
            }}
            <Button
                look=Look::Primary
                key="Ctrl ↵"
                disabled=Signal::derive(move || template.with(Option::is_none) || obstacle.with(Option::is_some))
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

/// Category, with the one that is announced, and language.
fn facts_line(template: &Template, t: &'static Texts) -> String {
    let category = (t.category)(template.category);
    let upcoming = template.standing.upcoming.map(|u| (t.tpl.upcoming)((t.category)(u.category), u.at));
    match upcoming {
        Some(upcoming) => format!("{category} · {} · {upcoming}", template.language),
        None => format!("{category} · {}", template.language),
    }
}
