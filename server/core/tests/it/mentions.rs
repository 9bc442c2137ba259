//! Colleagues named in notes.

use crate::inbound::ANA;
use crate::support::{TestDesk, both};
use desk_core::{Actor, NoteRequest};
use desk_model::mention::{MAX_MENTIONS, Mention};
use desk_model::message::Content;
use desk_model::wire::DeskEvent;
use desk_model::{DeskError, TicketId, UserId};

both!(who_is_named_is_told, who_may_not_see_it_is_not_named, what_is_seen_is_seen);

impl TestDesk {
    fn note_of(&self, ticket: &TicketId, body: &str) -> NoteRequest {
        NoteRequest { id: self.message_id(), ticket: ticket.clone(), body: body.to_owned() }
    }

    async fn unseen(&self, actor: &Actor) -> i64 {
        self.desk.mentions(actor).await.unwrap().unseen
    }
}

fn ids(people: &[&Actor]) -> Vec<UserId> {
    people.iter().map(|person| person.user().clone()).collect()
}

async fn who_is_named_is_told(test: &TestDesk) {
    let (ana, bia, duda) = (test.agent("ana").await, test.agent("bia").await, test.supervisor("duda").await);
    let ticket = test.customer_says(ANA, "oi").await;
    let may: Vec<String> =
        test.desk.mentionable(&ana, &ticket).await.unwrap().into_iter().map(|p| p.name).collect();
    assert_eq!(may, ["bia", "duda"]);
    let since = test.seq().await;
    let request = test.note_of(&ticket, "<b>@bia</b>, veja; @ana também. (@duda não está escrita: @dud)");
    let named = ids(&[&bia, &ana, &duda]);
    let line = test.desk.mention(&ana, request.clone(), named.clone()).await.unwrap();
    let Content::Note { body, mentions } = &line.content else { panic!("{:?}", line.content) };
    assert!(body.starts_with("<b>@bia</b>"), "text stays text");
    let who = |actor: &Actor| Mention { user: actor.user().clone(), name: actor.name().to_owned() };
    assert_eq!(*mentions, [who(&bia), who(&ana), who(&duda)]);
    // The same request is the same note.
    assert_eq!(test.desk.mention(&ana, request, named).await.unwrap().id, line.id);
    assert_eq!((test.unseen(&ana).await, test.unseen(&bia).await, test.unseen(&duda).await), (0, 1, 1));
    let list = test.desk.mentions(&bia).await.unwrap();
    let only = &list.mentions[0];
    assert_eq!((&only.message, &only.ticket, only.by.as_str(), only.seen), (&line.id, &ticket, "ana", false));
    let mut told = Vec::new();
    for event in test.desk.events_since(since, 50).await.unwrap() {
        let fact: DeskEvent = serde_json::from_str(&event.payload).unwrap();
        if let DeskEvent::Mentions { new } = fact {
            let readers = [&ana, &bia, &duda].map(|reader| event.is_for(reader));
            told.push((readers, new.map(|new| new.message)));
        }
    }
    let news = || Some(line.id.clone());
    assert_eq!(told, [([false, true, false], news()), ([false, false, true], news())]);
    // Said to be named, and not: an ordinary note.
    let plain = test.desk.mention(&ana, test.note_of(&ticket, "nada"), ids(&[&bia])).await.unwrap();
    assert_eq!(plain.content, Content::text("nada"));
    assert_eq!(test.unseen(&bia).await, 1);
}

async fn who_may_not_see_it_is_not_named(test: &TestDesk) {
    let (ana, bia, eva) = (test.agent("ana").await, test.agent("bia").await, test.admin("eva").await);
    let caio = test.finance_agent("caio").await;
    let ticket = test.customer_says(ANA, "oi").await;
    let before = test.seq().await;
    let refused = test.desk.mention(&ana, test.note_of(&ticket, "@bia e @caio"), ids(&[&bia, &caio])).await;
    assert_eq!(refused, Err(DeskError::MentionUnseen { name: "caio".into() }));
    assert_eq!((test.seq().await, test.unseen(&bia).await), (before, 0), "nothing was written");
    let hidden = DeskError::not_found("ticket");
    assert_eq!(test.desk.mentionable(&caio, &ticket).await, Err(hidden.clone()));
    assert_eq!(test.desk.mention(&caio, test.note_of(&ticket, "oi"), vec![]).await, Err(hidden));
    test.desk.set_disabled(&eva, bia.user(), true).await.unwrap();
    let gone = test.desk.mention(&ana, test.note_of(&ticket, "@bia"), ids(&[&bia])).await;
    assert_eq!(gone, Err(DeskError::MentionUnseen { name: "bia".into() }));
    // Somebody who never was is nobody's name.
    let nobody: UserId = "usr_nobody".parse().unwrap();
    let plain = test.desk.mention(&ana, test.note_of(&ticket, "@x"), vec![nobody.clone()]).await.unwrap();
    assert_eq!(plain.content, Content::text("@x"));
    let many = vec![nobody; MAX_MENTIONS + 1];
    let refused = test.desk.mention(&ana, test.note_of(&ticket, "@x"), many).await;
    assert!(matches!(refused, Err(DeskError::Invalid { .. })));
}

async fn what_is_seen_is_seen(test: &TestDesk) {
    let (ana, bia, eva) = (test.agent("ana").await, test.agent("bia").await, test.admin("eva").await);
    let first = test.customer_says(ANA, "oi").await;
    let second = test.customer_says("5511987650002", "oi").await;
    for ticket in [&first, &first, &second] {
        test.desk.mention(&ana, test.note_of(ticket, "@bia olha"), ids(&[&bia])).await.unwrap();
    }
    assert_eq!(test.unseen(&bia).await, 3);
    let since = test.seq().await;
    let list = test.desk.see_mentions(&bia, Some(&first)).await.unwrap();
    assert_eq!((list.unseen, list.mentions.len()), (1, 3));
    let told = test.desk.events_since(since, 9).await.unwrap();
    assert_eq!(told.len(), 1);
    assert!(told[0].is_for(&bia) && !told[0].is_for(&ana), "their other tabs");
    test.desk.see_mentions(&bia, Some(&first)).await.unwrap();
    assert_eq!(test.seq().await, since + 1, "once");
    // What one sees no more is not counted, and is there again when one does.
    test.desk.set_membership(&eva, bia.user(), &test.queue, false).await.unwrap();
    let bia = test.desk.actor(bia.user(), 1).await.or(test.desk.actor(bia.user(), 2).await).unwrap();
    assert_eq!(test.desk.mentions(&bia).await.unwrap(), desk_model::mention::MentionList::default());
    test.desk.see_mentions(&bia, None).await.unwrap();
}
