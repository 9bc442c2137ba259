//! The form of one step.

use super::fields::word;
use super::inputs::{ExitField, QueueField, SelectField, TextField};
use super::options::Options;
use super::state::{Form, Shown};
use crate::i18n::{Texts, use_texts};
use crate::prelude::*;
use crate::ui::{Button, Icon, Look, icon};
use desk_model::CloseReason;
use desk_model::consent::Purpose;
use desk_model::menu::{Exit, FieldCheck, Look as Shape, NodeId, NodeKind, Sending};
use desk_model::message::MediaKind;
use desk_model::template::{Need, Template};

/// The place of a step among the kinds.
pub(super) const fn place(kind: &NodeKind) -> usize {
    match kind {
        NodeKind::Ask { .. } => 0,
        NodeKind::Field { .. } => 1,
        NodeKind::Send { .. } => 2,
        NodeKind::Hours { .. } => 3,
        NodeKind::Protocol { .. } => 4,
        NodeKind::Consent { .. } => 5,
        NodeKind::Queue { .. } => 6,
        NodeKind::End { .. } => 7,
    }
}

/// The picture of a kind of step.
pub(super) const fn picture(place: usize) -> Icon {
    match place {
        0 => Icon::Branch,
        1 => Icon::Form,
        2 => Icon::Forward,
        3 => Icon::Clock,
        4 => Icon::Search,
        5 => Icon::Shield,
        6 => Icon::Queues,
        _ => Icon::Check,
    }
}

/// What of a step makes its form another one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Drawn {
    Nothing,
    Ask(Shape, usize),
    Template(String, String),
    Other(usize, usize),
}

/// The form.
#[component]
pub(super) fn NodeForm(form: Form, node: NodeId) -> impl IntoView {
    let t = use_texts();
    let draft = form.draft.clone();
    let drawn = Memo::new(move |_| {
        draft.with(|draft| match draft.node(node).map(|node| &node.kind) {
            None => Drawn::Nothing,
            Some(NodeKind::Ask { look, options, .. }) => Drawn::Ask(*look, options.len()),
            Some(NodeKind::Send { what: Sending::Template { name, language, .. }, .. }) => {
                Drawn::Template(name.clone(), language.clone())
            }
            Some(NodeKind::Send { what: Sending::Media { .. }, .. }) => Drawn::Other(2, 1),
            Some(kind) => Drawn::Other(place(kind), 0),
        })
    });
    let root = form.draft.clone();
    let is_root = Memo::new(move |_| root.with(|draft| draft.root == Some(node)));
    move || {
        let kind = match drawn.get() {
            Drawn::Nothing => return ().into_any(),
            Drawn::Ask(..) => 0,
            Drawn::Template(..) => 2,
            Drawn::Other(kind, _) => kind,
        };
        let (first, delete) = (form.clone(), form.clone());
        let body = match drawn.get() {
            Drawn::Nothing => ().into_any(),
            Drawn::Ask(look, count) => ask(&form, node, look, count, t),
            Drawn::Template(name, language) => template(&form, node, &name, &language, t),
            Drawn::Other(kind, send) => other(&form, node, kind, send, t),
        };
        view! {
            <h2>{icon(picture(kind))} {t.admin().menu.kinds[kind]}</h2>
            <p class="hint menu-kind-hint">{t.admin().menu.kind_hints[kind]}</p>
            <TextField form=form.clone() node=Some(node) field="name" label=t.admin().menu.name hint=t.admin().menu.name_hint/>
            {body}
            <div class="menu-node-do">
                {move || {
                    let first = first.clone();
                    (!is_root.get())
                        .then(|| {
                            view! {
                                <Button look=Look::Ghost on_press=move |_| {
                                    first.draft.update(|draft| draft.root = Some(node));
                                }>{t.admin().menu.make_root}</Button>
                            }
                        })
                }}
                <Button look=Look::Danger on_press=move |_| delete.delete(node)>{t.admin().menu.delete}</Button>
            </div>
        }
        .into_any()
    }
}

fn text(form: &Form, node: NodeId, field: &'static str, label: &'static str) -> AnyView {
    view! { <TextField form=form.clone() node=Some(node) field label lines=2/> }.into_any()
}

fn line(form: &Form, node: NodeId, field: &'static str, label: &'static str) -> AnyView {
    view! { <TextField form=form.clone() node=Some(node) field label/> }.into_any()
}

fn variables(t: &'static Texts) -> AnyView {
    view! { <p class="hint">{t.admin().menu.variables}</p> }.into_any()
}

fn ask(form: &Form, node: NodeId, look: Shape, count: usize, t: &'static Texts) -> AnyView {
    let looks = [Shape::Text, Shape::Buttons, Shape::List];
    let looks =
        looks.into_iter().map(|look| (word(&look), (t.admin().menu.looks)(look).to_owned())).collect();
    view! {
        {text(form, node, "text", t.admin().menu.text)}
        {variables(t)}
        <SelectField form=form.clone() node=Some(node) field="look" label=t.admin().menu.look choices=looks/>
        {(look == Shape::List).then(|| line(form, node, "button", t.admin().menu.list_button))}
        <Options form=form.clone() node look count/>
    }
    .into_any()
}

fn sending(form: &Form, node: NodeId, t: &'static Texts) -> AnyView {
    let sends = t.admin().menu.sends.into_iter().enumerate();
    let sends: Vec<_> = sends.map(|(place, label)| (place.to_string(), label.to_owned())).collect();
    view! { <SelectField form=form.clone() node=Some(node) field="send" label=t.admin().menu.send_what choices=sends/> }
        .into_any()
}

fn next(form: &Form, node: NodeId) -> AnyView {
    view! { <ExitField form=form.clone() node exit=Exit::Next/> }.into_any()
}

fn template(form: &Form, node: NodeId, name: &str, language: &str, t: &'static Texts) -> AnyView {
    let all = form.templates.get();
    let usable = all.iter().filter(|template| template.is_usable());
    let mut choices = vec![(String::new(), t.admin().menu.choose.to_owned())];
    choices.extend(
        usable.map(|one| {
            (format!("{}|{}", one.name, one.language), format!("{} ({})", one.name, one.language))
        }),
    );
    let gone = !name.is_empty() && !choices.iter().any(|(value, _)| *value == format!("{name}|{language}"));
    if gone {
        choices.push((format!("{name}|{language}"), format!("{name} ({language})")));
    }
    let chosen: Option<&Template> = all.iter().find(|one| one.name == name && one.language == language);
    let slots = chosen.map(Template::slots).unwrap_or_default();
    let body = chosen.map(|one| one.body.clone());
    let values = slots
        .into_iter()
        .filter(|slot| !matches!(slot.need, Need::File(_)))
        .map(|slot| {
            let field = format!("param.{}.{}", word(&slot.place), slot.key);
            let label = (t.admin().menu.value_of)(&slot.key);
            view! { <TextField form=form.clone() node=Some(node) field label/> }
        })
        .collect_view();
    view! {
        {sending(form, node, t)}
        <SelectField form=form.clone() node=Some(node) field="template" label=t.admin().menu.template choices/>
        {body.map(|body| view! { <blockquote class="menu-quote">{body}</blockquote> })}
        {values}
        {variables(t)}
        {next(form, node)}
    }
    .into_any()
}

fn other(form: &Form, node: NodeId, kind: usize, send: usize, t: &'static Texts) -> AnyView {
    match (kind, send) {
        (1, _) => {
            let checks = FieldCheck::ALL.into_iter();
            let checks = checks.map(|check| (word(&check), (t.admin().menu.checks)(check).to_owned())).collect();
            view! {
                {text(form, node, "text", t.admin().menu.question)}
                {variables(t)}
                <div class="editor-pair">
                    <TextField
                        form=form.clone()
                        node=Some(node)
                        field="label"
                        label=t.admin().menu.label
                        hint=t.admin().menu.label_hint
                    />
                    <SelectField form=form.clone() node=Some(node) field="check" label=t.admin().menu.check choices=checks/>
                </div>
                <TextField
                    form=form.clone()
                    node=Some(node)
                    field="invalid"
                    label=t.admin().menu.invalid
                    hint=t.admin().menu.invalid_hint
                    lines=2
                />
                {next(form, node)}
            }
            .into_any()
        }
        (2, 1) => {
            let kinds = [
                (MediaKind::Image, t.image),
                (MediaKind::Video, t.video),
                (MediaKind::Document, t.document),
                (MediaKind::Audio, t.audio),
            ];
            let kinds = kinds.into_iter().map(|(kind, label)| (word(&kind), label.to_owned())).collect();
            view! {
                {sending(form, node, t)}
                <SelectField form=form.clone() node=Some(node) field="media" label=t.admin().menu.media_kind choices=kinds/>
                <TextField form=form.clone() node=Some(node) field="link" label=t.admin().menu.link kind="url"/>
                {text(form, node, "caption", t.admin().menu.caption)}
                {next(form, node)}
            }
            .into_any()
        }
        (2, _) => view! {
            {sending(form, node, t)}
            {text(form, node, "text", t.admin().menu.text)}
            {variables(t)}
            {next(form, node)}
        }
        .into_any(),
        (3, _) => view! {
            <QueueField form=form.clone() node=Some(node) field="queue" label=t.admin().menu.queue hint=t.admin().menu.hours_hint/>
            <ExitField form=form.clone() node exit=Exit::Open/>
            <ExitField form=form.clone() node exit=Exit::Closed/>
        }
        .into_any(),
        (4, _) => view! {
            {text(form, node, "text", t.admin().menu.question)}
            {text(form, node, "waiting", t.admin().menu.protocol_waiting)}
            {text(form, node, "serving", t.admin().menu.protocol_serving)}
            {text(form, node, "closed", t.admin().menu.protocol_closed)}
            {text(form, node, "unknown", t.admin().menu.protocol_unknown)}
            <p class="hint">{t.admin().menu.protocol_hint}</p>
            {next(form, node)}
        }
        .into_any(),
        (5, _) => view! {
            {text(form, node, "text", t.admin().menu.consent_text)}
            <div class="editor-pair">
                {line(form, node, "yes", t.admin().menu.yes)}
                {line(form, node, "no", t.admin().menu.no)}
            </div>
            <Purposes form=form.clone() node/>
            <ExitField form=form.clone() node exit=Exit::Granted/>
            <ExitField form=form.clone() node exit=Exit::Refused/>
        }
        .into_any(),
        (6, _) => view! {
            <QueueField form=form.clone() node=Some(node) field="queue" label=t.admin().menu.queue/>
            {text(form, node, "text", t.admin().menu.text_optional)}
            {variables(t)}
        }
        .into_any(),
        _ => {
            let reasons = CloseReason::ALL.into_iter();
            let reasons = reasons.map(|reason| (word(&reason), (t.reason)(reason).0.to_owned())).collect();
            view! {
                {text(form, node, "text", t.admin().menu.text_optional)}
                {variables(t)}
                <SelectField form=form.clone() node=Some(node) field="reason" label=t.admin().menu.reason choices=reasons/>
            }
            .into_any()
        }
    }
}

/// What is allowed with a yes.
#[component]
fn Purposes(form: Form, node: NodeId) -> impl IntoView {
    let t = use_texts();
    let reader = form.clone();
    let chosen = Memo::new(move |_| reader.read(Some(node), "purposes"));
    let checked = form.clone();
    let wrong = Memo::new(move |_| {
        checked.problems.with(|all| {
            let found = all.iter().find(|known| known.node == Some(node) && known.field == "purposes")?;
            Some(super::inputs::words(&checked, &found.fault))
        })
    });
    let boxes = Purpose::ALL.map(|purpose| {
        let form = form.clone();
        let has = move || chosen.with(|chosen| chosen.split(',').any(|known| known == purpose.as_str()));
        view! {
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=has
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        let kept = form.read(Some(node), "purposes");
                        let mut all: Vec<&str> = kept.split(',').filter(|known| *known != purpose.as_str()).collect();
                        if on {
                            all.push(purpose.as_str());
                        }
                        form.write(Some(node), "purposes", all.join(","));
                    }
                />
                {(t.consent.purpose)(purpose)}
            </label>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>{t.admin().menu.purposes}</legend>
            {boxes}
        </fieldset>
        <p class="field-error">{move || wrong.get()}</p>
    }
}

/// The middle of the page.
#[component]
pub(super) fn Middle(form: Form) -> impl IntoView {
    let shown = form.shown.clone();
    let shown = Memo::new(move |_| shown.get());
    move || match shown.get() {
        Shown::Rules => view! { <super::rules::RulesForm form=form.clone()/> }.into_any(),
        Shown::Node(node) => view! { <NodeForm form=form.clone() node/> }.into_any(),
    }
}
