//! What customers say about their consent: by a word, by a code, by WhatsApp's own switch.

use super::{Effect, Lane, identity};
use crate::consent::ledger::{Deed, at_the_latest, message_evidence};
use crate::error::Outcome;
use crate::ids::digest;
use crate::numbers::Number;
use crate::ports::{InboundMessage, Preference};
use desk_model::consent::{self, Act, Evidence, Purpose, Source};
use desk_model::message::Content;
use desk_model::optin::{Via, Wording, find_code};
use desk_model::{ContactId, Identity, IdentityKind, Locale, Timestamp};
use desk_store::contact::{self, ContactRow};
use desk_store::conversation::ConversationRow;
use desk_store::message::MessageRow;
use desk_store::optin::{self, RequestRow};
use desk_store::ticket::TicketRow;
use desk_store::{Tx, consent as store};

/// A message that is about consent and nothing else: nobody has to answer it.
pub(super) enum Intent {
    /// A word of farewell, in this language.
    Stop(Locale),
    /// The code of an opt-in page, from the phone that was typed there.
    Confirm(Box<RequestRow>, Wording),
}

/// What a message wants, if it is about consent. `people` are those its addresses belong to.
pub(super) async fn intent(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    inbound: &InboundMessage,
    people: &[ContactRow],
) -> Outcome<Option<Intent>> {
    let Content::Text { body } = &inbound.content else { return Ok(None) };
    if let Some(code) = find_code(body) {
        return confirmation(tx, number, inbound, people, &code).await;
    }
    let settings = lane.consent_settings(tx).await?;
    Ok(settings.opt_out(body).map(Intent::Stop))
}

async fn confirmation(
    tx: &mut Tx<'_>,
    number: &Number,
    inbound: &InboundMessage,
    people: &[ContactRow],
    code: &str,
) -> Outcome<Option<Intent>> {
    let Some(request) = optin::waiting(tx, &digest(code), inbound.at).await? else { return Ok(None) };
    if request.number != number.access.number {
        return Ok(None);
    }
    let mut phones: Vec<Identity> = inbound.from.clone();
    for person in people {
        phones.extend(contact::identities(tx, &person.id).await?);
    }
    // Whoever got hold of somebody else's code has no use for it.
    let same = |known: &Identity| known.kind == IdentityKind::Phone && known.match_key() == request.phone_key;
    if !phones.iter().any(same) {
        return Ok(None);
    }
    let wording = optin::wording(tx, &request.number, Some(request.version)).await?;
    Ok(wording.map(|wording| Intent::Confirm(Box::new(request), wording)))
}

/// Writes down what a filed message said about consent, tells the thread, and confirms it to the customer.
pub(super) async fn heard(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    ticket: &mut TicketRow,
    talk: &ConversationRow,
    line: &MessageRow,
    intent: &Intent,
) -> Outcome<()> {
    let Some(message) = line.provider_id.as_deref() else { return Ok(()) };
    let said = match &line.view.content {
        Content::Text { body } => body.as_str(),
        _ => "",
    };
    let settings = lane.consent_settings(tx).await?;
    let evidence =
        Evidence { line: Some(line.view.id.clone()), ..message_evidence(&line.number, Some(message)) };
    let at = line.view.at;
    let (deed, answer, news) = match intent {
        Intent::Stop(locale) => {
            let before = consent::state(&store::of_contact(tx, &talk.contact).await?, at);
            let news = Purpose::STOPPED.iter().any(|purpose| before.withdrawn_at(*purpose).is_none());
            let deed = Deed {
                contact: &talk.contact,
                identity: Some(&talk.reply_to),
                purposes: &Purpose::STOPPED,
                act: Act::Withdrawn,
                source: Source::InChat,
                wording: said,
                wording_version: None,
                evidence,
                by: None,
                effective_at: at_the_latest(at, lane.facts.at()),
                key: &format!("said:{}:{message}", line.number),
            };
            lane.inner.enter_silently(tx, &lane.facts, &deed).await?;
            (deed.event(), settings.words(*locale).stopped.clone(), news)
        }
        Intent::Confirm(request, wording) => {
            if !optin::use_up(tx, &request.id, message, lane.facts.at()).await? {
                return Ok(());
            }
            let deed = Deed {
                contact: &talk.contact,
                identity: Some(&talk.reply_to),
                purposes: &wording.purposes,
                act: Act::Granted,
                source: match request.via {
                    Via::Site => Source::Site,
                    Via::Form => Source::Form,
                },
                wording: wording.text.of(request.locale),
                wording_version: Some(wording.version),
                evidence: Evidence {
                    submission: Some(request.id.to_string()),
                    address: Some(request.address.clone()),
                    ..evidence
                },
                by: None,
                effective_at: at,
                key: &format!("form:{}", request.id),
            };
            lane.inner.enter_silently(tx, &lane.facts, &deed).await?;
            (deed.event(), settings.words(request.locale).confirmed.clone(), true)
        }
    };
    // Right after the message, and before the answer to it.
    lane.inner.tell_consent(tx, &mut lane.facts, &ticket.row, deed, at.plus(1)).await?;
    // Whoever repeats themselves has been answered: two machines would never stop.
    if news {
        let queue = lane.queue(tx, &ticket.row.queue).await?;
        lane.inner.queue_notice(tx, &mut lane.facts, ticket, talk, &queue, &answer).await?;
    }
    Ok(())
}

/// Whoever writes first asks to be served: their message is the proof. Once taken back, it takes more than that. A stranger
/// has said nothing before.
pub(super) async fn first_word(
    lane: &Lane<'_>,
    tx: &mut Tx<'_>,
    talk: &ConversationRow,
    line: &MessageRow,
    stranger: bool,
) -> Outcome<()> {
    if !stranger {
        let known = store::of_contact(tx, &talk.contact).await?;
        if known.iter().any(|entry| entry.purpose == Purpose::Service) {
            return Ok(());
        }
    }
    let provider_id = line.provider_id.as_deref();
    let deed = Deed {
        contact: &talk.contact,
        identity: Some(&talk.reply_to),
        purposes: &[Purpose::Service],
        act: Act::Granted,
        source: Source::InChat,
        wording: "",
        wording_version: None,
        evidence: Evidence {
            line: Some(line.view.id.clone()),
            ..message_evidence(&line.number, provider_id)
        },
        by: None,
        effective_at: line.view.at,
        key: &format!("first:{}:{}", line.number, provider_id.unwrap_or_default()),
    };
    lane.inner.enter_silently(tx, &lane.facts, &deed).await?;
    Ok(())
}

/// The customer turned marketing off or on inside WhatsApp. Somebody unknown becomes known by it: a no is remembered.
pub(super) async fn preference(
    lane: &mut Lane<'_>,
    tx: &mut Tx<'_>,
    number: &Number,
    from: &[Identity],
    choice: Preference,
    detail: &str,
    at: Timestamp,
) -> Outcome<Effect> {
    if from.is_empty() {
        return Ok(Effect::Failed("the preference names nobody".to_owned()));
    }
    let owners = contact::owners(tx, from).await?;
    let person = identity::one_of(lane, tx, identity::people(&owners, at), None, None, at).await?;
    identity::learn(tx, &person, from, &owners, at).await?;
    let values: Vec<&str> = from.iter().map(|identity| identity.value.as_str()).collect();
    let (act, word) = match choice {
        Preference::Stop => (Act::Withdrawn, "stop"),
        Preference::Resume => (Act::Granted, "resume"),
        Preference::Signup => (Act::Granted, "signup"),
    };
    let contact: &ContactId = &person.id;
    let deed = Deed {
        contact,
        identity: from.first(),
        purposes: &[Purpose::Marketing],
        act,
        source: Source::UserPreferences,
        wording: detail,
        wording_version: None,
        evidence: Evidence { note: Some(word.to_owned()), ..message_evidence(&number.access.number, None) },
        by: None,
        effective_at: match act {
            Act::Withdrawn => at_the_latest(at, lane.facts.at()),
            Act::Granted => at,
        },
        key: &format!("preference:{}:{word}:{}:{}", number.access.number, at.0, values.join(",")),
    };
    let new = lane.inner.enter(tx, &mut lane.facts, &deed).await?;
    Ok(if new { Effect::Done } else { Effect::Repeated })
}
