//! Consent: nothing begins without it, whoever sends; limits hold; only those who see a customer know.

use crate::support::{MAIN, START, TestDesk, both, template};
use desk_core::ports::{Change, SendError, SendErrorClass, TemplateChange, TemplateNews};
use desk_core::{Actor, ConsentRequest, ReplyRequest, ResendRequest, TemplateRequest};
use desk_model::consent::table::{ConsentImport, ConsentTerms};
use desk_model::consent::{
    Act, ConsentAbout, ConsentState, ConsentSubject, ContactConsents, ContactLimit, NO_CONSENT, Purpose,
    Source,
};
use desk_model::error::FieldProblem;
use desk_model::message::{Content, SendFailure, ThreadEvent};
use desk_model::price::Day;
use desk_model::template::{Category, Place, TemplateParam, TemplateStatus};
use desk_model::time::{DAY, HOUR, SECOND};
use desk_model::view::MessageView;
use desk_model::{ContactId, DeskError, Identity, MessageId, MessageStatus, TemplateId, TicketId, Timestamp};
use desk_store::contact;

both!(
    each_category_needs_its_consent_in_a_closed_window,
    what_is_taken_back_before_the_message_leaves_stops_it,
    sending_again_asks_again,
    a_changed_category_counts_when_the_message_leaves,
    one_template_waits_for_its_answer,
    a_week_has_its_limit,
    only_those_who_see_the_customer_may_know_and_write,
    the_state_of_a_day_is_that_of_its_end,
    what_another_system_knew_is_taken_over_once,
);

const ANA: &str = "5511987650001";
const BIA: &str = "5511987650002";

impl TestDesk {
    /// The templates `util`, `promo` and `senha`, one of each category.
    pub(crate) async fn catalogue(&self) -> [TemplateId; 3] {
        let made = [
            ("util", Category::Utility),
            ("promo", Category::Marketing),
            ("senha", Category::Authentication),
        ]
        .map(|(name, category)| {
            let mut made = template(name, TemplateStatus::Approved);
            made.category = category;
            made
        });
        *self.gateway.templates.lock().unwrap() = made.to_vec();
        let list = self.desk.sync_templates(&Actor::operator(), &self.number).await.unwrap().templates;
        ["util", "promo", "senha"]
            .map(|name| list.iter().find(|known| known.name == name).unwrap().id.clone())
    }

    pub(crate) async fn send_named(
        &self,
        agent: &Actor,
        ticket: &TicketId,
        template: &TemplateId,
    ) -> Result<MessageView, DeskError> {
        let param = TemplateParam { place: Place::Body, key: "1".into(), value: "Ana".into() };
        let request = TemplateRequest {
            category: None,
            id: self.message_id(),
            ticket: ticket.clone(),
            template: template.clone(),
            params: vec![param],
        };
        self.desk.send_template(agent, request).await
    }

    pub(crate) async fn told(&self, agent: &Actor, contact: &ContactId, purpose: Purpose, act: Act) {
        self.desk.record_consent(agent, request(contact, purpose, act)).await.unwrap();
    }

    /// Somebody nobody wrote with agreed to utility messages.
    pub(crate) async fn agreed(&self, agent: &Actor, phone: &str) {
        let subject = ConsentSubject::Address { identity: Identity::phone(phone).unwrap() };
        let nobody = "con_none".parse().unwrap();
        let given = ConsentRequest { subject, ..request(&nobody, Purpose::Utility, Act::Granted) };
        self.desk.record_consent(agent, given).await.unwrap();
    }

    /// Nothing limits how often customers are written to.
    pub(crate) async fn unlimited(&self) {
        let mut settings = desk_model::consent::ConsentSettings::default();
        settings.guards.one_unanswered = false;
        self.desk.set_consent_settings(&Actor::operator(), settings).await.unwrap();
    }

    pub(crate) async fn ledger(&self, contact: &ContactId) -> ContactConsents {
        self.desk.consents(&Actor::operator(), contact).await.unwrap()
    }

    pub(crate) async fn standing(&self, contact: &ContactId) -> ConsentState {
        self.ledger(contact).await.state
    }

    pub(crate) async fn shown(&self, ticket: &TicketId, id: &MessageId) -> MessageView {
        let thread = self.desk.thread(&Actor::operator(), ticket).await.unwrap();
        thread.messages.into_iter().find(|line| line.id == *id).unwrap()
    }

    pub(crate) async fn consent_events(&self, ticket: &TicketId) -> Vec<ThreadEvent> {
        let thread = self.desk.thread(&Actor::operator(), ticket).await.unwrap();
        let events = thread.messages.into_iter().filter_map(|line| match line.content {
            Content::Event(what @ ThreadEvent::Consent { .. }) => Some(what),
            _ => None,
        });
        events.collect()
    }

    pub(crate) fn sent_texts(&self) -> Vec<String> {
        let bodies = self.gateway.sent().into_iter().map(|sent| serde_json::to_value(&sent.body).unwrap());
        bodies.filter_map(|body| body["body"].as_str().map(str::to_owned)).collect()
    }
}

pub(crate) fn request(contact: &ContactId, purpose: Purpose, act: Act) -> ConsentRequest {
    ConsentRequest {
        subject: ConsentSubject::Contact { contact: contact.clone() },
        purpose,
        act,
        source: Source::Agent,
        wording: "Podemos escrever?".into(),
        evidence: "ligação de hoje".into(),
    }
}

pub(crate) fn missing(purpose: Purpose, withdrawn_at: Option<Timestamp>) -> DeskError {
    DeskError::ConsentMissing { purpose, withdrawn_at }
}

async fn each_category_needs_its_consent_in_a_closed_window(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let [util, promo, senha] = test.catalogue().await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let contact = test.row(&ticket).await.contact;
    // Their first message is consent to be served, with itself as the proof.
    let first = test.ledger(&contact).await;
    assert_eq!(first.entries.len(), 1);
    let (entry, proof) = (&first.entries[0], &first.entries[0].evidence);
    assert_eq!((entry.purpose, entry.act, entry.source), (Purpose::Service, Act::Granted, Source::InChat));
    assert_eq!(proof.message.as_deref(), Some("wamid.in.0"));
    assert!(proof.line.is_some() && entry.by.is_none());
    // In a conversation under way every category goes.
    test.send_named(&agent, &ticket, &promo).await.unwrap();
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 1);
    test.clock.advance(DAY + HOUR);
    for (template, purpose) in [(&promo, Purpose::Marketing), (&senha, Purpose::Authentication)] {
        let refused = test.send_named(&agent, &ticket, template).await;
        assert_eq!(refused.unwrap_err(), missing(purpose, None));
    }
    let about = ConsentAbout::Ticket { ticket: ticket.clone() };
    let check = test.desk.consent_check(&agent, &about, Category::Marketing).await.unwrap();
    assert_eq!(check, Some(missing(Purpose::Marketing, None)), "the picker says what the gate will say");
    assert_eq!(test.desk.consent_check(&agent, &about, Category::Utility).await.unwrap(), None);
    assert_eq!(test.desk.drain_outbox().await.unwrap(), 0, "nothing of it left");
    // A customer who wrote and whose window closed can be told about their case.
    test.send_named(&agent, &ticket, &util).await.unwrap();
    test.clock.advance(DAY);
    test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
    test.send_named(&agent, &ticket, &promo).await.unwrap();
    let events = test.consent_events(&ticket).await;
    assert_eq!(
        events,
        [ThreadEvent::Consent {
            act: Act::Granted,
            purposes: vec![Purpose::Marketing],
            source: Source::Agent,
            by: Some("ana".into())
        }]
    );
    let entry = test.ledger(&contact).await.entries.remove(0);
    assert_eq!(entry.by.unwrap().id, *agent.user());
    assert_eq!(
        (entry.wording.as_str(), entry.evidence.note.as_deref()),
        ("Podemos escrever?", Some("ligação de hoje"))
    );
}

async fn what_is_taken_back_before_the_message_leaves_stops_it(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let [util, promo, _] = test.catalogue().await;
    for (phone, template, purpose, waits) in [
        (ANA, &promo, Purpose::Marketing, Purpose::Marketing),
        (BIA, &util, Purpose::Service, Purpose::Utility),
    ] {
        let ticket = test.customer_says(phone, "oi").await;
        test.desk.claim(&agent, &ticket).await.unwrap();
        let contact = test.row(&ticket).await.contact;
        test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
        test.clock.advance(DAY + HOUR);
        let line = test.send_named(&agent, &ticket, template).await.unwrap();
        assert_eq!(line.status, MessageStatus::Queued);
        test.clock.advance(SECOND);
        test.told(&agent, &contact, purpose, Act::Withdrawn).await;
        test.desk.drain_outbox().await.unwrap();
        let line = test.shown(&ticket, &line.id).await;
        assert_eq!(line.status, MessageStatus::Failed);
        let failure = line.failure.unwrap();
        assert_eq!(failure.code, NO_CONSENT);
        assert!(
            failure.detail.contains(waits.as_str()) && failure.detail.contains("withdrawn"),
            "{failure:?}"
        );
        assert!(test.gateway.sent().is_empty(), "nothing left");
        assert_eq!(test.outbox_size().await, 0);
        let refused = test.send_named(&agent, &ticket, template).await.unwrap_err();
        assert_eq!(refused, missing(waits, Some(test.now().plus(0))));
    }
    // Free text is never touched: the customer wrote, somebody answers.
    let ticket = test.customer_says(BIA, "quero falar").await;
    let reply = ReplyRequest { id: test.message_id(), ticket, body: "claro".into(), reply_to: None };
    test.desk.reply(&agent, reply).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.sent_texts(), ["claro"]);
}

async fn sending_again_asks_again(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let [_, promo, _] = test.catalogue().await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let contact = test.row(&ticket).await.contact;
    test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
    test.clock.advance(DAY + HOUR);
    let failure = SendFailure { code: 131_000, detail: "as scripted".into() };
    test.gateway.answer(Err(SendError { class: SendErrorClass::Permanent, failure, retry_after_secs: None }));
    let line = test.send_named(&agent, &ticket, &promo).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.shown(&ticket, &line.id).await.status, MessageStatus::Failed);
    test.told(&agent, &contact, Purpose::Marketing, Act::Withdrawn).await;
    let again = || ResendRequest { id: test.message_id(), failed: line.id.clone() };
    let refused = test.desk.resend(&agent, again()).await.unwrap_err();
    assert_eq!(refused, missing(Purpose::Marketing, Some(test.now())));
    test.clock.advance(SECOND);
    test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
    // What failed does not count as sent: nothing holds the second attempt back.
    test.desk.resend(&agent, again()).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.gateway.sent().len(), 2);
}

async fn a_changed_category_counts_when_the_message_leaves(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let [util, ..] = test.catalogue().await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.clock.advance(DAY + HOUR);
    let line = test.send_named(&agent, &ticket, &util).await.unwrap();
    let change = Change::Template(Box::new(TemplateNews {
        name: "util".into(),
        language: "pt_BR".into(),
        provider_id: None,
        what: TemplateChange::Category { now: Category::Marketing },
    }));
    test.arrives(MAIN, vec![change]).await;
    test.desk.drain_outbox().await.unwrap();
    let failed = test.shown(&ticket, &line.id).await;
    assert_eq!(failed.failure.unwrap().code, NO_CONSENT);
    // A template that is gone cannot be judged, and does not leave.
    let contact = test.row(&ticket).await.contact;
    test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
    let line = test.send_named(&agent, &ticket, &util).await.unwrap();
    test.gateway.templates.lock().unwrap().clear();
    test.desk.sync_templates(&Actor::operator(), &test.number).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.shown(&ticket, &line.id).await.failure.unwrap().code, 132_001);
    let again = ResendRequest { id: test.message_id(), failed: line.id };
    let refused = test.desk.resend(&agent, again).await.unwrap_err();
    assert_eq!(refused, DeskError::TemplateUnavailable { name: "util".into() });
    assert!(test.gateway.sent().is_empty());
}

async fn one_template_waits_for_its_answer(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let [util, ..] = test.catalogue().await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    test.clock.advance(DAY + HOUR);
    let sent = test.send_named(&agent, &ticket, &util).await.unwrap().at;
    test.desk.drain_outbox().await.unwrap();
    test.clock.advance(DAY - SECOND);
    let limit = ContactLimit::Unanswered { since: sent, until: sent.plus(DAY) };
    let refused = test.send_named(&agent, &ticket, &util).await.unwrap_err();
    assert_eq!(refused, DeskError::ContactLimit { limit });
    let about = ConsentAbout::Ticket { ticket: ticket.clone() };
    let check = test.desk.consent_check(&agent, &about, Category::Utility).await.unwrap();
    assert_eq!(check, Some(DeskError::ContactLimit { limit }));
    test.clock.advance(SECOND);
    test.send_named(&agent, &ticket, &util).await.unwrap();
    // An answer frees it, and once that window is over the next may go.
    test.clock.advance(HOUR);
    test.customer_says(ANA, "sim").await;
    test.clock.advance(DAY + SECOND);
    test.send_named(&agent, &ticket, &util).await.unwrap();
    // The administrator may think otherwise.
    let admin = test.admin("caio").await;
    let mut settings = test.desk.consent_settings(&admin).await.unwrap();
    settings.guards.one_unanswered = false;
    test.desk.set_consent_settings(&admin, settings).await.unwrap();
    test.send_named(&agent, &ticket, &util).await.unwrap();
}

async fn a_week_has_its_limit(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let [util, promo, _] = test.catalogue().await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&agent, &ticket).await.unwrap();
    let contact = test.row(&ticket).await.contact;
    test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
    let mut first = None;
    for _ in 0..3 {
        test.clock.advance(DAY + HOUR);
        let sent = test.send_named(&agent, &ticket, &promo).await.unwrap().at;
        first.get_or_insert(sent);
        test.desk.drain_outbox().await.unwrap();
    }
    test.clock.advance(DAY + HOUR);
    let until = first.unwrap().plus(7 * DAY);
    let limit = ContactLimit::PerWeek { category: Some(Category::Marketing), max: 3, until };
    let refused = test.send_named(&agent, &ticket, &promo).await.unwrap_err();
    assert_eq!(refused, DeskError::ContactLimit { limit });
    // Their case is another matter.
    test.send_named(&agent, &ticket, &util).await.unwrap();
    test.clock.advance(until.since(test.now()));
    test.send_named(&agent, &ticket, &promo).await.unwrap();
}

async fn only_those_who_see_the_customer_may_know_and_write(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let stranger = test.finance_agent("davi").await;
    let ticket = test.customer_says(ANA, "oi").await;
    let contact = test.row(&ticket).await.contact;
    let hidden = Err(DeskError::not_found("contact"));
    assert_eq!(test.desk.consents(&stranger, &contact).await.map(|_| ()), hidden);
    assert_eq!(test.desk.consent_export(&stranger, &contact, None).await.map(|_| ()), hidden);
    let ask = request(&contact, Purpose::Marketing, Act::Granted);
    assert_eq!(test.desk.record_consent(&stranger, ask.clone()).await, hidden);
    let about = ConsentAbout::Ticket { ticket };
    let answer = test.desk.consent_check(&stranger, &about, Category::Utility).await;
    assert_eq!(answer, Err(DeskError::not_found("ticket")));
    assert_eq!(test.ledger(&contact).await.entries.len(), 1);
    assert_eq!(test.desk.record_consent(&Actor::operator(), ask.clone()).await, Err(DeskError::Forbidden));
    // A person can name only what a person can know, and has to prove what was given.
    for source in [Source::Provider, Source::UserPreferences, Source::Site] {
        let odd = ConsentRequest { source, ..ask.clone() };
        let refused = test.desk.record_consent(&agent, odd).await.unwrap_err();
        assert_eq!(refused, DeskError::invalid("source", FieldProblem::Malformed), "{source:?}");
    }
    let bare = ConsentRequest { wording: " ".into(), evidence: "x".repeat(2_001), ..ask.clone() };
    let DeskError::Invalid { fields } = test.desk.record_consent(&agent, bare).await.unwrap_err() else {
        panic!("fields")
    };
    assert_eq!(fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(), ["wording", "evidence"]);
    let no = ConsentRequest { act: Act::Withdrawn, wording: String::new(), evidence: String::new(), ..ask };
    test.desk.record_consent(&agent, no).await.unwrap();
    // Before the first word to somebody nobody wrote with: by address, and it says whether it may go.
    let number = test.number.clone();
    let to = ConsentSubject::Address { identity: Identity::phone("5511977776666").unwrap() };
    let start = ConsentAbout::Start { number, to: to.clone() };
    let answer = test.desk.consent_check(&agent, &start, Category::Utility).await.unwrap();
    assert_eq!(answer, Some(missing(Purpose::Utility, None)));
    let given = ConsentRequest { subject: to, ..request(&contact, Purpose::Utility, Act::Granted) };
    test.desk.record_consent(&agent, given).await.unwrap();
    assert_eq!(test.desk.consent_check(&agent, &start, Category::Utility).await.unwrap(), None);
}

async fn the_state_of_a_day_is_that_of_its_end(test: &TestDesk) {
    let agent = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    let contact = test.row(&ticket).await.contact;
    test.told(&agent, &contact, Purpose::Marketing, Act::Granted).await;
    test.clock.advance(3 * DAY);
    test.told(&agent, &contact, Purpose::Marketing, Act::Withdrawn).await;
    let on = async |day: &'static str| {
        let found = test.desk.consent_export(&agent, &contact, Some(day)).await.unwrap();
        (found.state.get(Purpose::Marketing).map(|standing| standing.act), found.at)
    };
    assert_eq!(on("2026-11-20").await.0, None);
    // The day ends in São Paulo, three hours after Greenwich.
    assert_eq!(on("2026-11-21").await, (Some(Act::Granted), START.plus(15 * HOUR - 1)));
    assert_eq!(on("2026-11-23").await.0, Some(Act::Granted));
    assert_eq!(on("2099-01-01").await, (Some(Act::Withdrawn), test.now()));
    for odd in ["ontem", "2026-13-01", "21/11/2026", "9999-12-31x"] {
        let refused = test.desk.consent_export(&agent, &contact, Some(odd)).await.unwrap_err();
        assert_eq!(refused, DeskError::invalid("at", FieldProblem::Malformed), "{odd}");
    }
    let all = test.desk.consent_export(&agent, &contact, Some("2026-11-20")).await.unwrap();
    assert_eq!(all.entries.len(), 3, "the entries are all there, whatever the day");
    assert_eq!(all.identities[0].identity, Identity::phone(ANA).unwrap());
}

async fn what_another_system_knew_is_taken_over_once(test: &TestDesk) {
    let (admin, agent) = (test.admin("caio").await, test.agent("ana").await);
    let ticket = test.customer_says(ANA, "oi").await;
    let known = test.row(&ticket).await.contact;
    let row = |phone: &str, act: Act, day: &str| ConsentTerms {
        identity: Identity::phone(phone).unwrap(),
        name: "Bia Lopes".into(),
        purposes: vec![Purpose::Marketing],
        act,
        day: Day::parse(day).unwrap(),
        wording: "Aceito receber ofertas".into(),
        evidence: "ficha 12 da loja".into(),
    };
    let rows = vec![
        row(ANA, Act::Granted, "2026-03-02"),
        row(BIA, Act::Granted, "2026-03-02"),
        // Both on one day: the no holds, whatever stands first.
        row(BIA, Act::Withdrawn, "2026-05-04"),
        row(BIA, Act::Granted, "2026-05-04"),
    ];
    assert_eq!(test.desk.import_consents(&agent, rows.clone()).await, Err(DeskError::Forbidden));
    assert_eq!(test.desk.import_consents(&Actor::operator(), rows.clone()).await, Err(DeskError::Forbidden));
    let done = test.desk.import_consents(&admin, rows.clone()).await.unwrap();
    assert_eq!(done, ConsentImport { entered: 4, known: 0 });
    let told =
        test.events(&ticket).await.into_iter().filter(|what| matches!(what, ThreadEvent::Consent { .. }));
    assert_eq!(told.count(), 1, "whoever serves the customer is told");
    let entry = test.ledger(&known).await.entries.pop().unwrap();
    assert_eq!((entry.source, entry.wording.as_str()), (Source::Import, "Aceito receber ofertas"));
    assert_eq!(entry.evidence.note.as_deref(), Some("ficha 12 da loja"));
    assert_eq!(entry.by.map(|by| by.name).as_deref(), Some("caio"));
    let on = async |contact: &ContactId, day: &str| {
        let state = test.desk.consent_export(&admin, contact, Some(day)).await.unwrap().state;
        state.granted(Purpose::Marketing)
    };
    assert!(!on(&known, "2026-03-01").await && on(&known, "2026-03-02").await);
    // Who was not known is found by their phone, without a ticket, and may be written to as their word stands.
    let found =
        contact::find(&mut test.store.read().await.unwrap(), &[Identity::phone(BIA).unwrap()]).await.unwrap();
    let bia = found.into_iter().next().unwrap();
    assert_eq!(test.desk.consents(&admin, &bia).await.unwrap().name, "Bia Lopes");
    assert!(on(&bia, "2026-05-03").await && !on(&bia, "2026-05-04").await);
    // Again, with more: only what is new is entered.
    let mut again = rows;
    again.push(row(BIA, Act::Granted, "2026-06-01"));
    let done = test.desk.import_consents(&admin, again).await.unwrap();
    assert_eq!(done, ConsentImport { entered: 1, known: 4 });
    assert!(test.ledger(&bia).await.state.granted(Purpose::Marketing));

    // One bad row, and nothing is taken over.
    let bad = vec![
        row(ANA, Act::Granted, "2026-07-01"),
        ConsentTerms { wording: String::new(), ..row(BIA, Act::Granted, "2099-01-01") },
    ];
    let DeskError::Invalid { fields } = test.desk.import_consents(&admin, bad).await.unwrap_err() else {
        panic!()
    };
    let fields: Vec<&str> = fields.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["rows.2.date", "rows.2.wording"]);
    assert_eq!(test.ledger(&known).await.entries.len(), 2);
    let many = vec![row(ANA, Act::Granted, "2026-07-01"); 201];
    for rows in [Vec::new(), many] {
        let refused = test.desk.import_consents(&admin, rows).await.unwrap_err();
        assert_eq!(refused, DeskError::invalid("rows", FieldProblem::TooLong { max: 200 }));
    }
}
