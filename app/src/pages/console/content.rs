//! What a message holds, in a form for people. Every kind has one; nothing is shown as raw data.

use crate::i18n::Texts;
use crate::pages::phone::{button_icon, formatted, media_icon, media_word};
use crate::prelude::*;
use crate::ui::{Icon, icon};
use desk_model::Content;
use desk_model::contact::{phone_digits, phone_display};
use desk_model::mention::{Mention, Span, spans};
use desk_model::message::{ContactCard, Held, MediaKind, OrderItem, TemplateAttachment};

/// The content of a line.
pub(super) fn content(content: &Content, t: &'static Texts) -> AnyView {
    match content {
        Content::Text { body } => text(body),
        Content::Note { body, mentions } => note(body, mentions),
        Content::Media { kind, filename, caption, voice, mime, .. } => {
            media(*kind, *voice, filename.as_deref(), mime.as_deref(), caption.as_deref(), t)
        }
        Content::Location { latitude, longitude, name, address } => {
            location(latitude, longitude, name.as_deref(), address.as_deref(), t)
        }
        Content::Contacts { cards } => cards.iter().map(card).collect_view().into_any(),
        Content::Choice { title, description, .. } => view! {
            <p class="msg-aside">{icon(Icon::Check)} {t.chose}</p>
            <p class="msg-text">
                <strong>{title.clone()}</strong>
            </p>
            {description.clone().map(|text| view! { <p class="msg-sub">{text}</p> })}
        }
        .into_any(),
        Content::Form { answers, .. } => view! {
            <p class="msg-aside">{icon(Icon::Form)} {t.form_answered}</p>
            <dl class="answers">
                {answers
                    .iter()
                    .map(|(label, value)| {
                        view! {
                            <div>
                                <dt>{label.clone()}</dt>
                                <dd>{value.clone()}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        }
        .into_any(),
        Content::CallPermission { accepted } => {
            aside(Icon::Phone, if *accepted { t.calls_allowed } else { t.calls_refused })
        }
        Content::Order { text: remark, items } => order(remark, items, t),
        Content::System { body } => aside(Icon::Info, body),
        Content::Welcome => aside(Icon::Info, t.welcome),
        Content::Call => aside(Icon::Phone, t.called),
        Content::CallAnswered => aside(Icon::Phone, t.composer.call_answered),
        Content::Template { .. } => template(content, t),
        Content::Interactive(what) => super::interactive::card(what),
        Content::Unsupported { kind, detail } => view! {
            <p class="msg-aside">{icon(Icon::Info)} {(t.unsupported)(kind.as_deref().unwrap_or_default())}</p>
            {detail.clone().map(|detail| view! { <p class="msg-sub">{detail}</p> })}
        }
        .into_any(),
        Content::Unknown { kind } => aside(Icon::Info, &(t.unknown_kind)(kind)),
        Content::Event(_) => ().into_any(),
    }
}

/// A template as it was sent.
fn template(content: &Content, t: &'static Texts) -> AnyView {
    let Content::Template { name, header, attachment, body, footer, buttons, held, .. } = content else {
        return ().into_any();
    };
    let attachment = attachment.as_ref().map(|attachment| match attachment {
        TemplateAttachment::File { kind, filename } => {
            let word = media_word(*kind, t);
            view! {
                <div class="file">
                    <span class="file-icon">{icon(media_icon(*kind))}</span>
                    <span class="file-words">
                        <strong>{filename.clone().unwrap_or_else(|| word.to_owned())}</strong>
                        {filename.is_some().then(|| view! { <span>{word}</span> })}
                    </span>
                </div>
            }
            .into_any()
        }
        TemplateAttachment::Place { latitude, longitude, name, address } => {
            location(latitude, longitude, name.as_deref(), address.as_deref(), t)
        }
    });
    let held = held.map(|held| match held {
        Held::Quality => t.tpl.held_quality,
        Held::Paused => t.tpl.held_paused,
    });
    view! {
        <p class="msg-aside">{icon(Icon::Template)} {(t.template_named)(name)}</p>
        {attachment}
        {header.clone().map(|header| view! { <p class="msg-text"><strong>{header}</strong></p> })}
        <p class="msg-text" dir="auto">{formatted(body)}</p>
        {footer.clone().map(|footer| view! { <p class="msg-sub">{footer}</p> })}
        {(!buttons.is_empty())
            .then(|| {
                view! {
                    <ul class="msg-buttons">
                        {buttons
                            .iter()
                            .map(|button| {
                                view! {
                                    <li title=button.target.clone()>
                                        {icon(button_icon(&button.kind))} {button.label.clone()}
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                }
            })}
        {held.map(|words| view! { <p class="msg-held">{icon(Icon::Clock)} {words}</p> })}
    }
    .into_any()
}

/// What a line said before it was edited.
pub(super) fn earlier_text(content: &Content, t: &'static Texts) -> String {
    match content {
        Content::Text { body } => body.clone(),
        other => {
            let (kind, text) = other.preview();
            if text.is_empty() { (t.kind)(kind).to_owned() } else { text }
        }
    }
}

/// A note; the names of colleagues stand out.
fn note(body: &str, mentions: &[Mention]) -> AnyView {
    let piece = |span: Span<'_>| match span {
        Span::Text(text) => text.to_owned().into_any(),
        Span::Name(text, _) => view! { <mark class="named">{text.to_owned()}</mark> }.into_any(),
    };
    view! {
        <p class="msg-text" dir="auto">
            {spans(body, mentions).into_iter().map(piece).collect_view()}
        </p>
    }
    .into_any()
}

fn text(body: &str) -> AnyView {
    // One to three emoji and nothing else are worth being seen.
    let few = body.chars().count() <= 6 && !body.is_empty();
    let big = few && body.chars().all(|c| !c.is_alphanumeric() && !c.is_ascii() || c == ' ');
    view! {
        <p class="msg-text" class:msg-emoji=big dir="auto">
            {body.to_owned()}
        </p>
    }
    .into_any()
}

fn aside(picture: Icon, words: &str) -> AnyView {
    view! {
        <p class="msg-aside">
            {icon(picture)} {words.to_owned()}
        </p>
    }
    .into_any()
}

fn media(
    kind: MediaKind,
    voice: bool,
    filename: Option<&str>,
    mime: Option<&str>,
    caption: Option<&str>,
    t: &'static Texts,
) -> AnyView {
    let (picture, word) = match kind {
        MediaKind::Image => (Icon::Picture, t.image),
        MediaKind::Video => (Icon::Film, t.video),
        MediaKind::Audio if voice => (Icon::Voice, t.voice),
        MediaKind::Audio => (Icon::Sound, t.audio),
        MediaKind::Document => (Icon::File, t.document),
        MediaKind::Sticker => (Icon::Sticker, t.sticker),
    };
    let name = filename.unwrap_or(word).to_owned();
    let format = mime.and_then(|mime| mime.rsplit('/').next()).map(str::to_uppercase);
    let short = format.filter(|format| format.len() <= 5);
    let detail =
        [filename.map(|_| word.to_owned()), short].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <div class="file">
            <span class="file-icon">{icon(picture)}</span>
            <span class="file-words">
                <strong>{name}</strong>
                {(!detail.is_empty()).then(|| view! { <span>{detail}</span> })}
            </span>
        </div>
        {caption.map(text)}
    }
    .into_any()
}

fn location(
    latitude: &str,
    longitude: &str,
    name: Option<&str>,
    address: Option<&str>,
    t: &'static Texts,
) -> AnyView {
    let clean =
        |text: &str| text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    let target = (clean(latitude) && clean(longitude)).then(|| {
        format!(
            "https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}"
        )
    });
    view! {
        <div class="file">
            <span class="file-icon">{icon(Icon::Pin)}</span>
            <span class="file-words">
                <strong>{name.unwrap_or(t.location).to_owned()}</strong>
                {address.map(|address| view! { <span>{address.to_owned()}</span> })}
                <span class="num">{format!("{latitude}, {longitude}")}</span>
                {target
                    .map(|target| {
                        view! {
                            <a href=target target="_blank" rel="noopener noreferrer">
                                {t.open_map}
                                {icon(Icon::External)}
                            </a>
                        }
                    })}
            </span>
        </div>
    }
    .into_any()
}

fn card(card: &ContactCard) -> impl IntoView {
    let phones = card.phones.iter().map(|phone| match phone_digits(phone) {
        Some(digits) => phone_display(&digits),
        None => phone.clone(),
    });
    let lines: Vec<String> = Some(card.company.clone())
        .filter(|company| !company.is_empty())
        .into_iter()
        .chain(phones)
        .chain(card.emails.iter().cloned())
        .collect();
    view! {
        <div class="file">
            <span class="file-icon">{icon(Icon::Person)}</span>
            <span class="file-words">
                <strong>{card.name.clone()}</strong>
                {lines.into_iter().map(|line| view! { <span>{line}</span> }).collect_view()}
            </span>
        </div>
    }
}

fn order(remark: &str, items: &[OrderItem], t: &'static Texts) -> AnyView {
    view! {
        <p class="msg-aside">{icon(Icon::Cart)} {t.order_placed}</p>
        <ul class="order">
            {items
                .iter()
                .map(|item| {
                    view! {
                        <li>
                            <span class="num">{format!("{} ×", item.quantity)}</span>
                            <span>{item.sku.clone()}</span>
                            <span class="num">{format!("{} {}", item.price, item.currency)}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
        {(!remark.is_empty()).then(|| text(remark))}
    }
    .into_any()
}
