//! Real payloads of every kind: all are accepted, and none is lost.

use crate::support::TestDesk;
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

#[tokio::test(flavor = "multi_thread")]
async fn every_fixture_is_accepted_and_none_is_lost() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("channels/tests/fixtures");
    let mut found = Vec::new();
    files(&folder, &mut found);
    found.sort();
    assert!(found.len() > 20, "{} files in {}", found.len(), folder.display());
    let desk = TestDesk::start().await;
    for file in &found {
        assert_eq!(desk.hook(std::fs::read(file).unwrap()).await, 200, "{}", file.display());
    }
    desk.applied().await;
    let stored = i64::try_from(found.len()).unwrap();
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM journal").await, stored);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM journal WHERE state = 'unreadable'").await, 0);
    let (messages, events) = (
        desk.database.number("SELECT COUNT(*) FROM message").await,
        desk.database.number("SELECT COUNT(*) FROM ticket").await,
    );
    assert!(messages > 0 && events > 0, "{messages} messages, {events} tickets");
    // A second time, and from the journal: nothing is created twice.
    for file in &found {
        assert_eq!(desk.hook(std::fs::read(file).unwrap()).await, 200);
    }
    desk.applied().await;
    let report = desk.desk.replay(desk_model::Timestamp(0)).await.unwrap();
    assert_eq!(i64::try_from(report.requests).unwrap(), 2 * stored);
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM message WHERE direction = 'in'").await, {
        let inbound = "SELECT COUNT(*) FROM (SELECT DISTINCT number_id, provider_id FROM message WHERE direction = 'in') AS d";
        desk.database.number(inbound).await
    });
    assert_eq!(desk.database.number("SELECT COUNT(*) FROM ticket").await, events);
    // The demo's own number still works afterwards.
    let row = desk.customer_writes("5511987650001", "depois de tudo").await;
    assert_eq!(row.unread, 1);
    desk.stop().await;
}
