//! The consent ledger only grows, follows merges, and knows what went out; opt-in pages and forms.

use crate::support::*;
use desk_model::consent::{Act, Entry, Evidence, Purpose, Recorder, Source, state};
use desk_model::message::{Direction, MessageStatus};
use desk_model::optin::{Bilingual, Via, Wording};
use desk_model::template::{Category, Template, TemplateStatus};
use desk_model::{ContactId, Locale};
use desk_store::optin::{PageRow, RequestRow};
use desk_store::{Store, Tx, consent, contact, message, optin, template};
use sqlx::AssertSqlSafe;

both!(
    entries_are_kept_as_written,
    nothing_is_ever_changed,
    merges_are_followed,
    what_went_out,
    pages_and_forms
);

fn entry(n: u32, contact: &str, purpose: Purpose, act: Act, when: i64) -> Entry {
    Entry {
        id: id(&format!("cse_{n:04}")),
        contact: id(contact),
        identity: Some(phone("5511987654321")),
        purpose,
        act,
        source: Source::Form,
        wording: "Aceito \u{1f44d} 'x'; DROP".to_owned(),
        wording_version: Some(3),
        evidence: Evidence {
            number: Some(id("num_um")),
            message: Some("wamid.1".to_owned()),
            line: Some(id("msg_1")),
            submission: Some("sub_1".to_owned()),
            address: Some("192.0.2.1".to_owned()),
            note: Some("pasta 12".to_owned()),
        },
        by: Some(Recorder { id: id("usr_ana"), name: "Ana".to_owned() }),
        recorded_at: at(when + 5),
        effective_at: at(when),
    }
}

async fn entries_are_kept_as_written(db: &Db) {
    let store = db.open().await;
    let mut tx = store.write().await.unwrap();
    let first = entry(2, "con_a", Purpose::Marketing, Act::Granted, 10);
    let bare = Entry {
        identity: None,
        by: None,
        wording_version: None,
        evidence: Evidence::default(),
        wording: String::new(),
        ..entry(1, "con_a", Purpose::Utility, Act::Withdrawn, 5)
    };
    assert!(consent::insert(&mut tx, &first, "k1").await.unwrap());
    assert!(consent::insert(&mut tx, &bare, "k2").await.unwrap());
    // The same thing told twice is one entry, whatever else it says.
    let again = entry(3, "con_b", Purpose::Service, Act::Granted, 99);
    assert!(!consent::insert(&mut tx, &again, "k1").await.unwrap());
    assert!(!consent::insert(&mut tx, &first, "k3").await.unwrap());
    let told = consent::of_contact(&mut tx, &id("con_a")).await.unwrap();
    assert_eq!(told, [bare, first], "oldest first, and whole");
    assert!(consent::of_contact(&mut tx, &id("con_b")).await.unwrap().is_empty());
    for source in Source::ALL {
        let n = 100 + u32::try_from(source.as_str().len()).unwrap();
        let one = Entry { source, ..entry(n, "con_s", Purpose::Authentication, Act::Granted, 1) };
        let key = format!("s{}", source.as_str());
        let one = Entry { id: id(&format!("cse_{}", source.as_str().replace('_', ""))), ..one };
        assert!(consent::insert(&mut tx, &one, &key).await.unwrap());
    }
    assert_eq!(consent::of_contact(&mut tx, &id("con_s")).await.unwrap().len(), Source::ALL.len());
    tx.commit().await.unwrap();
    store.close().await;
}

async fn refused(store: &Store, sql: &str) {
    let mut tx = store.write().await.unwrap();
    let text = AssertSqlSafe(sql.to_owned());
    let outcome = match &mut tx {
        Tx::Sqlite(t) => sqlx::query(text).execute(&mut **t).await.map(|_| ()),
        Tx::Postgres(t) => sqlx::query(text).execute(&mut **t).await.map(|_| ()),
    };
    let error = outcome.err().unwrap_or_else(|| panic!("went through: {sql}"));
    assert!(error.to_string().contains("grow"), "{sql}: {error}");
}

async fn nothing_is_ever_changed(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    consent::insert(&mut tx, &entry(1, "con_a", Purpose::Marketing, Act::Withdrawn, 1), "k1").await.unwrap();
    consent::merge(&mut tx, &id("con_x"), &id("con_a"), at(2)).await.unwrap();
    optin::add_wording(&mut tx, &id("num_um"), &wording(1), at(1)).await.unwrap();
    tx.commit().await.unwrap();
    for sql in [
        "UPDATE consent_entry SET act = 'granted'",
        "UPDATE consent_entry SET contact_id = 'con_b'",
        "DELETE FROM consent_entry",
        "UPDATE contact_merge SET into_id = 'con_b'",
        "DELETE FROM contact_merge",
        "UPDATE optin_wording SET wording = 'x'",
        "DELETE FROM optin_wording",
    ] {
        refused(&store, sql).await;
    }
    if store.is_sqlite() {
        // Replacing by insertion is no way around either.
        let columns =
            "(id, entry_key, contact_id, purpose, act, source, wording, evidence, recorded_at, effective_at)";
        for (row, key) in [("cse_0001", "other"), ("cse_9999", "k1:x"), ("cse_9999", "k1")] {
            let sql = format!(
                "INSERT OR REPLACE INTO consent_entry {columns} VALUES ('{row}', '{key}', 'con_a', 'marketing', 'granted', 'agent', '', '{{}}', 9, 0)"
            );
            db.execute(&store, &sql).await;
        }
    } else {
        refused(&store, "TRUNCATE consent_entry").await;
        refused(&store, "TRUNCATE contact_merge").await;
    }
    let told = consent::of_contact(&mut store.read().await.unwrap(), &id("con_a")).await.unwrap();
    let first = told.iter().find(|e| e.id == id("cse_0001")).unwrap();
    assert_eq!((first.act, first.effective_at), (Act::Withdrawn, at(1)));
    store.close().await;
}

async fn merges_are_followed(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    for (n, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
        contact::insert(&mut tx, &contact_row(name)).await.unwrap();
        let n = u32::try_from(n).unwrap();
        let one = entry(n, &format!("con_{name}"), Purpose::Marketing, Act::Granted, i64::from(n));
        consent::insert(&mut tx, &one, &format!("k{name}")).await.unwrap();
    }
    let (a, b, c): (ContactId, ContactId, ContactId) = (id("con_a"), id("con_b"), id("con_c"));
    // a went into b, and b into c.
    consent::merge(&mut tx, &a, &b, at(10)).await.unwrap();
    contact::delete(&mut tx, &a).await.unwrap();
    consent::merge(&mut tx, &b, &c, at(11)).await.unwrap();
    contact::delete(&mut tx, &b).await.unwrap();
    let all = consent::of_contact(&mut tx, &c).await.unwrap();
    let from: Vec<_> = all.iter().map(|e| e.contact.as_str()).collect();
    assert_eq!(from, ["con_a", "con_b", "con_c"], "each entry stays with whom it was recorded for");
    assert!(state(&all, at(5)).granted(Purpose::Marketing));
    assert_eq!(consent::merged(&mut tx, &c).await.unwrap(), [a.clone(), b.clone()]);
    for known in [&a, &b, &c] {
        assert_eq!(consent::resolve(&mut tx, known).await.unwrap().as_ref(), Some(&c));
    }
    assert_eq!(consent::resolve(&mut tx, &id("con_none")).await.unwrap(), None);
    assert_eq!(consent::of_contact(&mut tx, &id("con_d")).await.unwrap().len(), 1);
    // Addresses, also those given up.
    contact::add_identity(&mut tx, &c, &phone("5511987654321"), at(3)).await.unwrap();
    contact::supersede(&mut tx, &phone("5511987654321"), at(4)).await.unwrap();
    let known = consent::identities(&mut tx, &c).await.unwrap();
    assert_eq!((known.len(), known[0].since, known[0].until), (1, at(3), Some(at(4))));
    tx.commit().await.unwrap();
    store.close().await;
}

fn contact_row(name: &str) -> desk_store::ContactRow {
    contact(name, 5)
}

async fn what_went_out(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let row = thread(&mut tx, "caio", 1).await;
    let talk = row.row.conversation.clone();
    assert_eq!(consent::opener(&mut tx, &talk, &row.row.ticket).await.unwrap(), None);
    let mut first = message_of("msg_1", "caio", 20, Direction::Event);
    first.received_at = at(1);
    message::insert(&mut tx, &first).await.unwrap();
    // By our own clock: a message of the customer that was under way for long does not make the ticket theirs.
    let mut ours = message_of("msg_2", "caio", 30, Direction::Out);
    ours.received_at = at(30);
    ours.view.status = MessageStatus::Sent;
    message::insert(&mut tx, &ours).await.unwrap();
    let mut theirs = message_of("msg_3", "caio", 10, Direction::In);
    theirs.received_at = at(40);
    message::insert(&mut tx, &theirs).await.unwrap();
    assert_eq!(consent::opener(&mut tx, &talk, &row.row.ticket).await.unwrap(), Some(Direction::Out));

    let number = id("num_um");
    let (contact, other) = (row.row.contact.clone(), id("num_dois"));
    consent::note_template(&mut tx, &ours.view.id, Category::Marketing, at(30)).await.unwrap();
    consent::note_template(&mut tx, &ours.view.id, Category::Utility, at(31)).await.unwrap();
    let sent = consent::templates(&mut tx, &contact, &number, at(0)).await.unwrap();
    assert_eq!(
        (sent.len(), sent[0].at, sent[0].category, sent[0].same_number),
        (1, at(30), Category::Marketing, true)
    );
    assert!(!consent::templates(&mut tx, &contact, &other, at(0)).await.unwrap()[0].same_number);
    assert!(consent::templates(&mut tx, &contact, &number, at(30)).await.unwrap().is_empty());
    ours.view.status = MessageStatus::Failed;
    message::update(&mut tx, &mut ours).await.unwrap();
    assert!(consent::templates(&mut tx, &contact, &number, at(0)).await.unwrap().is_empty());

    let tpl = Template {
        id: id("tpl_1"),
        number: number.clone(),
        provider_id: "1".to_owned(),
        name: "promo".to_owned(),
        language: "pt_BR".to_owned(),
        category: Category::Authentication,
        status: TemplateStatus::Approved,
        quality: String::new(),
        header: None,
        body: "oi".to_owned(),
        footer: None,
        buttons: Vec::new(),
        named: false,
        examples: Default::default(),
        standing: Default::default(),
        queues: Vec::new(),
    };
    template::replace_all(&mut tx, &number, &[tpl], at(1)).await.unwrap();
    let found = consent::category(&mut tx, &number, "promo", "pt_BR").await.unwrap();
    assert_eq!(found, Some(Category::Authentication));
    assert_eq!(consent::category(&mut tx, &number, "promo", "en").await.unwrap(), None);
    tx.commit().await.unwrap();
    store.close().await;
}

fn message_of(message: &str, name: &str, when: i64, direction: Direction) -> desk_store::MessageRow {
    let mut row = crate::support::message(message, name, when, None);
    row.view.direction = direction;
    row
}

fn wording(version: i64) -> Wording {
    Wording {
        version,
        purposes: vec![Purpose::Utility, Purpose::Marketing],
        text: Bilingual { pt_br: format!("versão {version}"), en: String::new() },
        privacy: Bilingual { pt_br: "privacidade".to_owned(), en: "privacy".to_owned() },
    }
}

async fn pages_and_forms(db: &Db) {
    let store = db.open().await;
    desk(&store).await;
    let mut tx = store.write().await.unwrap();
    let number = id("num_um");
    assert_eq!(optin::page(&mut tx, &number).await.unwrap(), None);
    let mut page =
        PageRow { number: number.clone(), slug: "um".to_owned(), enabled: false, updated_at: at(1) };
    optin::put_page(&mut tx, &page).await.unwrap();
    page.enabled = true;
    page.slug = "matriz".to_owned();
    optin::put_page(&mut tx, &page).await.unwrap();
    assert_eq!(optin::page(&mut tx, &number).await.unwrap().as_ref(), Some(&page));
    assert_eq!(optin::page_at(&mut tx, "matriz").await.unwrap().as_ref(), Some(&page));
    assert_eq!(optin::page_at(&mut tx, "um").await.unwrap(), None);
    assert_eq!(optin::wording(&mut tx, &number, None).await.unwrap(), None);
    for version in 1..=2 {
        optin::add_wording(&mut tx, &number, &wording(version), at(version)).await.unwrap();
    }
    assert_eq!(optin::wording(&mut tx, &number, None).await.unwrap(), Some(wording(2)));
    assert_eq!(optin::wording(&mut tx, &number, Some(1)).await.unwrap(), Some(wording(1)));
    assert_eq!(optin::wording(&mut tx, &number, Some(9)).await.unwrap(), None);

    let request = RequestRow {
        id: id("sub_1"),
        code: "digest".to_owned(),
        number,
        version: 2,
        locale: Locale::En,
        via: Via::Form,
        phone_key: "5511987654321".to_owned(),
        address: "192.0.2.1".to_owned(),
        created_at: at(10),
        expires_at: at(20),
    };
    optin::add_request(&mut tx, &request).await.unwrap();
    let unused = RequestRow { id: id("sub_2"), code: "other".to_owned(), ..request.clone() };
    optin::add_request(&mut tx, &unused).await.unwrap();
    assert_eq!(optin::waiting(&mut tx, "digest", at(19)).await.unwrap().as_ref(), Some(&request));
    assert_eq!(optin::waiting(&mut tx, "digest", at(20)).await.unwrap(), None, "it is over");
    assert_eq!(optin::waiting(&mut tx, "nothing", at(1)).await.unwrap(), None);
    assert!(optin::use_up(&mut tx, &request.id, "wamid.1", at(15)).await.unwrap());
    assert!(!optin::use_up(&mut tx, &request.id, "wamid.2", at(16)).await.unwrap());
    assert_eq!(optin::waiting(&mut tx, "digest", at(16)).await.unwrap(), None, "once only");
    assert_eq!(optin::prune(&mut tx, at(20)).await.unwrap(), 0);
    assert_eq!(optin::prune(&mut tx, at(21)).await.unwrap(), 1, "what proves a consent is kept");
    tx.commit().await.unwrap();
    store.close().await;
}
