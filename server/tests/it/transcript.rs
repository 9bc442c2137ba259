//! A ticket as a document: for whom, with what in it, and that not a byte of it can be changed unseen.

use crate::support::client::{Answer, Person};
use crate::support::program::{command, free_address};
use crate::support::{Folder, TestDesk};
use desk_model::view::InboxRow;
use serde_json::json;
use server::signer::{Signer, Verdict};
use std::path::Path;

const PHONE: &str = "5511987650001";
const EVIL: &str = "\"'><script>alert(1)</script>&lt;img src=x onerror=y> guiche-transcript-v1:00:00";

/// A ticket of Ana's with a message, an answer and a note.
async fn scene(desk: &TestDesk) -> (InboxRow, Person) {
    let row = desk.customer_writes(PHONE, EVIL).await;
    let ana = desk.login("ana@guiche.local").await;
    assert_eq!(ana.api("claim", json!({"ticket": row.ticket})).await.status, 200);
    let reply =
        json!({"id": "msg_um", "ticket": row.ticket, "body": "Já resolvo\nUm momento", "reply_to": null});
    assert_eq!(ana.api("reply", reply).await.status, 200);
    let note = json!({"id": "msg_dois", "ticket": row.ticket, "body": "cliente nervoso"});
    assert_eq!(ana.api("note", note).await.status, 200);
    (row, ana)
}

fn policy(answer: &Answer) -> &str {
    answer.headers["content-security-policy"].to_str().unwrap()
}

#[tokio::test]
async fn the_document_tells_all_but_the_notes() {
    let desk = TestDesk::start().await;
    let (row, ana) = scene(&desk).await;
    let path = |kind: &str| format!("/export/ticket/{}.{kind}", row.ticket);
    let protocol = row.protocol.to_string();
    for (kind, file) in [("html", "inline"), ("txt", "attachment"), ("html?download=1", "attachment")] {
        let document = ana.get(&path(kind)).await;
        assert_eq!(document.status, 200, "{document:?}");
        assert_eq!(document.headers["cache-control"], "no-store");
        let how = document.headers["content-disposition"].to_str().unwrap();
        assert!(how.starts_with(file) && how.contains(&format!("transcricao-{protocol}.")), "{how}");
        for part in [
            &protocol,
            "Ana Costa",
            "Atendimento",
            "Matriz",
            "Já resolvo",
            "98765-0001",
            "em aberto",
            "Ana Costa assumiu",
        ] {
            assert!(document.text.contains(part), "{part} is missing in {}", document.text);
        }
        assert!(!document.text.contains("nervoso"), "notes do not leave by themselves");
        assert_eq!(Signer::new(&[7; 32]).verify(document.text.as_bytes()), Verdict::Valid);
    }
    let page = ana.get(&path("html")).await;
    assert!(!page.text.contains("<script") && !page.text.contains("<img"), "{}", page.text);
    assert!(page.text.contains("&lt;script&gt;alert(1)"));
    assert!(policy(&page).contains("default-src 'none'") && !policy(&page).contains("script"));
    let text = ana.get(&path("txt")).await;
    assert!(text.headers["content-type"].to_str().unwrap().starts_with("text/plain"));
    assert!(text.text.contains("\n    Já resolvo\n    Um momento\n"), "{}", text.text);

    // Notes: for supervisors, and when they ask.
    let sonia = desk.login("sonia@guiche.local").await;
    assert!(!sonia.get(&path("txt")).await.text.contains("nervoso"));
    assert!(sonia.get(&path("txt?notes=1")).await.text.contains("cliente nervoso"));
    assert_eq!(ana.get(&path("txt?notes=1")).await.status, 403);
    // In the reader's language, closed.
    let english = json!({"locale": "en", "theme": "system", "shortcuts": true});
    assert_eq!(sonia.api("preferences", english).await.status, 200);
    assert_eq!(ana.api("close", json!({"ticket": row.ticket, "reason": "resolved"})).await.status, 200);
    let page = sonia.get(&path("html")).await;
    assert!(
        page.text.contains("<html lang=\"en\">") && page.text.contains("Transcript of the ticket"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("still open"));
    desk.stop().await;
}

#[tokio::test]
async fn the_document_is_for_those_who_see_the_ticket() {
    let desk = TestDesk::start().await;
    let (row, ana) = scene(&desk).await;
    let (_, stranger) = desk.agent_of("davi@guiche.local", &desk.queues()[1..2]).await;
    for kind in ["html", "txt"] {
        let path = format!("/export/ticket/{}.{kind}", row.ticket);
        let theirs = stranger.get(&path).await;
        assert_eq!(theirs.status, 404);
        assert!(!theirs.text.contains(PHONE) && !theirs.text.contains("Ana Costa"));
        assert_eq!(stranger.get(&format!("{path}?notes=1")).await.status, 404, "not even that it is there");
        let nobody = desk.http().get(desk.url(&path)).header("accept", "text/html").send().await.unwrap();
        assert!(nobody.headers()["location"].to_str().unwrap().starts_with("/login?next=%2Fexport"));
        assert_eq!(desk.http().get(desk.url(&path)).send().await.unwrap().status(), 401);
        let program = desk.http().post(desk.url(&path)).header("cookie", &ana.cookie).send().await.unwrap();
        assert!(program.status().is_client_error(), "nothing to be posted");
    }
    for odd in [
        "tkt_x.html",
        "x.txt",
        "..%2Fticket.html",
        ".html",
        &format!("{}.pdf", row.ticket),
        row.ticket.as_str(),
    ] {
        assert_eq!(ana.get(&format!("/export/ticket/{odd}")).await.status, 404, "{odd}");
    }
    desk.stop().await;
}

/// `guiche verify`: 0 valid, 1 altered, 2 another key.
#[tokio::test]
async fn the_program_says_whether_a_document_was_altered() {
    let desk = TestDesk::start().await;
    let (row, ana) = scene(&desk).await;
    let folder = Folder::new();
    let verify = |path: &Path, key: u8| {
        let mut command = command(&folder, free_address());
        command.env("GUICHE_MASTER_KEY", hex::encode([key; 32])).arg("verify").arg(path);
        let done = command.output().unwrap();
        let told =
            format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        (done.status.code(), told)
    };
    for kind in ["html", "txt"] {
        let document = ana.get(&format!("/export/ticket/{}.{kind}", row.ticket)).await.text.into_bytes();
        let path = folder.path.join(format!("documento.{kind}"));
        std::fs::write(&path, &document).unwrap();
        let (code, told) = verify(&path, 7);
        assert!(code == Some(0) && told.starts_with("valid: "), "{told}");
        let (code, told) = verify(&path, 8);
        assert!(code == Some(2) && told.contains("unknown key"), "{told}");
        // One letter of what was said.
        let at = document.windows(5).position(|part| part == b"resol").unwrap();
        let mut altered = document.clone();
        altered[at] = b'R';
        std::fs::write(&path, &altered).unwrap();
        let (code, told) = verify(&path, 7);
        assert!(code == Some(1) && told.contains("altered"), "{told}");
        // Any byte at all.
        let signer = Signer::new(&[7; 32]);
        for at in 0..document.len() {
            let mut altered = document.clone();
            altered[at] = altered[at].wrapping_add(1);
            assert_ne!(signer.verify(&altered), Verdict::Valid, "{kind}: byte {at}");
        }
    }
    assert_eq!(verify(&folder.path.join("nada.txt"), 7).0, Some(1));
    // Where there is no key nothing is signed by it, and none is made.
    let path = folder.path.join("documento.txt");
    let done = command(&folder, free_address())
        .env_remove("GUICHE_MASTER_KEY")
        .arg("verify")
        .arg(&path)
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert!(!folder.path.join("master.key").exists());
    desk.stop().await;
}
