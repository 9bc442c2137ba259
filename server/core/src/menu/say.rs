//! What the menu says, through the gate like everything else.

use crate::Inner;
use crate::error::{Fault, Outcome};
use crate::gate::Draft;
use crate::ports::OutboundBody;
use crate::rows::{self, Facts, Line};
use crate::templates::{compose, usable};
use desk_model::interactive::Interactive;
use desk_model::menu::Spoken;
use desk_model::message::{Author, Content, MediaKind, ThreadEvent};
use desk_model::{DeskError, MessageId};
use desk_store::conversation::ConversationRow;
use desk_store::ticket::TicketRow;
use desk_store::{Tx, template};

/// What became of something to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It is in the outbox, or was left out and the thread says so.
    Done,
    /// Nothing can be said any more.
    Closed,
}

impl Inner {
    /// Says something. What cannot be sent is left out visibly: a menu goes on without a template that was paused.
    pub(super) async fn say(
        &self,
        tx: &mut Tx<'_>,
        facts: &mut Facts,
        ticket: &mut TicketRow,
        conversation: &ConversationRow,
        spoken: Spoken,
    ) -> Outcome<Said> {
        let what = name(&spoken);
        let made = match self.spoken(tx, conversation, spoken).await {
            Ok((body, content)) => {
                let draft = Draft {
                    id: self.id(MessageId::from_parts),
                    author: Author::Desk,
                    body,
                    content,
                    reply_to: None,
                };
                self.queue_outgoing(tx, facts, ticket, conversation, draft).await.map(|_| ())
            }
            Err(fault) => Err(fault),
        };
        match made {
            Ok(()) => Ok(Said::Done),
            Err(Fault::Desk(DeskError::WindowClosed { .. })) => Ok(Said::Closed),
            Err(Fault::Desk(_)) => {
                let line = Line::event(
                    self.id(MessageId::from_parts),
                    ThreadEvent::MenuSkipped { what },
                    facts.at(),
                    facts.at(),
                );
                rows::insert_line(tx, facts, &ticket.row, &line.of(&ticket.row)).await?;
                Ok(Said::Done)
            }
            Err(fault) => Err(fault),
        }
    }

    async fn spoken(
        &self,
        tx: &mut Tx<'_>,
        conversation: &ConversationRow,
        spoken: Spoken,
    ) -> Outcome<(OutboundBody, Content)> {
        Ok(match spoken {
            Spoken::Text(body) => (OutboundBody::Text { body: body.clone() }, Content::text(body)),
            Spoken::Interactive(what) if what.fits() => {
                (OutboundBody::Interactive(what.clone()), Content::Interactive(what))
            }
            // A name that was filled in made it too long for buttons: plain lines always go.
            Spoken::Interactive(what) => {
                let body = lines(&what);
                (OutboundBody::Text { body: body.clone() }, Content::text(body))
            }
            Spoken::Media { kind, link, caption } => {
                let filename = (kind == MediaKind::Document).then(|| file_name(&link)).flatten();
                let content = Content::Media {
                    kind,
                    media_id: None,
                    mime: None,
                    filename: filename.clone(),
                    caption: caption.clone(),
                    voice: false,
                };
                (OutboundBody::Media { kind, link, caption, filename }, content)
            }
            Spoken::Template { name, language, params } => {
                let unavailable = || DeskError::TemplateUnavailable { name: name.clone() };
                let found = template::by_key(tx, &conversation.number, &name, &language).await?;
                let found = found.ok_or_else(unavailable)?;
                usable(&found, &conversation.number, None)?;
                compose(tx, found, &params).await?
            }
        })
    }
}

fn name(spoken: &Spoken) -> String {
    match spoken {
        Spoken::Text(_) | Spoken::Interactive(_) => String::new(),
        Spoken::Media { link, .. } => link.clone(),
        Spoken::Template { name, .. } => name.clone(),
    }
}

fn lines(what: &Interactive) -> String {
    let mut text = what.body.clone();
    for choice in &what.choices {
        text.push_str("\n- ");
        text.push_str(&choice.title);
    }
    text
}

/// The last part of the address, where it looks like a file.
fn file_name(link: &str) -> Option<String> {
    let path = link.split(['?', '#']).next()?;
    let last = path.rsplit('/').next()?;
    (last.contains('.') && !path.ends_with("//") && path.matches('/').count() > 2).then(|| last.to_owned())
}
