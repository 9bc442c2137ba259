//! A template as the customer's phone shows it.

use crate::i18n::Texts;
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::template::{ButtonKind, Header, HeaderMedia, Place, Run, Slotted, Template, runs, styled};

/// The icon of a button.
pub(crate) const fn button_icon(kind: &ButtonKind) -> Icon {
    match kind {
        ButtonKind::QuickReply => Icon::Reply,
        ButtonKind::Url => Icon::External,
        ButtonKind::Phone => Icon::Phone,
        ButtonKind::CopyCode => Icon::Copy,
        ButtonKind::Flow => Icon::Form,
        ButtonKind::Other(_) => Icon::Question,
    }
}

/// The icon of a file.
pub(crate) const fn media_icon(kind: HeaderMedia) -> Icon {
    match kind {
        HeaderMedia::Image => Icon::Picture,
        HeaderMedia::Video => Icon::Film,
        HeaderMedia::Document => Icon::File,
    }
}

/// The word for a kind of file.
pub(crate) const fn media_word(kind: HeaderMedia, t: &'static Texts) -> &'static str {
    match kind {
        HeaderMedia::Image => t.image,
        HeaderMedia::Video => t.video,
        HeaderMedia::Document => t.document,
    }
}

/// Text with WhatsApp's formatting, no variables in it.
pub(crate) fn formatted(text: &str) -> AnyView {
    styled(text).into_iter().map(run).collect_view().into_any()
}

fn run(run: Run) -> AnyView {
    let text = match run.slot {
        Slotted::Empty => format!("‹{}›", run.text),
        Slotted::No | Slotted::Filled => run.text,
    };
    let mut view = text.into_any();
    if run.style.mono {
        view = view! { <code>{view}</code> }.into_any();
    }
    if run.style.strike {
        view = view! { <s>{view}</s> }.into_any();
    }
    if run.style.italic {
        view = view! { <em>{view}</em> }.into_any();
    }
    if run.style.bold {
        view = view! { <strong>{view}</strong> }.into_any();
    }
    match run.slot {
        Slotted::No => view,
        Slotted::Filled => view! { <mark>{view}</mark> }.into_any(),
        Slotted::Empty => view! { <mark class="mark-empty">{view}</mark> }.into_any(),
    }
}

/// The message on the phone. `value` gives what was filled in, `file` the name of the file in the head.
pub(crate) fn phone(
    template: &Template,
    value: impl Fn(Place, &str) -> Option<String>,
    file: Option<String>,
    t: &'static Texts,
) -> AnyView {
    let text = |place, words: &str| runs(words, |key| value(place, key)).into_iter().map(run).collect_view();
    let header = template.header.as_ref().map(|header| match header {
        Header::Text { text: words } => {
            view! { <p class="phone-header">{text(Place::Header, words)}</p> }.into_any()
        }
        Header::Media { kind } => {
            let name = file.unwrap_or_else(|| media_word(*kind, t).to_owned());
            let class =
                if *kind == HeaderMedia::Document { "phone-media phone-document" } else { "phone-media" };
            view! {
                <p class=class>
                    {icon(media_icon(*kind))} <span>{name}</span>
                </p>
            }
            .into_any()
        }
        Header::Location => {
            let given = |key| value(Place::Location, key).filter(|text| !text.trim().is_empty());
            let (name, address) = (given("name"), given("address"));
            view! {
                <p class="phone-media">{icon(Icon::Pin)}</p>
                <p class="phone-place">
                    <strong>{name.unwrap_or_else(|| t.location.to_owned())}</strong>
                    {address.map(|address| view! { <span>{address}</span> })}
                </p>
            }
            .into_any()
        }
        Header::Other { kind } => view! { <p class="phone-media"><span>{kind.clone()}</span></p> }.into_any(),
    });
    let buttons: Vec<_> = template
        .buttons
        .iter()
        .map(|button| {
            view! {
                <p class="phone-button">
                    {icon(button_icon(&button.kind))} <span>{button.label.clone()}</span>
                </p>
            }
        })
        .collect();
    view! {
        <figure class="phone">
            <figcaption>{t.preview}</figcaption>
            <div class="phone-message">
                <div class="phone-bubble">
                    {header} <p class="phone-body" dir="auto">{text(Place::Body, &template.body)}</p>
                    {template.footer.clone().map(|footer| view! { <p class="phone-footer">{footer}</p> })}
                </div>
                {buttons}
            </div>
        </figure>
    }
    .into_any()
}
