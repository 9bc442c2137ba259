//! A disk without room, and a database somebody else holds: never a 200 without a row, and no restart needed.

use crate::support::program::Program;
use crate::support::{TestDesk, Wishes, eventually, hook};
use sqlx::{Connection, Executor, SqliteConnection};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Requests of the tests; those with statuses of our own notices are not counted.
const OURS: &str = "SELECT COUNT(*) FROM journal WHERE CAST(body AS TEXT) LIKE '%wamid.it%'";

/// A small file system that goes with the test.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where mounting is not permitted.
    fn mount(megabytes: u32) -> Option<Self> {
        let path = std::env::temp_dir().join(format!("guiche-small-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        let done = run(
            "mount",
            &["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs", path.to_str().unwrap()],
        );
        if done {
            return Some(Self(path));
        }
        std::fs::remove_dir(&path).unwrap();
        None
    }

    fn grow(&self, megabytes: u32) {
        assert!(run("mount", &["-o", &format!("remount,size={megabytes}m"), self.0.to_str().unwrap()]));
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        run("umount", &["-l", self.0.to_str().unwrap_or_default()]);
        let _ = std::fs::remove_dir(&self.0);
    }
}

fn run(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// Fills the disk with webhooks until they are refused; how many were acknowledged.
async fn fill(desk: &TestDesk) -> i64 {
    let long = "a".repeat(3_000);
    let mut acknowledged = 0;
    let end = Instant::now() + Duration::from_secs(60);
    let mut refused = 0;
    // A single refusal may be a moment's luck; a row of them is a full disk.
    while refused < 5 {
        assert!(Instant::now() < end, "{acknowledged} acknowledged and no end");
        let body =
            hook::text(&hook::wamid(), &format!("5511{:09}", acknowledged % 7), &long, desk.clock.now());
        match desk.hook(body).await {
            200 => {
                acknowledged += 1;
                refused = 0;
            }
            503 => refused += 1,
            other => panic!("{other}"),
        }
    }
    acknowledged
}

async fn recovers(desk: &TestDesk, acknowledged: i64) {
    eventually("taken again", async || {
        let body = hook::text(&hook::wamid(), "5511987650001", "de volta", desk.clock.now());
        desk.hook(body).await == 200
    })
    .await;
    desk.applied().await;
    let journal = desk.database.number(OURS).await;
    assert!(journal > acknowledged, "{journal} rows for {acknowledged} acknowledged");
    let messages = desk.database.number("SELECT COUNT(*) FROM message WHERE direction = 'in'").await;
    assert_eq!(messages, journal, "everything received is applied");
    assert_eq!(desk.database.texts("PRAGMA integrity_check").await, ["ok"]);
    assert_eq!(desk.http().get(desk.url("/ready")).send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_and_recovers() {
    let Some(disk) = SmallDisk::mount(6) else {
        println!("mounting is not permitted here: a limit of file size stands in for the full disk");
        return with_a_file_limit().await;
    };
    let desk = TestDesk::with(Wishes { folder: Some(disk.0.clone()), ..Wishes::default() }).await;
    let acknowledged = fill(&desk).await;
    assert!(acknowledged > 10, "{acknowledged}");
    let journal = desk.database.number(OURS).await;
    assert!(journal >= acknowledged, "{journal} rows for {acknowledged} acknowledged");
    // Reading goes on.
    let answer = desk.http().get(desk.url("/health")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    disk.grow(200);
    recovers(&desk, acknowledged).await;
    desk.stop().await;
}

/// The real program in a process of its own, whose files may not grow: where no file system can be mounted.
async fn with_a_file_limit() {
    let program = Program::new().await;
    let log = program.folder.path.join("guiche.sqlite-wal");
    let mut running = program.start_limited(6_000);
    running.listening().await;
    let long = "a".repeat(3_000);
    let (mut acknowledged, mut refused) = (0_i64, 0);
    let end = Instant::now() + Duration::from_secs(60);
    while refused < 5 {
        assert!(
            Instant::now() < end,
            "{acknowledged} acknowledged and no end ({} bytes)",
            std::fs::metadata(&log).unwrap().len()
        );
        match program.hook(&hook::wamid(), &format!("5511{:09}", acknowledged % 7), &long).await {
            Some(200) => (acknowledged, refused) = (acknowledged + 1, 0),
            Some(503) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(acknowledged > 10, "{acknowledged}");
    assert!(program.number(OURS).await >= acknowledged);
    assert!(run("prlimit", &["--pid", &running.id().to_string(), "--fsize=unlimited:"]), "prlimit");
    eventually("taken again", async || {
        program.hook(&hook::wamid(), "5511987650001", "de volta").await == Some(200)
    })
    .await;
    program.applied().await;
    let journal = program.number(OURS).await;
    assert_eq!(program.number("SELECT COUNT(*) FROM message WHERE direction = 'in'").await, journal);
    assert!(running.terminate().await.success());
}

fn wal(folder: &Path) -> PathBuf {
    folder.join("guiche.sqlite-wal")
}

/// Another process holds the database: short, then long.
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_is_waited_for_and_then_refused() {
    let desk = TestDesk::start().await;
    let row = desk.customer_writes("5511987650001", "antes").await;
    let mut other = SqliteConnection::connect(&desk.database.url).await.unwrap();
    let text = |text: &str| hook::text(&hook::wamid(), "5511987650001", text, desk.clock.now());

    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let mut waiting = Box::pin(desk.hook(text("durante")));
    let early = tokio::time::timeout(Duration::from_millis(700), &mut waiting).await;
    assert!(early.is_err(), "answered {early:?} although nothing can be stored");
    // Readers are not in the way of a writer, nor a writer in theirs.
    let supervisor = desk.supervisor().await;
    assert!(desk.desk.thread(&supervisor, &row.ticket).await.is_ok());
    other.execute("ROLLBACK").await.unwrap();
    assert_eq!(waiting.await, 200, "stored as soon as there was room");

    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let since = Instant::now();
    assert_eq!(desk.hook(text("demais")).await, 503);
    assert!(since.elapsed() < Duration::from_secs(15), "{:?}", since.elapsed());
    other.execute("ROLLBACK").await.unwrap();
    eventually("taken again", async || desk.hook(text("depois")).await == 200).await;
    desk.applied().await;
    let rows = desk.database.number(OURS).await;
    let messages = desk.database.number("SELECT COUNT(*) FROM message WHERE direction = 'in'").await;
    assert!(rows >= 3 && messages == rows, "{rows} requests, {messages} messages");
    desk.stop().await;
}

/// A reader that never ends does not let the log of the database grow without bounds for others' writes.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_reader_does_not_stop_writers() {
    let desk = TestDesk::start().await;
    desk.customer_writes("5511987650001", "antes").await;
    let mut reader = SqliteConnection::connect(&desk.database.url).await.unwrap();
    reader.execute("BEGIN").await.unwrap();
    let before: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM message").fetch_one(&mut reader).await.unwrap();
    for i in 0..50 {
        let body = hook::text(&hook::wamid(), "5511987650001", &format!("{i}"), desk.clock.now());
        assert_eq!(desk.hook(body).await, 200);
    }
    desk.applied().await;
    let still: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM message").fetch_one(&mut reader).await.unwrap();
    assert_eq!(before, still, "one snapshot");
    reader.execute("ROLLBACK").await.unwrap();
    assert!(std::fs::metadata(wal(&desk.folder.path)).unwrap().len() < 64 * 1024 * 1024);
    desk.stop().await;
}
