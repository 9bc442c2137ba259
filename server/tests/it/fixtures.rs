//! Real payloads of every kind: all are accepted, and none is lost.

use crate::support::{ACCESS_TOKEN, NUMBER, SECRET, TestDesk, VERIFY_TOKEN};
use desk_core::ports::Secret;
use desk_core::{Actor, NewNumber};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
}

/// Messages that change another one, or tell of the customer: they leave no line of their own.
const NO_LINE: [&str; 4] = ["reaction", "edit", "revoke", "system"];

/// Number and id of every message of a payload that must be a line afterwards, and every number there is.
fn look(body: &[u8], lines: &mut BTreeSet<(String, String)>, numbers: &mut BTreeSet<String>) {
    let payload: Value = serde_json::from_slice(body).unwrap();
    for change in payload["entry"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|e| e["changes"].as_array().into_iter().flatten())
    {
        let Some(number) = change["value"]["metadata"]["phone_number_id"].as_str() else { continue };
        numbers.insert(number.to_owned());
        if change["field"] != "messages" {
            continue;
        }
        for message in change["value"]["messages"].as_array().into_iter().flatten() {
            if let Some(id) = message["id"].as_str()
                && !NO_LINE.iter().any(|kind| message["type"] == *kind)
            {
                lines.insert((number.to_owned(), id.to_owned()));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fixture_is_accepted_and_none_is_lost() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("channels/tests/fixtures");
    let mut found = Vec::new();
    files(&folder, &mut found);
    found.sort();
    assert!(found.len() > 20, "{} files in {}", found.len(), folder.display());
    let desk = TestDesk::start().await;
    let (mut lines, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for file in &found {
        look(&std::fs::read(file).unwrap(), &mut lines, &mut numbers);
    }
    assert!(lines.len() > 10, "{lines:?}");
    for number in numbers.iter().filter(|number| *number != NUMBER) {
        let new = NewNumber {
            label: number.clone(),
            phone: "+55 11 4000-0000".to_owned(),
            provider_id: number.clone(),
            account_id: "1".to_owned(),
            base_url: desk.simulator.base_url(),
            api_version: "v24.0".to_owned(),
            access_token: Secret(ACCESS_TOKEN.to_owned()),
            app_secret: Secret(SECRET.to_owned()),
            previous_app_secret: None,
            verify_token: Secret(VERIFY_TOKEN.to_owned()),
            default_queue: desk.queues()[0].clone(),
        };
        desk.desk.connect_number(&Actor::operator(), new).await.unwrap();
    }
    let ours = async || {
        let sql = "SELECT COUNT(*) FROM journal WHERE CAST(body AS TEXT) NOT LIKE '%\"biz_opaque_callback_data\":\"msg_%'";
        desk.database.number(sql).await
    };
    for round in 1..=2 {
        for file in &found {
            assert_eq!(desk.hook(std::fs::read(file).unwrap()).await, 200, "{}", file.display());
        }
        desk.quiet().await;
        assert_eq!(ours().await, round * i64::try_from(found.len()).unwrap());
        assert_eq!(desk.database.number("SELECT COUNT(*) FROM journal WHERE state = 'unreadable'").await, 0);
        let sql =
            "SELECT n.provider_id || ' ' || m.provider_id FROM message m JOIN number n ON n.id = m.number_id
                   WHERE m.direction = 'in'";
        let stored = desk.database.texts(sql).await;
        let distinct: BTreeSet<(String, String)> = stored
            .iter()
            .filter_map(|pair| pair.split_once(' '))
            .map(|(n, id)| (n.to_owned(), id.to_owned()))
            .collect();
        assert_eq!(stored.len(), distinct.len(), "doubled");
        let missing: Vec<_> = lines.difference(&distinct).collect();
        assert!(missing.is_empty(), "lost: {missing:?}");
    }
    // From the journal again: nothing is created twice.
    let counts = async || {
        let mut counts = Vec::new();
        for sql in
            ["SELECT COUNT(*) FROM message", "SELECT COUNT(*) FROM ticket", "SELECT COUNT(*) FROM contact"]
        {
            counts.push(desk.database.number(sql).await);
        }
        counts
    };
    let before = counts().await;
    let report = desk.desk.replay(desk_model::Timestamp(0)).await.unwrap();
    assert!(report.requests >= 2 * found.len(), "{report:?}");
    assert_eq!(counts().await, before);
    desk.stop().await;
}
