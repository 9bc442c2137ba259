//! Lines of a thread as plain text, for documents.

use crate::i18n::transcript::{self, TranscriptTexts};
use crate::i18n::{Texts, texts};
use crate::pages::console::event_words;
use crate::pages::phone::media_word;
use desk_model::contact::{phone_digits, phone_display};
use desk_model::message::{MediaKind, TemplateAttachment, ThreadEvent};
use desk_model::view::MessageView;
use desk_model::{CloseReason, Content, Locale, MessageStatus, Protocol};

/// A line in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineWords {
    /// What it holds.
    pub body: String,
    /// What is to be said about it: quoted, edited, deleted, not delivered.
    pub remarks: Vec<String>,
}

/// A line in the words of a language.
pub fn line(locale: Locale, message: &MessageView) -> LineWords {
    let t = texts(locale);
    let s = transcript::of(locale);
    let mut remarks = Vec::new();
    if let Some(quote) = &message.quote {
        let text = if quote.text.is_empty() { (t.kind)(quote.kind) } else { quote.text.as_str() };
        remarks.push((s.in_reply_to)(text));
    }
    remarks.extend(message.earlier.iter().map(|earlier| (s.said_before)(&content(earlier, t, s))));
    if message.provenance.forwarded {
        remarks.push(t.forwarded.to_owned());
    }
    if message.revoked_at.is_some() {
        remarks.push(s.taken_back.to_owned());
    }
    if message.status == MessageStatus::Failed {
        remarks.push(s.not_delivered.to_owned());
    }
    remarks.extend(message.reactions.iter().map(|known| (s.reacted)(&known.emoji, known.by_customer)));
    LineWords { body: content(&message.content, t, s), remarks }
}

/// Why a ticket ended.
pub fn reason(locale: Locale, reason: CloseReason) -> &'static str {
    (texts(locale).reason)(reason).0
}

/// Who wrote what was typed on the number's own phone.
pub fn phone_app(locale: Locale) -> &'static str {
    texts(locale).phone_app
}

/// What stands before a note.
pub fn internal_note(locale: Locale) -> &'static str {
    texts(locale).internal_note
}

fn content(content: &Content, t: &'static Texts, s: &TranscriptTexts) -> String {
    let lines: Vec<String> =
        match content {
            Content::Text { body } | Content::Note { body, .. } => vec![body.clone()],
            Content::Interactive(asked) => std::iter::once(asked.body.clone())
                .chain(asked.choices.iter().map(|choice| format!("[{}]", choice.title)))
                .collect(),
            Content::Media { kind, filename, caption, voice, .. } => {
                let word = match kind {
                    MediaKind::Image => t.image,
                    MediaKind::Video => t.video,
                    MediaKind::Audio if *voice => t.voice,
                    MediaKind::Audio => t.audio,
                    MediaKind::Document => t.document,
                    MediaKind::Sticker => t.sticker,
                };
                let name =
                    filename.as_ref().map_or_else(|| format!("[{word}]"), |name| format!("[{word}: {name}]"));
                std::iter::once(name).chain(caption.clone()).collect()
            }
            Content::Location { latitude, longitude, name, address } => {
                place(t, latitude, longitude, name.as_ref(), address.as_ref())
            }
            Content::Contacts { cards } => cards
                .iter()
                .map(|card| {
                    let phones = card.phones.iter().map(|phone| match phone_digits(phone) {
                        Some(digits) => phone_display(&digits),
                        None => phone.clone(),
                    });
                    let parts = [card.name.clone(), card.company.clone()];
                    let parts = parts.into_iter().chain(phones).chain(card.emails.iter().cloned());
                    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
                })
                .collect(),
            Content::Choice { title, description, .. } => {
                std::iter::once(format!("[{}] {title}", t.chose)).chain(description.clone()).collect()
            }
            Content::Form { answers, .. } => std::iter::once(format!("[{}]", t.form_answered))
                .chain(answers.iter().map(|(label, value)| format!("{label}: {value}")))
                .collect(),
            Content::CallPermission { accepted: true } => vec![format!("[{}]", t.calls_allowed)],
            Content::CallPermission { accepted: false } => vec![format!("[{}]", t.calls_refused)],
            Content::Order { text, items } => std::iter::once(format!("[{}]", t.order_placed))
                .chain(items.iter().map(|item| {
                    format!("{} × {} – {} {}", item.quantity, item.sku, item.price, item.currency)
                }))
                .chain(Some(text.clone()).filter(|text| !text.is_empty()))
                .collect(),
            Content::System { body } => vec![body.clone()],
            Content::Welcome => vec![format!("[{}]", t.welcome)],
            Content::Call => vec![format!("[{}]", t.called)],
            Content::CallAnswered => vec![format!("[{}]", t.composer.call_answered)],
            Content::Template { name, header, attachment, body, footer, buttons, .. } => {
                let attachment = attachment.iter().flat_map(|attachment| match attachment {
                    TemplateAttachment::File { kind, filename } => {
                        let word = media_word(*kind, t);
                        vec![
                            filename
                                .as_ref()
                                .map_or_else(|| format!("[{word}]"), |name| format!("[{word}: {name}]")),
                        ]
                    }
                    TemplateAttachment::Place { latitude, longitude, name, address } => {
                        place(t, latitude, longitude, name.as_ref(), address.as_ref())
                    }
                });
                std::iter::once(format!("[{}]", (t.template_named)(name)))
                    .chain(attachment)
                    .chain(header.clone())
                    .chain([body.clone()])
                    .chain(footer.clone())
                    .chain(buttons.iter().map(|button| format!("[{}]", button.label)))
                    .collect()
            }
            Content::Unsupported { kind, detail } => {
                let words = (t.unsupported)(kind.as_deref().unwrap_or_default());
                std::iter::once(format!("[{words}]")).chain(detail.clone()).collect()
            }
            Content::Unknown { kind } => vec![format!("[{}]", (t.unknown_kind)(kind))],
            Content::Event(ThreadEvent::Opened { protocol }) => {
                let shown =
                    Protocol::parse(protocol).map_or_else(|_| protocol.clone(), |known| known.to_string());
                vec![(s.opened)(&shown)]
            }
            Content::Event(_) => vec![event_words(content, t)],
        };
    lines.join("\n")
}

fn place(
    t: &Texts,
    latitude: &str,
    longitude: &str,
    name: Option<&String>,
    address: Option<&String>,
) -> Vec<String> {
    let name = name.map_or(t.location, String::as_str);
    std::iter::once(format!("[{}: {latitude}, {longitude}] {name}", t.location))
        .chain(address.cloned())
        .collect()
}
