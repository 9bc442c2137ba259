//! The public opt-in page and the export of consent, through the real router: spam, strangers, and what was typed.

use crate::support::client::Answer;
use crate::support::{TestDesk, hook};
use desk_model::consent::{Act, Purpose};
use desk_model::optin::{Bilingual, OptInChange, find_code};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

const PHONE: &str = "5511987650001";
const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&{}";

async fn admin_page(desk: &TestDesk, text: &str) {
    let admin = desk.login("admin@guiche.local").await;
    let change = OptInChange {
        number: desk.demo.as_ref().unwrap().number.clone(),
        slug: "matriz".into(),
        enabled: true,
        purposes: vec![Purpose::Marketing],
        text: Bilingual { pt_br: text.into(), en: String::new() },
        privacy: Bilingual { pt_br: text.into(), en: text.into() },
    };
    let answer = admin.api("set_optin_page", json!({ "change": change })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

async fn get(desk: &TestDesk, path: &str, cookie: Option<&str>) -> Answer {
    let mut request = desk.http().get(desk.url(path)).header("accept", "text/html");
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    Answer::of(request.send().await.unwrap()).await
}

async fn post(desk: &TestDesk, form: &[(&str, &str)], headers: &[(&'static str, &str)]) -> Answer {
    let mut request = desk.http().post(desk.url("/optin/matriz")).form(form);
    let origin = desk.url("");
    let ours = [("origin", origin.as_str())];
    for (name, value) in if headers.is_empty() { &ours[..] } else { headers } {
        request = request.header(*name, *value);
    }
    Answer::of(request.send().await.unwrap()).await
}

/// No element and no attribute came of what was typed.
fn harmless(answer: &Answer) {
    for bad in ["<script", "<img", "onerror=alert(2)>", "\"'>"] {
        assert!(!answer.text.contains(bad), "{bad} in {}", answer.text);
    }
}

fn policy(headers: &HeaderMap) -> String {
    headers["content-security-policy"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_customer_opts_in_by_form_and_phone() {
    let desk = TestDesk::start().await;
    assert_eq!(get(&desk, "/optin/matriz", None).await.status, 404, "not before an administrator wants it");
    admin_page(&desk, "Quero receber.").await;
    let page = get(&desk, "/optin/matriz?phone=11%2098765-0001&via=form", None).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Quero receber.") && page.text.contains("value=\"11 98765-0001\""));
    assert!(page.text.contains("lang=\"pt-BR\"") && !page.text.contains("<script"));
    assert!(policy(&page.headers).starts_with("default-src 'none'"));
    assert_eq!(page.headers["x-frame-options"], "DENY");
    assert_eq!(page.headers["cache-control"], "no-store");
    let english = get(&desk, "/optin/matriz?lang=en", None).await;
    assert!(english.text.contains("lang=\"en\"") && english.text.contains("Continue"));
    let sent = post(&desk, &[("phone", "(11) 98765-0001"), ("via", "form"), ("version", "1")], &[]).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    assert!(sent.text.contains("https://wa.me/553133334444?text=Quero%20receber"), "{}", sent.text);
    assert!(sent.text.contains("<svg "));
    let shown = sent.text.split("data-code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(find_code(&shown).is_some(), "{shown}");
    assert_eq!(desk.hook(hook::text(&hook::wamid(), PHONE, &shown, desk.clock.now())).await, 200);
    desk.applied().await;
    assert!(desk.row_of(PHONE).await.is_none(), "no ticket is open");
    let contact = desk.database.texts("SELECT id FROM contact").await.remove(0);
    // The proof, for who may see it: nobody's customer yet is everybody's.
    let ana = desk.login("ana@guiche.local").await;
    let told: Value = ana.get(&format!("/export/consent/{contact}.json")).await.json();
    assert_eq!(told["state"]["marketing"]["act"], "granted", "{told}");
    assert_eq!(told["entries"][0]["source"], "form");
    assert_eq!(told["entries"][0]["wording_version"], 1);
    assert!(told["entries"][0]["evidence"]["address"].as_str().unwrap().starts_with("127."));
    // The code is stored nowhere as it is.
    let stored = desk.database.texts("SELECT code FROM optin_request").await;
    assert!(stored.iter().all(|code| code.len() == 64));
    let picture = get(&desk, "/optin/matriz/qr.svg", None).await;
    assert_eq!((picture.status, picture.headers["content-type"].to_str().unwrap()), (200, "image/svg+xml"));
    assert_eq!(get(&desk, "/optin/nada/qr.svg", None).await.status, 404);
    desk.stop().await;
}

#[tokio::test]
async fn the_public_form_stands_spam_and_strangers() {
    let desk = TestDesk::start().await;
    admin_page(&desk, "Quero receber.").await;
    let requests = async || desk.database.number("SELECT COUNT(*) FROM optin_request").await;
    let good = [("phone", "11987650001"), ("version", "1")];
    for (header, value) in
        [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
    {
        let answer = post(&desk, &good, &[(header, value)]).await;
        assert_eq!(answer.status, 403, "{header}: {value}");
    }
    assert_eq!(requests().await, 0);
    // A machine that fills in everything is thanked, and nothing is kept.
    let caught = post(&desk, &[good[0], good[1], ("website", "http://spam")], &[]).await;
    assert_eq!((caught.status, requests().await), (200, 0));
    // What cannot be a number comes back with what was typed, at the field.
    for phone in ["", "123", "98765-0001", "não sei", &"9".repeat(3_000)] {
        let answer = post(&desk, &[("phone", phone), ("version", "1")], &[]).await;
        assert_eq!(answer.status, 422, "{phone}");
        assert!(answer.text.contains("aria-invalid=\"true\"") && answer.text.contains("role=\"alert\""));
    }
    let typed = post(&desk, &[("phone", "98765-0001"), ("version", "1")], &[]).await;
    assert!(typed.text.contains("value=\"98765-0001\""));
    assert_eq!(post(&desk, &[("phone", "11987650001"), ("version", "9")], &[]).await.status, 409);
    assert_eq!(post(&desk, &[("phone", "11987650001")], &[]).await.status, 422, "no version was shown");
    let json = desk.http().post(desk.url("/optin/matriz")).header("content-type", "text/plain").body("x");
    assert_eq!(json.send().await.unwrap().status(), 422);
    // Two more for this phone, and then it waits.
    for _ in 0..2 {
        assert_eq!(post(&desk, &good, &[]).await.status, 200);
    }
    let refused = post(&desk, &good, &[]).await;
    assert_eq!(refused.status, 429, "{refused:?}");
    let wait: u32 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((3_500..=3_600).contains(&wait), "{wait}");
    assert!(refused.text.contains("value=\"11987650001\""), "nothing typed is lost");
    // And so does one address that tries many phones.
    let mut last = 200;
    for n in 0..12 {
        let phone = format!("1197777{n:04}");
        last = post(&desk, &[("phone", &phone), ("version", "1")], &[]).await.status;
    }
    assert_eq!(last, 429);
    assert!(requests().await <= 10);
    desk.stop().await;
}

#[tokio::test]
async fn nothing_that_was_typed_becomes_html() {
    let desk = TestDesk::start().await;
    admin_page(&desk, EVIL).await;
    let query = serde_urlencoded(&[("phone", EVIL), ("via", EVIL), ("lang", EVIL)]);
    let page = get(&desk, &format!("/optin/matriz?{query}"), None).await;
    assert_eq!(page.status, 200);
    harmless(&page);
    assert!(page.text.contains("&lt;script&gt;"), "shown as it was written");
    harmless(&get(&desk, "/optin/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", None).await);
    let sent = post(&desk, &[("phone", EVIL), ("via", EVIL), ("lang", EVIL), ("version", "1")], &[]).await;
    assert_eq!(sent.status, 422);
    harmless(&sent);
    // Name, wording, proof and author of an export.
    let row = desk.customer_writes(PHONE, "oi").await;
    let ana = desk.login("ana@guiche.local").await;
    let record = json!({
        "subject": {"subject": "contact", "contact": row.contact}, "purpose": "marketing", "act": Act::Granted,
        "source": "agent", "wording": EVIL, "evidence": EVIL,
    });
    assert_eq!(ana.api("record_consent", record).await.status, 200);
    let rename = hook::text(&hook::wamid(), PHONE, "oi", desk.clock.now());
    assert_eq!(desk.hook(rename).await, 200);
    desk.applied().await;
    let page = ana.get(&format!("/export/consent/{}.html", row.contact)).await;
    assert_eq!(page.status, 200);
    harmless(&page);
    assert!(page.text.contains("&lt;script&gt;alert(1)"));
    assert!(!policy(&page.headers).contains("script"));
    desk.stop().await;
}

fn serde_urlencoded(pairs: &[(&str, &str)]) -> String {
    reqwest::Url::parse_with_params("http://x/", pairs).unwrap().query().unwrap().to_owned()
}

#[tokio::test]
async fn an_export_is_for_those_who_see_the_customer() {
    let desk = TestDesk::start().await;
    let row = desk.customer_writes(PHONE, "segredo").await;
    let ana = desk.login("ana@guiche.local").await;
    let (_, stranger) = desk.agent_of("davi@guiche.local", &desk.queues()[1..2]).await;
    for kind in ["html", "json"] {
        let path = format!("/export/consent/{}.{kind}", row.contact);
        let mine = ana.get(&path).await;
        assert_eq!(mine.status, 200, "{mine:?}");
        assert_eq!(mine.headers["cache-control"], "no-store");
        let name = mine.headers["content-disposition"].to_str().unwrap();
        assert!(name.ends_with(&format!("filename=\"consent-{}.{kind}\"", row.contact)), "{name}");
        assert!(mine.text.contains(PHONE) || mine.text.contains("+55 11 98765-0001"));
        let theirs = stranger.get(&path).await;
        assert_eq!(theirs.status, 404);
        assert!(!theirs.text.contains(PHONE) && !theirs.text.contains("98765"));
        // Nobody is led to the door, a program is told so.
        let nobody = get(&desk, &path, None).await;
        assert!(matches!(nobody.status, 302 | 303), "{nobody:?}");
        assert!(nobody.headers["location"].to_str().unwrap().starts_with("/login?next=%2Fexport"));
        let program = desk.http().get(desk.url(&path)).send().await.unwrap();
        assert_eq!(program.status(), 401);
        assert_eq!(stranger.get(&format!("/export/consent/con_none.{kind}")).await.status, 404);
        assert_eq!(ana.get(&format!("{path}?at=ontem")).await.status, 422);
        assert_eq!(ana.get(&format!("{path}?at=2020-01-01")).await.status, 200);
    }
    for odd in ["con_x", "x.json", "..%2Fconsent.json", "con_x.pdf", ".json"] {
        assert_eq!(ana.get(&format!("/export/consent/{odd}")).await.status, 404, "{odd}");
    }
    let past: Value = ana.get(&format!("/export/consent/{}.json?at=2020-01-01", row.contact)).await.json();
    assert_eq!((&past["state"], past["entries"].as_array().unwrap().len()), (&json!({}), 1), "{past}");
    desk.stop().await;
}
