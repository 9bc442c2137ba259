//! Templates: files and buttons when sending, what Meta changes meanwhile, making and changing them.

use crate::support::{MAIN, TestDesk, both, template};
use bytes::Bytes;
use desk_core::ports::{
    Accepted, ButtonAction, ButtonValue, Change, HeaderValue, ManageError, OutboundBody, TemplateChange,
    TemplateNews,
};
use desk_core::{Actor, NewUpload, ResendRequest, TemplateRequest};
use desk_model::error::FieldProblem;
use desk_model::message::{Held, MessageStatus, TemplateAttachment};
use desk_model::template::{
    ButtonKind, CATEGORY_CHANGED, Category, DraftHeader, Header, HeaderMedia, Place, Template,
    TemplateButton, TemplateDraft, TemplateParam, TemplateRule, TemplateStatus, Upcoming,
};
use desk_model::time::{DAY, HOUR, SECOND};
use desk_model::{Content, DeskError, TemplateId, TicketId};

both!(
    a_picture_and_a_link_travel_with_the_template,
    what_meta_changes_meanwhile_keeps_it_back,
    news_stand_on_the_template,
    making_changing_deleting,
    queues_that_may_not_use_it_do_not,
);

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";
const ANA: &str = "5511987650001";

async fn owned(test: &TestDesk) -> (Actor, TicketId) {
    let ana = test.agent("ana").await;
    let ticket = test.customer_says(ANA, "oi").await;
    test.desk.claim(&ana, &ticket).await.unwrap();
    (ana, ticket)
}

fn param(place: Place, key: &str, value: &str) -> TemplateParam {
    TemplateParam { place, key: key.to_owned(), value: value.to_owned() }
}

fn button(kind: ButtonKind, label: &str, target: &str) -> TemplateButton {
    let needs_value = target.contains("{{");
    TemplateButton { kind, label: label.to_owned(), needs_value, target: target.to_owned() }
}

/// Gives the main number these templates; the first one's id.
async fn known(test: &TestDesk, templates: Vec<Template>) -> TemplateId {
    *test.gateway.templates.lock().unwrap() = templates;
    let list = test.desk.sync_templates(&Actor::operator(), &test.number).await.unwrap();
    list.templates[0].id.clone()
}

fn promo() -> Template {
    Template {
        header: Some(Header::Media { kind: HeaderMedia::Image }),
        buttons: vec![
            button(ButtonKind::QuickReply, "Quero", ""),
            button(ButtonKind::Url, "Ver", "https://x.br/{{1}}"),
        ],
        ..template("promo", TemplateStatus::Approved)
    }
}

fn upload(test: &TestDesk, bytes: &'static [u8], example: bool) -> NewUpload {
    NewUpload {
        number: test.number.clone(),
        kind: HeaderMedia::Image,
        filename: "foto.png".to_owned(),
        example,
        bytes: Bytes::from_static(bytes),
    }
}

fn request(
    test: &TestDesk,
    ticket: &TicketId,
    id: &TemplateId,
    params: Vec<TemplateParam>,
) -> TemplateRequest {
    // Each line stands after the one before.
    test.clock.advance(SECOND);
    TemplateRequest {
        id: test.message_id(),
        ticket: ticket.clone(),
        template: id.clone(),
        params,
        category: Some(Category::Utility),
    }
}

async fn news(test: &TestDesk, name: &str, what: TemplateChange) {
    let news = TemplateNews { name: name.to_owned(), language: "pt-BR".to_owned(), provider_id: None, what };
    test.arrives(MAIN, vec![Change::Template(Box::new(news))]).await;
}

fn status(status: TemplateStatus, reason: Option<&str>) -> TemplateChange {
    TemplateChange::Status { status, reason: reason.map(str::to_owned), paused_until: None, disable_at: None }
}

async fn one(test: &TestDesk) -> Template {
    test.desk.templates(&Actor::operator(), &test.number).await.unwrap().templates.remove(0)
}

async fn a_picture_and_a_link_travel_with_the_template(test: &TestDesk) {
    let (ana, ticket) = owned(test).await;
    let id = known(test, vec![promo()]).await;
    let file = test.desk.upload(&ana, upload(test, PNG, false)).await.unwrap();
    assert_eq!(
        (file.mime.as_str(), file.size, file.kind),
        ("image/png", PNG.len() as u64, HeaderMedia::Image)
    );
    let example = test.admin("caio").await;
    let example = test.desk.upload(&example, upload(test, PNG, true)).await.unwrap();
    let params = |file: &str, end: &str| {
        vec![
            param(Place::Body, "1", "Ana"),
            param(Place::File, "image", file),
            param(Place::Button, "1", end),
        ]
    };
    for (file, end, field, problem) in [
        ("", "abc", "file.image", FieldProblem::Missing),
        ("upl_nada", "abc", "file.image", FieldProblem::Missing),
        (example.id.as_str(), "abc", "file.image", FieldProblem::WrongType),
        (file.id.as_str(), "", "button.1", FieldProblem::Missing),
        (file.id.as_str(), "a b", "button.1", FieldProblem::Malformed),
    ] {
        let refused = test.desk.send_template(&ana, request(test, &ticket, &id, params(file, end))).await;
        assert_eq!(refused.unwrap_err(), DeskError::invalid(field, problem), "{file} {end}");
    }
    assert_eq!(test.outbox_size().await, 0);
    test.gateway.answer(Ok(Accepted { provider_id: "wamid.held".into(), held: Some(Held::Quality) }));
    let sent = request(test, &ticket, &id, params(file.id.as_str(), " abc "));
    let view = test.desk.send_template(&ana, sent).await.unwrap();
    let Content::Template { attachment, buttons, .. } = view.content else { panic!() };
    let filename = Some("foto.png".to_owned());
    assert_eq!(attachment, Some(TemplateAttachment::File { kind: HeaderMedia::Image, filename }));
    assert_eq!(buttons[1].target, "https://x.br/abc");
    test.desk.drain_outbox().await.unwrap();
    let OutboundBody::Template { header, buttons, params, category, .. } = test.gateway.sent().remove(0).body
    else {
        panic!()
    };
    let (kind, id) = (HeaderMedia::Image, "media1".to_owned());
    assert_eq!(header, Some(HeaderValue::Media { kind, id, filename: "foto.png".to_owned() }));
    let quick = ButtonAction::QuickReply { payload: "promo:0".to_owned() };
    let url = ButtonAction::Url { end: "abc".to_owned() };
    assert_eq!(buttons, [ButtonValue { index: 0, action: quick }, ButtonValue { index: 1, action: url }]);
    assert_eq!((params, category), (vec![param(Place::Body, "1", "Ana")], Some(Category::Utility)));
    // Held back, and everybody sees it, until the provider says that it was sent.
    let held = async || {
        let line = test.desk.thread(&ana, &ticket).await.unwrap().messages.pop().unwrap();
        let Content::Template { held, .. } = line.content else { panic!() };
        (line.status, held)
    };
    assert_eq!(held().await, (MessageStatus::Accepted, Some(Held::Quality)));
    let told = desk_core::ports::InboundStatus {
        pricing: None,
        target: "wamid.held".into(),
        ours: None,
        status: MessageStatus::Sent,
        failure: None,
        at: test.now(),
    };
    test.arrives(MAIN, vec![Change::Status(told)]).await;
    assert_eq!(held().await, (MessageStatus::Sent, None));
    // After 29 days the provider may have forgotten the file.
    test.clock.advance(29 * DAY + HOUR);
    test.desk.tidy().await.unwrap();
    let late = request(
        test,
        &ticket,
        &one(test).await.id,
        vec![
            param(Place::Body, "1", "Ana"),
            param(Place::File, "image", file.id.as_str()),
            param(Place::Button, "1", "abc"),
        ],
    );
    let refused = test.desk.send_template(&ana, late).await.unwrap_err();
    assert_eq!(refused, DeskError::invalid("file.image", FieldProblem::Missing));
}

async fn what_meta_changes_meanwhile_keeps_it_back(test: &TestDesk) {
    let (ana, ticket) = owned(test).await;
    let id = known(test, vec![template("retorno", TemplateStatus::Approved)]).await;
    let send = async || {
        let request = request(test, &ticket, &id, vec![param(Place::Body, "1", "Ana")]);
        test.desk.send_template(&ana, request).await
    };
    let failed = async || {
        test.desk.drain_outbox().await.unwrap();
        let line = test.desk.thread(&ana, &ticket).await.unwrap().messages.pop().unwrap();
        (line.id, line.failure.map(|failure| failure.code))
    };
    for (word, code) in [("PAUSED", 132_015), ("DISABLED", 132_016), ("PENDING_DELETION", 132_001)] {
        send().await.unwrap();
        news(test, "retorno", status(TemplateStatus::from(word.to_owned()), None)).await;
        assert_eq!(failed().await.1, Some(code), "{word}");
        let refused = send().await.unwrap_err();
        assert_eq!(refused, DeskError::TemplateUnavailable { name: "retorno".to_owned() });
        news(test, "retorno", status(TemplateStatus::Approved, None)).await;
    }
    // Another category than was seen, before and after it was written.
    send().await.unwrap();
    news(test, "retorno", TemplateChange::Category { now: Category::Marketing }).await;
    let (message, code) = failed().await;
    assert_eq!(code, Some(CATEGORY_CHANGED));
    let name = "retorno".to_owned();
    let refused = send().await.unwrap_err();
    assert_eq!(refused, DeskError::TemplateCategoryChanged { name, category: Category::Marketing });
    assert!(test.gateway.sent().is_empty());
    // Who sends it again has seen that.
    let again = ResendRequest { id: test.message_id(), failed: message };
    test.desk.resend(&ana, again).await.unwrap();
    test.desk.drain_outbox().await.unwrap();
    assert_eq!(test.gateway.sent().len(), 1);
    // Deleted: it does not exist any more, not even for a second try.
    send().await.unwrap_err();
    let mut agreed = request(test, &ticket, &id, vec![param(Place::Body, "1", "Ana")]);
    agreed.category = Some(Category::Marketing);
    test.desk.send_template(&ana, agreed).await.unwrap();
    known(test, vec![template("outro", TemplateStatus::Approved)]).await;
    let (message, code) = failed().await;
    assert_eq!(code, Some(132_001));
    let again = ResendRequest { id: test.message_id(), failed: message };
    let gone = DeskError::TemplateUnavailable { name: "retorno".to_owned() };
    assert_eq!(test.desk.resend(&ana, again).await.unwrap_err(), gone);
    assert_eq!(send().await.unwrap_err(), DeskError::not_found("template"));
}

async fn news_stand_on_the_template(test: &TestDesk) {
    known(test, vec![template("retorno", TemplateStatus::Approved)]).await;
    let seq = test.seq().await;
    news(test, "retorno", status(TemplateStatus::Rejected, Some("SCAM"))).await;
    assert_eq!(one(test).await.standing.rejection.as_deref(), Some("SCAM"));
    let until = test.now().plus(3 * HOUR);
    let paused = TemplateChange::Status {
        status: TemplateStatus::Paused,
        reason: None,
        paused_until: Some(until),
        disable_at: None,
    };
    news(test, "retorno", paused).await;
    let at = Some(test.now().plus(DAY));
    let upcoming = Category::Marketing;
    let announced = TemplateChange::CategoryAnnounced { now: Some(Category::Utility), upcoming, at };
    news(test, "retorno", announced.clone()).await;
    news(test, "retorno", TemplateChange::Quality { score: "RED".to_owned() }).await;
    news(test, "retorno", TemplateChange::Flagged { disable_at: at }).await;
    let now = one(test).await;
    assert_eq!(
        (now.status, now.category, now.quality.as_str()),
        (TemplateStatus::Paused, Category::Utility, "RED")
    );
    assert_eq!(
        (now.standing.rejection, now.standing.paused_until, now.standing.disable_at),
        (None, Some(until), at)
    );
    assert_eq!(now.standing.upcoming, Some(Upcoming { category: upcoming, at }));
    assert_eq!(test.seq().await, seq + 5, "each is told once");
    news(test, "retorno", TemplateChange::Quality { score: "RED".to_owned() }).await;
    assert_eq!(test.seq().await, seq + 5);
    // The list of the provider does not tell all that; what it does not tell stays.
    *test.gateway.templates.lock().unwrap() = vec![template("retorno", TemplateStatus::Paused)];
    test.clock.advance(HOUR);
    test.desk.sync_templates(&Actor::operator(), &test.number).await.unwrap();
    let synced = one(test).await;
    assert_eq!((synced.standing.paused_until, synced.quality.as_str()), (Some(until), "GREEN"));
    assert_eq!(synced.standing.upcoming.map(|u| u.category), Some(Category::Marketing));
    assert_eq!(synced.standing.synced_at, Some(test.now()));
    // In force, and an announcement that comes late is none.
    news(test, "retorno", TemplateChange::Category { now: Category::Marketing }).await;
    let late = TemplateChange::CategoryAnnounced { now: None, upcoming, at };
    news(test, "retorno", late).await;
    assert_eq!(one(test).await.standing.upcoming, None);
    let parts = TemplateChange::Parts {
        header: Some(Header::Text { text: "Novo".to_owned() }),
        body: "Oi {{1}}!".to_owned(),
        footer: None,
        buttons: vec![button(ButtonKind::QuickReply, "Sim", "")],
    };
    news(test, "retorno", parts).await;
    let changed = one(test).await;
    assert_eq!((changed.body.as_str(), changed.buttons.len()), ("Oi {{1}}!", 1));
}

fn draft() -> TemplateDraft {
    TemplateDraft {
        name: "pedido_saiu".to_owned(),
        body: "O seu pedido já saiu.".to_owned(),
        ..TemplateDraft::default()
    }
}

async fn making_changing_deleting(test: &TestDesk) {
    let admin = test.admin("caio").await;
    let create = async |draft: TemplateDraft| {
        test.desk.create_template(&admin, &test.number, draft, vec![test.queue.clone()]).await
    };
    let bad = TemplateDraft { body: "{{nome}} saiu".to_owned(), ..draft() };
    let rule = TemplateRule::Edges;
    assert_eq!(create(bad).await.unwrap_err(), DeskError::invalid("body", FieldProblem::Template(rule)));
    let words = "Nome: bloqueado".to_owned();
    for (error, told) in [
        (
            ManageError::Refused { code: 100, subcode: 2_388_024, words: words.clone() },
            DeskError::invalid("name", FieldProblem::Taken),
        ),
        (
            ManageError::Refused { code: 100, subcode: 2_388_023, words: words.clone() },
            DeskError::invalid("name", FieldProblem::Template(TemplateRule::NameBlocked)),
        ),
        (
            ManageError::Refused { code: 100, subcode: 7, words: words.clone() },
            DeskError::ProviderRefused { code: 100, words },
        ),
    ] {
        *test.gateway.manage_fail.lock().unwrap() = Some(error);
        assert_eq!(create(draft()).await.unwrap_err(), told);
    }
    *test.gateway.manage_fail.lock().unwrap() = None;
    let seq = test.seq().await;
    let made = create(draft()).await.unwrap();
    assert_eq!((made.status.clone(), made.provider_id.as_str()), (TemplateStatus::Pending, "777"));
    assert_eq!(made.category, Category::Marketing, "Meta decides");
    assert_eq!(made.queues, std::slice::from_ref(&test.queue));
    // Both numbers of the account have it, and it is told for both.
    assert_eq!(test.seq().await, seq + 2);
    let other = test.desk.templates(&admin, &test.finance_number).await.unwrap().templates.remove(0);
    assert!(other.name == made.name && other.id != made.id);
    let taken = DeskError::invalid("name", FieldProblem::Taken);
    assert_eq!(create(draft()).await.unwrap_err(), taken);

    let locked = |field: &str| DeskError::invalid(field, FieldProblem::Template(TemplateRule::Locked));
    let edit = async |draft: TemplateDraft| test.desk.edit_template(&admin, &made.id, draft).await;
    assert_eq!(edit(draft()).await.unwrap_err(), locked("name"), "while it is being reviewed");
    news(test, "pedido_saiu", status(TemplateStatus::Approved, None)).await;
    assert_eq!(edit(draft()).await.unwrap_err(), locked("category"), "an approved one keeps its category");
    let mut next = TemplateDraft { category: Category::Marketing, ..draft() };
    next.name = "outro".to_owned();
    assert_eq!(edit(next.clone()).await.unwrap_err(), locked("name"));
    next.name = "pedido_saiu".to_owned();
    next.body = "O seu pedido chegou.".to_owned();
    let edited = edit(next.clone()).await.unwrap();
    assert_eq!((edited.status, edited.body.as_str()), (TemplateStatus::Pending, "O seu pedido chegou."));
    assert_eq!((edited.id, edited.queues), (made.id.clone(), vec![test.queue.clone()]));
    // A head with a file needs an example that Meta has.
    news(test, "pedido_saiu", status(TemplateStatus::Rejected, None)).await;
    let file = test.desk.upload(&admin, upload(test, PNG, false)).await.unwrap().id;
    next.header = DraftHeader::Media { kind: HeaderMedia::Image, example: Some(file) };
    let wrong = DeskError::invalid("example.header", FieldProblem::WrongType);
    assert_eq!(edit(next.clone()).await.unwrap_err(), wrong);
    let file = test.desk.upload(&admin, upload(test, PNG, true)).await.unwrap().id;
    next.header = DraftHeader::Media { kind: HeaderMedia::Image, example: Some(file) };
    edit(next).await.unwrap();

    // Somebody deleted it at Meta before: it goes here too.
    *test.gateway.manage_fail.lock().unwrap() =
        Some(ManageError::Refused { code: 100, subcode: 2_593_002, words: String::new() });
    test.desk.delete_template(&admin, &made.id).await.unwrap();
    assert!(test.desk.templates(&admin, &test.number).await.unwrap().templates.is_empty());
    assert!(test.desk.templates(&admin, &test.finance_number).await.unwrap().templates.is_empty());
    assert_eq!(
        test.desk.delete_template(&admin, &made.id).await.unwrap_err(),
        DeskError::not_found("template")
    );
}

async fn queues_that_may_not_use_it_do_not(test: &TestDesk) {
    let (ana, ticket) = owned(test).await;
    let admin = test.admin("caio").await;
    let id = known(test, vec![template("retorno", TemplateStatus::Approved)]).await;
    let send = async || {
        let request = request(test, &ticket, &id, vec![param(Place::Body, "1", "Ana")]);
        test.desk.send_template(&ana, request).await
    };
    test.desk.set_template_queues(&admin, &id, vec![test.finance.clone()]).await.unwrap();
    let refused = DeskError::TemplateNotForQueue { name: "retorno".to_owned() };
    assert_eq!(send().await.unwrap_err(), refused);
    // It stays so over a synchronisation.
    known(test, vec![template("retorno", TemplateStatus::Approved)]).await;
    assert_eq!(send().await.unwrap_err(), refused);
    let both = vec![test.finance.clone(), test.queue.clone()];
    let now = test.desk.set_template_queues(&admin, &id, both).await.unwrap();
    assert_eq!(now.queues.len(), 2);
    send().await.unwrap();
    let gone = desk_model::QueueId::from_parts(1, [1; 10]);
    let unknown = test.desk.set_template_queues(&admin, &id, vec![gone]).await.unwrap_err();
    assert_eq!(unknown, DeskError::not_found("queue"));
    let all = test.desk.set_template_queues(&admin, &id, Vec::new()).await.unwrap();
    assert!(all.queues.is_empty());
    send().await.unwrap();
}

#[tokio::test]
async fn files_that_may_not_be_sent_are_refused_at_the_field() {
    let test = TestDesk::new().await;
    let ana = test.agent("ana").await;
    let refused = |problem| DeskError::invalid("file", problem);
    for (bytes, problem) in [
        (&b""[..], FieldProblem::Missing),
        (b"<svg onload=alert(1)>", FieldProblem::WrongType),
        (b"%PDF-1.7", FieldProblem::WrongType),
    ] {
        assert_eq!(test.desk.upload(&ana, upload(&test, bytes, false)).await.unwrap_err(), refused(problem));
    }
    let large = NewUpload { bytes: Bytes::from(vec![0xff; 6 * 1024 * 1024]), ..upload(&test, b"", false) };
    let max = 5 * 1024 * 1024;
    assert_eq!(test.desk.upload(&ana, large).await.unwrap_err(), refused(FieldProblem::TooLarge { max }));
    assert_eq!(test.desk.upload(&ana, upload(&test, PNG, true)).await.unwrap_err(), DeskError::Forbidden);
    let number = desk_model::NumberId::from_parts(1, [1; 10]);
    let elsewhere = NewUpload { number, ..upload(&test, PNG, false) };
    assert_eq!(test.desk.upload(&ana, elsewhere).await.unwrap_err(), DeskError::not_found("number"));
    assert!(test.gateway.files.lock().unwrap().is_empty());
}
