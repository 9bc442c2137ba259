//! What customers say about consent, and what WhatsApp says for them: written down, answered once, and nobody's work.

use crate::consent::missing;
use crate::support::{FINANCE, MAIN, TestDesk, both};
use desk_core::ReplyRequest;
use desk_core::ports::{Accepted, Change, InboundStatus, Preference, SendError, SendErrorClass};
use desk_model::consent::{Act, Purpose, STOPPED_MARKETING, Source};
use desk_model::message::{Content, SendFailure};
use desk_model::ticket::StateName;
use desk_model::time::{DAY, HOUR, MINUTE, SECOND};
use desk_model::view::{InboxOrder, InboxView};
use desk_model::{CloseReason, DeskError, Direction, Identity, MessageStatus, Timestamp};

both!(
    a_farewell_is_recorded_and_confirmed_and_is_nobodys_work,
    a_farewell_of_somebody_unknown_opens_no_ticket,
    a_farewell_beats_what_was_recorded_in_its_second,
    the_switch_inside_whatsapp_counts,
    a_refusal_of_the_provider_counts,
    two_customers_who_are_one_keep_both_their_words,
    settings_are_the_administrators,
);

const ANA: &str = "5511987650001";
const BIA: &str = "5511987650002";

fn preference(phone: &str, choice: Preference, at: Timestamp) -> Change {
    Change::Preference {
        from: vec![Identity::phone(phone).unwrap()],
        choice,
        detail: "User requested to stop marketing messages".into(),
        at,
    }
}

async fn a_farewell_is_recorded_and_confirmed_and_is_nobodys_work(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.desk.mark_seen(&agent, &ticket).await.unwrap();
    let before = test.row(&ticket).await;
    test.clock.advance(MINUTE);
    let said = test.inbound(ANA, Content::text("Páre! 😡"));
    let message = Change::Message(Box::new(said.clone()));
    test.arrives(MAIN, vec![message.clone()]).await;
    test.arrives(MAIN, vec![message]).await;
    let row = test.row(&ticket).await;
    assert_eq!((row.unread, row.waiting_since, &row.state), (0, before.waiting_since, &before.state));
    assert_eq!(row.window.last_inbound_at, Some(said.at), "it is a message all the same");
    let ledger = test.ledger(&row.contact).await;
    assert_eq!(ledger.entries.len(), 4, "the first word, and three taken back once");
    for purpose in Purpose::STOPPED {
        assert_eq!(ledger.state.withdrawn_at(purpose), Some(said.at), "{purpose:?}");
    }
    assert_eq!(ledger.entries[0].evidence.message.as_deref(), Some(said.id.as_str()));
    assert_eq!(ledger.entries[0].wording, "Páre! 😡");
    assert_eq!(test.consent_events(&ticket).await.len(), 1);
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.sent_texts().len(), 1, "confirmed once");
    assert!(test.sent_texts()[0].starts_with("Pronto"));
    // Saying it again is written down, but nobody is told again: two machines would never stop.
    test.clock.advance(MINUTE);
    let again = test.inbound(ANA, Content::text("stop"));
    test.arrives(MAIN, vec![Change::Message(Box::new(again))]).await;
    test.desk.drain_outbox().await.unwrap();
    assert_eq!((test.sent_texts().len(), test.ledger(&row.contact).await.entries.len()), (1, 7));
    // A word within a sentence is work like any other, and gives nothing back.
    test.clock.advance(MINUTE);
    test.customer_says(ANA, "quero cancelar o pedido").await;
    assert_eq!(test.row(&ticket).await.unread, 1);
    assert!(test.standing(&row.contact).await.withdrawn_at(Purpose::Service).is_some());
    let reply =
        ReplyRequest { id: test.message_id(), ticket: ticket.clone(), body: "sim".into(), reply_to: None };
    test.desk.reply(&agent, reply).await.unwrap();
    // After the ticket is closed a farewell stays in it, and the next case is a new one.
    test.desk.close(&agent, &ticket, CloseReason::Resolved).await.unwrap();
    test.clock.advance(HOUR);
    let after = test.inbound(ANA, Content::text("SAIR"));
    test.arrives(MAIN, vec![Change::Message(Box::new(after))]).await;
    let row = test.row(&ticket).await;
    assert_eq!((row.state.name(), row.unread), (StateName::Closed, 0));
    test.clock.advance(MINUTE);
    let next = test.customer_says(ANA, "bom dia").await;
    assert_ne!(next, ticket);
}

async fn a_farewell_beats_what_was_recorded_in_its_second(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    let contact = test.row(&ticket).await.contact;
    let second = test.now();
    test.clock.advance(SECOND / 2);
    test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
    test.clock.advance(SECOND / 4);
    // Said after it, but the provider's clock cuts the fraction off.
    let said = desk_core::ports::InboundMessage { at: second, ..test.inbound(ANA, Content::text("SAIR")) };
    test.arrives(MAIN, vec![Change::Message(Box::new(said))]).await;
    assert_eq!(test.standing(&contact).await.withdrawn_at(Purpose::Marketing), Some(test.now()));
    test.clock.advance(SECOND);
    test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
    assert!(test.standing(&contact).await.granted(Purpose::Marketing));
}

async fn a_farewell_of_somebody_unknown_opens_no_ticket(test: &TestDesk) {
    let admin = test.admin("caio").await;
    let said = test.inbound(ANA, Content::text("parar"));
    let early = test.inbound(ANA, Content::text("oi, tudo bem?"));
    test.clock.advance(10 * MINUTE);
    let said = desk_core::ports::InboundMessage { at: test.now(), ..said };
    test.arrives(MAIN, vec![Change::Message(Box::new(said))]).await;
    let open = test.desk.inbox(&admin, InboxView::All, InboxOrder::Recent, None).await.unwrap();
    assert!(open.rows.is_empty() && open.counts.all == 0, "nobody has to do anything");
    let row = test.row_of(ANA).await;
    assert_eq!(row.state.name(), StateName::Closed);
    let state = test.standing(&row.contact).await;
    assert!(Purpose::STOPPED.iter().all(|purpose| state.withdrawn_at(*purpose).is_some()));
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    // A message that was under way for long is a case, not an appendix of the farewell.
    test.arrives(MAIN, vec![Change::Message(Box::new(early))]).await;
    let open = test.desk.inbox(&admin, InboxView::Waiting, InboxOrder::Recent, None).await.unwrap();
    assert_eq!(open.rows.len(), 1);
    assert_ne!(open.rows[0].ticket, row.ticket);
}

async fn the_switch_inside_whatsapp_counts(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let [_, promo, _] = test.catalogue().await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let contact = test.row(&ticket).await.contact;
    let told = test.now().plus(MINUTE);
    let stop = preference(ANA, Preference::Stop, told);
    // The provider tells whole seconds; whatever was recorded within that second is older.
    let stopped = told.plus(SECOND - 1);
    test.clock.advance(HOUR);
    test.arrives(MAIN, vec![stop.clone()]).await;
    test.arrives(MAIN, vec![stop]).await;
    assert_eq!(test.standing(&contact).await.withdrawn_at(Purpose::Marketing), Some(stopped));
    assert_eq!(test.ledger(&contact).await.entries.len(), 2);
    assert_eq!(test.consent_events(&ticket).await.len(), 1);
    // Not even in an open window: whoever refused offers gets none.
    let refused = test.send_named(&agent, &ticket, &promo).await.unwrap_err();
    assert_eq!(refused, missing(Purpose::Marketing, Some(stopped)));
    // An older resume that comes late changes nothing; a newer one does.
    test.arrives(MAIN, vec![preference(ANA, Preference::Resume, told.plus(-SECOND))]).await;
    assert!(!test.standing(&contact).await.granted(Purpose::Marketing));
    test.arrives(MAIN, vec![preference(ANA, Preference::Signup, told.plus(SECOND))]).await;
    let standing = test.standing(&contact).await;
    assert_eq!(standing.get(Purpose::Marketing).unwrap().source, Source::UserPreferences);
    assert!(standing.granted(Purpose::Marketing));
    // A no of somebody who never wrote is remembered for when they do.
    test.arrives(FINANCE, vec![preference(BIA, Preference::Stop, test.now())]).await;
    let other = test.customer_says(BIA, "oi").await;
    let contact = test.row(&other).await.contact;
    assert!(test.standing(&contact).await.withdrawn_at(Purpose::Marketing).is_some());
}

async fn a_refusal_of_the_provider_counts(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let [_, promo, _] = test.catalogue().await;
    let failure = || SendFailure { code: STOPPED_MARKETING, detail: "as scripted".into() };
    for (phone, by_status) in [(ANA, false), (BIA, true)] {
        let ticket = test.customer_says(phone, "oi").await;
        test.desk.claim(&agent, &ticket).await.unwrap();
        let contact = test.row(&ticket).await.contact;
        test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
        test.clock.advance(DAY + HOUR);
        if !by_status {
            let class = SendErrorClass::Permanent;
            test.gateway.answer(Err(SendError { class, failure: failure(), retry_after_secs: None }));
        } else {
            test.gateway.answer(Ok(Accepted { provider_id: "wamid.out.refused".into(), held: None }));
        }
        let line = test.send_named(&agent, &ticket, &promo).await.unwrap();
        test.desk.drain_outbox().await.unwrap();
        if by_status {
            let status = Change::Status(InboundStatus {
                pricing: None,
                target: "wamid.out.refused".into(),
                ours: None,
                status: MessageStatus::Failed,
                failure: Some(failure()),
                at: test.now(),
            });
            test.arrives(MAIN, vec![status.clone()]).await;
            test.arrives(MAIN, vec![status]).await;
        }
        assert_eq!(test.shown(&ticket, &line.id).await.status, MessageStatus::Failed);
        let ledger = test.ledger(&contact).await;
        let standing = ledger.state.get(Purpose::Marketing).unwrap();
        assert_eq!((standing.act, standing.source), (Act::Withdrawn, Source::Provider), "{phone}");
        assert_eq!(ledger.entries.iter().filter(|e| e.source == Source::Provider).count(), 1);
        assert_eq!(ledger.entries[0].evidence.line.as_ref(), Some(&line.id));
        assert!(test.send_named(&agent, &ticket, &promo).await.is_err());
    }
}

async fn two_customers_who_are_one_keep_both_their_words(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let [_, promo, _] = test.catalogue().await;
    let bsuid = Identity::bsuid("BR.zz").unwrap();
    let ticket = test.customer_says(ANA, "por telefone").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let elder = test.row(&ticket).await.contact;
    test.told(&agent, &elder, Purpose::Marketing, Act::Granted).await;
    test.clock.advance(SECOND);
    let mut other = test.inbound(BIA, Content::text("oi"));
    other.from = vec![bsuid.clone()];
    test.arrives(MAIN, vec![Change::Message(Box::new(other))]).await;
    let younger = test.row_of(BIA).await.contact;
    test.clock.advance(SECOND);
    let mut bye = test.inbound(BIA, Content::text("SAIR"));
    bye.from = vec![bsuid.clone()];
    test.arrives(MAIN, vec![Change::Message(Box::new(bye))]).await;
    assert_ne!(elder, younger);
    assert!(test.standing(&elder).await.granted(Purpose::Marketing));
    // A webhook shows both addresses together.
    test.clock.advance(SECOND);
    let mut both = test.inbound(ANA, Content::text("sou eu"));
    both.from = vec![Identity::phone(ANA).unwrap(), bsuid];
    test.arrives(MAIN, vec![Change::Message(Box::new(both))]).await;
    let ledger = test.ledger(&elder).await;
    assert_eq!(ledger.merged, std::slice::from_ref(&younger));
    assert_eq!(ledger.entries.len(), 6, "two first words, one given, three taken back");
    assert!(ledger.entries.iter().any(|entry| entry.contact == younger), "an entry stays as it was written");
    // The later word was the farewell: it holds for the one they are, under either id.
    assert!(ledger.state.withdrawn_at(Purpose::Marketing).is_some());
    assert_eq!(test.ledger(&younger).await.contact, elder);
    test.clock.advance(DAY + HOUR);
    let refused = test.send_named(&agent, &ticket, &promo).await.unwrap_err();
    assert!(matches!(
        refused,
        DeskError::ConsentMissing { purpose: Purpose::Marketing, withdrawn_at: Some(_) }
    ));
}

async fn settings_are_the_administrators(test: &TestDesk) {
    let (agent, admin) = (test.agent("ana").await, test.admin("caio").await);
    let supervisor = test.supervisor("sonia").await;
    for actor in [&agent, &supervisor] {
        assert_eq!(test.desk.consent_settings(actor).await.map(|_| ()), Err(DeskError::Forbidden));
        let settings = desk_model::consent::ConsentSettings::default();
        let answer = test.desk.set_consent_settings(actor, settings).await.map(|_| ());
        assert_eq!(answer, Err(DeskError::Forbidden));
        assert_eq!(test.desk.optin_pages(actor).await.map(|_| ()), Err(DeskError::Forbidden));
    }
    let mut settings = test.desk.consent_settings(&admin).await.unwrap();
    settings.pt_br.stop = vec!["chega".into(), "  ".into()];
    settings.pt_br.stopped = "Até, {name}.".into();
    let saved = test.desk.set_consent_settings(&admin, settings).await.unwrap();
    assert_eq!(saved.pt_br.stop, ["chega"]);
    let ticket = test.customer_says(ANA, "pare").await;
    assert_eq!(test.row(&ticket).await.unread, 1, "no longer a word of farewell");
    test.clock.advance(SECOND);
    test.customer_says(ANA, "CHEGA!").await;
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.sent_texts(), [format!("Até, Cliente {ANA}.")]);
    let lines = test.desk.thread(&admin, &ticket).await.unwrap().messages;
    let places: Vec<_> = lines.iter().map(|line| line.direction).collect();
    let order = [Direction::Event, Direction::In, Direction::In];
    assert_eq!(places[..3], order);
    assert!(places[3..].contains(&Direction::Event) && places[3..].contains(&Direction::Out));
}
