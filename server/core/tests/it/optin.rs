//! Opting in twice: a typed number proves nothing until it is confirmed from WhatsApp.

use crate::support::{FINANCE, MAIN, TestDesk, both};
use desk_core::ports::{Change, InboundMessage};
use desk_core::{Actor, OptInAsk, OptInStarted};
use desk_model::consent::{Act, Purpose, Source};
use desk_model::error::FieldProblem;
use desk_model::message::Content;
use desk_model::optin::{Bilingual, OptInChange, Via};
use desk_model::ticket::StateName;
use desk_model::time::{DAY, MINUTE, SECOND};
use desk_model::view::{InboxOrder, InboxView};
use desk_model::{DeskError, Identity, Locale};
use std::net::{IpAddr, Ipv4Addr};

both!(
    a_confirmed_number_is_consent_and_no_case,
    another_phone_cannot_confirm,
    a_code_is_good_once_and_for_a_day,
    another_number_of_the_desk_is_not_meant,
    a_customer_without_a_shown_phone_confirms_by_what_is_known,
    machines_and_the_impatient_get_nothing,
    a_page_keeps_every_wording,
);

const ANA: &str = "5511987650001";
const BIA: &str = "5511987650002";

fn peer(n: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, n))
}

fn ask(phone: &str) -> OptInAsk {
    OptInAsk { phone: phone.into(), locale: Locale::PtBr, via: Via::Site, version: 1, trap: String::new() }
}

impl TestDesk {
    fn page(&self) -> OptInChange {
        OptInChange {
            number: self.number.clone(),
            slug: "matriz".into(),
            enabled: true,
            purposes: vec![Purpose::Marketing, Purpose::Utility],
            text: Bilingual { pt_br: "Quero receber.".into(), en: "I want it.".into() },
            privacy: Bilingual::default(),
        }
    }

    async fn with_page(&self) -> Actor {
        let admin = self.admin("caio").await;
        self.desk.set_optin_page(&admin, self.page()).await.unwrap();
        admin
    }

    async fn started(&self, phone: &str) -> OptInStarted {
        self.desk.optin_ask("matriz", ask(phone), peer(1)).await.unwrap()
    }

    async fn writes(&self, phone: &str, text: &str) -> InboundMessage {
        let message = self.inbound(phone, Content::text(text));
        self.arrives(MAIN, vec![Change::Message(Box::new(message.clone()))]).await;
        message
    }

    async fn open_tickets(&self, admin: &Actor) -> usize {
        self.desk.inbox(admin, InboxView::All, InboxOrder::Recent, None).await.unwrap().rows.len()
    }
}

async fn a_confirmed_number_is_consent_and_no_case(test: &TestDesk) {
    let admin = test.with_page().await;
    let started = test.started("(11) 98765-0001").await;
    assert_eq!(started.digits, "551140001001");
    assert!(started.text.contains(&started.code) && started.code.len() == 14);
    let message = test.writes(ANA, &started.text).await;
    assert_eq!(test.open_tickets(&admin).await, 0);
    let row = test.row_of(ANA).await;
    assert_eq!(row.state.name(), StateName::Closed);
    let ledger = test.desk.consents(&admin, &row.contact).await.unwrap();
    assert_eq!(ledger.entries.len(), 2);
    for entry in &ledger.entries {
        assert_eq!((entry.act, entry.source), (Act::Granted, Source::Site));
        assert_eq!((entry.wording.as_str(), entry.wording_version), ("Quero receber.", Some(1)));
        assert_eq!(entry.evidence.message.as_deref(), Some(message.id.as_str()));
        assert_eq!(entry.evidence.address.as_deref(), Some("192.0.2.1"));
        assert!(entry.evidence.submission.as_ref().unwrap().starts_with("sub_"));
        assert_eq!(entry.effective_at, message.at);
    }
    assert!(ledger.state.granted(Purpose::Marketing) && ledger.state.granted(Purpose::Utility));
    assert!(ledger.state.get(Purpose::Service).is_none(), "they did not ask for anything");
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1, "a short thank you");
    // Again from the journal: nothing twice.
    test.desk.replay(desk_model::Timestamp(0)).await.unwrap();
    assert_eq!(test.desk.consents(&admin, &row.contact).await.unwrap().entries.len(), 2);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 0);
    // What they write next is a case of its own.
    test.clock.advance(SECOND);
    let ticket = test.customer_says(ANA, "quero marcar hora").await;
    assert_ne!(ticket, row.ticket);
    assert_eq!(test.row(&ticket).await.state.name(), StateName::Queued);
    // Inside an open ticket it is noted there and adds no work.
    let agent = test.agent("ana").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.desk.mark_seen(&agent, &ticket).await.unwrap();
    let form = OptInAsk { via: Via::Form, ..ask(ANA) };
    let again = test.desk.optin_ask("matriz", form, peer(2)).await.unwrap();
    test.writes(ANA, &again.text).await;
    assert_eq!(test.row(&ticket).await.unread, 0);
    let ledger = test.desk.consents(&admin, &row.contact).await.unwrap();
    assert_eq!(ledger.entries.iter().filter(|entry| entry.source == Source::Form).count(), 2);
}

async fn another_phone_cannot_confirm(test: &TestDesk) {
    let admin = test.with_page().await;
    let started = test.started(ANA).await;
    test.writes(BIA, &started.text).await;
    assert_eq!(test.open_tickets(&admin).await, 1, "an ordinary message");
    let stranger = test.row_of(BIA).await.contact;
    let known = test.desk.consents(&admin, &stranger).await.unwrap();
    assert!(!known.state.granted(Purpose::Marketing));
    // The right phone still can, also as it was written before the ninth digit.
    test.writes("551187650001", &format!("olá {}", started.code.to_lowercase())).await;
    let owner = test.row_of("551187650001").await.contact;
    assert!(test.desk.consents(&admin, &owner).await.unwrap().state.granted(Purpose::Marketing));
}

async fn a_code_is_good_once_and_for_a_day(test: &TestDesk) {
    let admin = test.with_page().await;
    let started = test.started(ANA).await;
    test.writes(ANA, &started.text).await;
    let contact = test.row_of(ANA).await.contact;
    assert_eq!(test.open_tickets(&admin).await, 0);
    test.clock.advance(MINUTE);
    test.writes(ANA, &started.text).await;
    assert_eq!(test.open_tickets(&admin).await, 1, "used up: an ordinary message");
    let count = async || test.desk.consents(&admin, &contact).await.unwrap().entries.len();
    let before = count().await;
    let late = test.started(ANA).await;
    test.clock.advance(DAY);
    test.writes(ANA, &late.text).await;
    test.writes(ANA, "quero 7K3F-9QPX-2M4T").await;
    assert_eq!(count().await, before, "over, and never made");
    assert_eq!(test.row_of(ANA).await.unread, 3);
}

async fn another_number_of_the_desk_is_not_meant(test: &TestDesk) {
    let admin = test.with_page().await;
    let started = test.started(ANA).await;
    let message = test.inbound(ANA, Content::text(&started.text));
    test.arrives(FINANCE, vec![Change::Message(Box::new(message))]).await;
    assert_eq!(test.open_tickets(&admin).await, 1);
    let contact = test.row_of(ANA).await.contact;
    assert!(!test.desk.consents(&admin, &contact).await.unwrap().state.granted(Purpose::Marketing));
}

async fn a_customer_without_a_shown_phone_confirms_by_what_is_known(test: &TestDesk) {
    let admin = test.with_page().await;
    let bsuid = Identity::bsuid("BR.zz").unwrap();
    let mut both = test.inbound(ANA, Content::text("oi"));
    both.from = vec![Identity::phone(ANA).unwrap(), bsuid.clone()];
    test.arrives(MAIN, vec![Change::Message(Box::new(both))]).await;
    let contact = test.row_of(ANA).await.contact;
    let started = test.started(ANA).await;
    let mut message = test.inbound(ANA, Content::text(&started.text));
    message.from = vec![bsuid];
    test.arrives(MAIN, vec![Change::Message(Box::new(message))]).await;
    assert!(test.desk.consents(&admin, &contact).await.unwrap().state.granted(Purpose::Marketing));
}

async fn machines_and_the_impatient_get_nothing(test: &TestDesk) {
    let admin = test.with_page().await;
    // A machine gets a code like everybody else, and it opens nothing.
    let trap = OptInAsk { trap: "http://spam".into(), ..ask(ANA) };
    let caught = test.desk.optin_ask("matriz", trap, peer(9)).await.unwrap();
    test.writes(ANA, &caught.text).await;
    assert_eq!(test.open_tickets(&admin).await, 1);
    for (phone, problem) in [
        ("", FieldProblem::Missing),
        ("98765-0001", FieldProblem::Malformed),
        ("<b>", FieldProblem::Malformed),
    ] {
        let refused = test.desk.optin_ask("matriz", ask(phone), peer(8)).await.unwrap_err();
        assert_eq!(refused, DeskError::invalid("phone", problem), "{phone}");
    }
    let stale = OptInAsk { version: 7, ..ask(BIA) };
    let refused = test.desk.optin_ask("matriz", stale, peer(8)).await.unwrap_err();
    assert!(matches!(refused, DeskError::Conflict { .. }), "nobody agrees to words they did not see");
    // Three an hour for one phone, whoever asks and however it is spelled.
    for n in 1..=3 {
        test.desk.optin_ask("matriz", ask(BIA), peer(n)).await.unwrap();
    }
    let refused = test.desk.optin_ask("matriz", ask("0 11 98765-0002"), peer(4)).await.unwrap_err();
    assert_eq!(refused, DeskError::TooManyAttempts { retry_after_secs: 3_600 });
    // Ten in ten minutes from one address.
    for n in 0..10 {
        test.desk.optin_ask("matriz", ask(&format!("551197777{n:04}")), peer(7)).await.unwrap();
    }
    let refused = test.desk.optin_ask("matriz", ask("5511966660000"), peer(7)).await.unwrap_err();
    assert_eq!(refused, DeskError::TooManyAttempts { retry_after_secs: 600 });
    test.clock.advance(10 * MINUTE);
    test.desk.optin_ask("matriz", ask("5511966660000"), peer(7)).await.unwrap();
    // What nobody confirmed is forgotten after a while.
    test.clock.advance(9 * DAY);
    test.desk.tidy().await.unwrap();
}

async fn a_page_keeps_every_wording(test: &TestDesk) {
    let admin = test.admin("caio").await;
    let pages = test.desk.optin_pages(&admin).await.unwrap();
    assert_eq!(pages.len(), 2);
    let proposal = pages.iter().find(|page| page.number == test.number).unwrap();
    assert_eq!((proposal.enabled, proposal.wording.version, proposal.slug.as_str()), (false, 0, "matriz"));
    let hidden = Err(DeskError::not_found("page"));
    assert_eq!(test.desk.optin_form("matriz").await.map(|_| ()), hidden);
    assert_eq!(test.desk.optin_ask("matriz", ask(ANA), peer(1)).await.map(|_| ()), hidden);
    let first = test.desk.set_optin_page(&admin, test.page()).await.unwrap();
    assert_eq!(first.wording.version, 1);
    // Another address or switching it off is no other wording.
    let off = OptInChange { slug: "Loja".into(), enabled: false, ..test.page() };
    let same = test.desk.set_optin_page(&admin, off).await.unwrap();
    assert_eq!((same.wording.version, same.slug.as_str()), (1, "loja"));
    assert_eq!(test.desk.optin_form("loja").await.map(|_| ()), hidden);
    test.desk.set_optin_page(&admin, test.page()).await.unwrap();
    let started = test.started(ANA).await;
    let mut changed = test.page();
    changed.text.pt_br = "Outras palavras.".into();
    changed.purposes = vec![Purpose::Marketing];
    assert_eq!(test.desk.set_optin_page(&admin, changed).await.unwrap().wording.version, 2);
    // They agreed to what they saw.
    test.writes(ANA, &started.text).await;
    let contact = test.row_of(ANA).await.contact;
    let entries = test.desk.consents(&admin, &contact).await.unwrap().entries;
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().all(|e| e.wording_version == Some(1) && e.wording == "Quero receber."));
    let other = OptInChange { number: test.finance_number.clone(), ..test.page() };
    let refused = test.desk.set_optin_page(&admin, other).await.unwrap_err();
    assert_eq!(refused, DeskError::invalid("slug", FieldProblem::Taken));
    let agent = test.agent("ana").await;
    let refused = test.desk.set_optin_page(&agent, test.page()).await.map(|_| ());
    assert_eq!(refused, Err(DeskError::Forbidden));
}
