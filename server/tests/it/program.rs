//! The program as the operator meets it: commands, exit codes, signals.

use crate::support::program::{Program, command, free_address};
use crate::support::socket::Socket;
use crate::support::{Folder, PASSWORD};
use std::io::Write;
use std::process::Stdio;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn every_problem_of_the_configuration_is_told_at_once() {
    let folder = Folder::new();
    std::fs::write(
        folder.path.join("guiche.toml"),
        "listen = \"x\"\nnonsense = 1\n[session]\nidle = \"never\"\n",
    )
    .unwrap();
    for arguments in [&["config", "check"][..], &["serve"], &["migrate"]] {
        let mut command = command(&folder, free_address());
        command
            .env_remove("GUICHE_LISTEN")
            .env("GUICHE_TIME_ZONE", "Mars/Olympus")
            .env("GUICHE_MASTER_KEY", "s3cret");
        let done = command.args(arguments).output().unwrap();
        assert_eq!(done.status.code(), Some(2), "{arguments:?}");
        let told = text(&done.stderr);
        for name in ["listen", "nonsense", "session.idle", "time_zone", "master_key"] {
            assert!(told.contains(name), "{name} is missing in {told}");
        }
        assert!(!told.contains("s3cret"), "{told}");
    }
    std::fs::write(folder.path.join("guiche.toml"), "desk_name = \"Oficina\"\n").unwrap();
    let done = command(&folder, free_address())
        .env("GUICHE_DATABASE_URL", "postgres://ana:s3cret@db/desk")
        .args(["config", "check"])
        .output()
        .unwrap();
    assert!(done.status.success());
    assert!(text(&done.stdout).contains("desk_name = Oficina"), "{}", text(&done.stdout));
    assert!(!text(&done.stdout).contains("s3cret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_program_is_left_alone() {
    let program = Program::new().await;
    {
        use sqlx::{Connection, Executor, SqliteConnection};
        let url = format!("sqlite:{}", program.folder.path.join("guiche.sqlite").display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                     VALUES (999999, 'from the future', TRUE, x'00', 0)";
        connection.execute(newer).await.unwrap();
    }
    for arguments in [&["serve"][..], &["migrate"], &["user", "list"]] {
        let done = command(&program.folder, program.address).args(arguments).output().unwrap();
        assert_eq!(done.status.code(), Some(3), "{arguments:?}: {}", text(&done.stderr));
        assert!(text(&done.stderr).contains("newer"), "{}", text(&done.stderr));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_kept_from_the_command_line() {
    let program = Program::new().await;
    let run = |arguments: &[&str], input: &str| {
        let mut command = command(&program.folder, program.address);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let add = ["user", "add", "eva@guiche.local", "--name", "Eva", "--role", "supervisor"];
    assert_eq!(run(&add, "curta\n").status.code(), Some(1));
    assert!(run(&add, &format!("{PASSWORD}\n")).status.success());
    assert_eq!(run(&add, &format!("{PASSWORD}\n")).status.code(), Some(1), "twice");
    assert!(run(&["user", "role", "eva@guiche.local", "agent"], "").status.success());
    assert!(run(&["user", "disable", "eva@guiche.local"], "").status.success());
    let list = text(&run(&["user", "list"], "").stdout);
    let eva = list.lines().find(|line| line.contains("eva@guiche.local")).unwrap();
    assert!(eva.contains("agent") && eva.contains("disabled"), "{eva}");
    assert_eq!(run(&["user", "password", "ninguem@guiche.local"], "x\n").status.code(), Some(1));
}

/// SIGTERM: requests under way are answered, sockets are told, nothing is lost, the exit code is 0.
#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_in_order_and_replay_changes_nothing() {
    let program = Program::new().await;
    let mut running = program.start();
    running.listening().await;
    let origin = format!("http://{}", program.address);
    let http = crate::support::client::http();
    let form = [("email", "ana@guiche.local"), ("password", PASSWORD)];
    let login =
        http.post(format!("{origin}/login")).header("origin", &origin).form(&form).send().await.unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut socket = Socket::connect(&origin, &[("cookie", &cookie), ("origin", &origin)]).await.unwrap();
    socket.hello(None, &[]).await;
    socket.events_until(0).await;
    let hooks = crate::support::all((0..100).map(|i| {
        let (program, id) = (&program, format!("wamid.term{i}"));
        async move { (program.hook(&id, &format!("551198765{:04}", i % 10), "oi").await, id) }
    }));
    let (answers, status) = tokio::join!(hooks, running.terminate());
    assert!(status.success(), "{status}");
    let (code, reason) = socket.closed().await;
    assert_eq!(code, Some(1012));
    assert!(reason.parse::<u64>().is_ok(), "{reason}");
    let stored = program.texts("SELECT provider_id FROM message WHERE direction = 'in'").await;
    let bodies = program.number("SELECT COUNT(*) FROM journal").await;
    let acknowledged: Vec<&String> =
        answers.iter().filter(|(answer, _)| *answer == Some(200)).map(|(_, id)| id).collect();
    assert!(bodies >= i64::try_from(acknowledged.len()).unwrap());
    // What was stored and not yet applied is applied by the replay; a second one finds nothing to do.
    let counts = async || {
        let mut counts = Vec::new();
        for sql in [
            "SELECT COUNT(*) FROM message WHERE direction = 'in'",
            "SELECT COUNT(*) FROM ticket",
            "SELECT COUNT(*) FROM contact",
        ] {
            counts.push(program.number(sql).await);
        }
        counts
    };
    let replay =
        || command(&program.folder, program.address).args(["replay", "--since", "1h"]).output().unwrap();
    assert!(replay().status.success());
    let first = counts().await;
    assert!(replay().status.success());
    assert_eq!(first, counts().await);
    let now = program.texts("SELECT provider_id FROM message WHERE direction = 'in'").await;
    assert!(acknowledged.iter().all(|id| now.contains(id)), "{} before, {} now", stored.len(), now.len());
    let wrong =
        command(&program.folder, program.address).args(["replay", "--since", "ontem"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(1));
}
