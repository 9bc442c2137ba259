//! SIGKILL at any moment, again and again: what was acknowledged is there, once.

use crate::support::program::Program;
use crate::support::{all, eventually};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const KILLS: usize = 20;
const SENDERS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_and_nothing_is_doubled() {
    let program = Program::new().await;
    let (next, answered) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (mut acknowledged, mut sent) = (BTreeSet::new(), BTreeSet::new());
    for round in 0..KILLS {
        let mut running = program.start();
        running.listening().await;
        // Senders go on until nobody answers any more; what got no answer is sent again in the next round, as Meta does.
        let senders = all((0..SENDERS).map(|_| {
            let (program, next, answered) = (&program, &next, &answered);
            async move {
                let (mut acknowledged, mut sent) = (Vec::new(), Vec::new());
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let (id, phone) = (format!("wamid.kill{number}"), format!("55119876{:05}", number % 40));
                    sent.push(id.clone());
                    match program.hook(&id, &phone, &format!("mensagem {number}")).await {
                        Some(200) => {
                            acknowledged.push(id);
                            answered.fetch_add(1, Ordering::Relaxed);
                        }
                        Some(503) => {}
                        Some(other) => panic!("{other}"),
                        None => return (acknowledged, sent),
                    }
                }
            }
        }));
        // Another moment each time: after so many answers, and a few thousandths of a second of its own.
        let until = answered.load(Ordering::Relaxed) + 1 + (round * 17) % 50;
        let kill = async {
            eventually("answers", async || answered.load(Ordering::Relaxed) >= until).await;
            tokio::time::sleep(Duration::from_micros((round as u64 * 731) % 4_000)).await;
            running.kill();
        };
        let (outcome, ()) = tokio::join!(senders, kill);
        for (acks, all) in outcome {
            acknowledged.extend(acks);
            sent.extend(all);
        }
    }
    assert!(acknowledged.len() > 300, "only {} acknowledged: nothing was tested", acknowledged.len());
    let mut running = program.start();
    running.listening().await;
    program.applied().await;
    // What nobody answered comes again; the desk cannot know whether it has it.
    let unanswered: Vec<&String> = sent.difference(&acknowledged).collect();
    for id in &unanswered {
        let number: usize = id.strip_prefix("wamid.kill").unwrap().parse().unwrap();
        let phone = format!("55119876{:05}", number % 40);
        assert_eq!(program.hook(id, &phone, &format!("mensagem {number}")).await, Some(200));
    }
    program.applied().await;
    assert!(running.terminate().await.success());

    let stored = program.texts("SELECT provider_id FROM message WHERE direction = 'in'").await;
    let distinct: BTreeSet<&String> = stored.iter().collect();
    assert_eq!(stored.len(), distinct.len(), "doubled");
    let missing: Vec<&String> = sent.iter().filter(|id| !distinct.contains(id)).collect();
    assert!(missing.is_empty(), "acknowledged and missing: {missing:?}");
    assert_eq!(distinct.len(), sent.len());
    // One customer, one open ticket, one protocol each; unread counts every message.
    assert_eq!(program.number("SELECT COUNT(*) FROM contact").await, 40);
    assert_eq!(program.number("SELECT COUNT(*) FROM ticket").await, 40);
    assert_eq!(program.number("SELECT COUNT(DISTINCT protocol) FROM ticket").await, 40);
    assert_eq!(program.number("SELECT SUM(unread) FROM ticket").await, i64::try_from(sent.len()).unwrap());
    // Numbers of events have no gaps and no doubles.
    assert_eq!(program.number("SELECT COUNT(*) - (MAX(seq) - MIN(seq) + 1) FROM event").await, 0);
    assert_eq!(program.number("SELECT last - (SELECT MAX(seq) FROM event) FROM event_seq").await, 0);
    assert_eq!(program.texts("PRAGMA integrity_check").await, ["ok"]);
    // The customers heard of their protocol; a message in the very moment of a kill may have gone out unrecorded, but
    // none is sent again blindly.
    let mut notices: BTreeMap<String, usize> = BTreeMap::new();
    for message in program.graph.sent_messages() {
        *notices.entry(format!("{:?}", message.id)).or_default() += 1;
    }
    assert!(
        program.graph.sent_messages().len() <= 40,
        "{} notices for 40 tickets",
        program.graph.sent_messages().len()
    );
    assert!(notices.values().all(|count| *count == 1));
}
