//! `desk-bench ingest`: the three phases of the budget, on the desk and on the probe in turn.

use crate::client::{self, Load, Stopwatch};
use crate::desk::{self, Desk};
use crate::process::{Server, free_address};
use crate::report::{self, Phase, Verdict, ms};
use crate::sockets::{Door, Listeners};
use crate::{Engine, IngestOptions};
use std::time::{Duration, Instant};

struct Plan {
    name: &'static str,
    rate: u32,
    agents: usize,
    in_flight: usize,
}

/// Starts everything, measures, prints.
pub(crate) async fn run(options: IngestOptions) -> Result<(), String> {
    let plans = match options.rate {
        Some(rate) => {
            vec![Plan { name: "custom", rate, agents: options.agents, in_flight: options.in_flight }]
        }
        None => vec![
            Plan { name: "full", rate: 0, agents: 8, in_flight: options.in_flight },
            Plan { name: "320/s", rate: 320, agents: 8, in_flight: 32 },
            Plan { name: "cpu", rate: 320, agents: 100, in_flight: 32 },
            Plan { name: "50/s", rate: 50, agents: 500, in_flight: 16 },
        ],
    };
    let folder = std::env::temp_dir().join(format!("guiche-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
    let outcome = measure(&options, &plans, &folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    let phases = outcome?;
    let engine = match options.engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    let verdicts = verdicts(&phases);
    report::print(engine, &phases, &verdicts);
    if let Some(lost) = phases.iter().find(|p| p.stored.is_some_and(|stored| stored < p.acknowledged)) {
        return Err(format!("{}: {} acknowledged, {:?} stored", lost.name, lost.acknowledged, lost.stored));
    }
    Ok(())
}

async fn measure(
    options: &IngestOptions,
    plans: &[Plan],
    folder: &std::path::Path,
) -> Result<Vec<Phase>, String> {
    let mut phases = Vec::new();
    let probe = Probe::start(folder).await?;
    let desk = Desk::start(options, folder).await?;
    for (index, plan) in plans.iter().enumerate() {
        let run = u32::try_from(index).unwrap_or(0) + 1;
        let seconds = if plan.agents >= 500 { options.seconds.max(5) } else { options.seconds };
        report::progress(&format!("{}: probe, {} sockets, {seconds} s", plan.name, plan.agents));
        phases
            .push(phase(plan, "probe", &probe.door, &probe.server, desk::SECRET, run, seconds, None).await?);
        report::progress(&format!("{}: desk, {} sockets, {seconds} s", plan.name, plan.agents));
        let door = desk.door().await?;
        phases.push(phase(plan, "desk", &door, &desk.server, desk::SECRET, run, seconds, Some(&desk)).await?);
    }
    Ok(phases)
}

struct Probe {
    server: Server,
    door: Door,
}

impl Probe {
    async fn start(folder: &std::path::Path) -> Result<Self, String> {
        let address = free_address()?;
        let mut command = std::process::Command::new(std::env::current_exe().map_err(|e| e.to_string())?);
        command.arg("probe").arg(address.to_string()).arg(folder.join("probe.sqlite")).arg(desk::SECRET);
        let mut server = Server::start(command, &folder.join("probe.log"))?;
        server.listening(address).await?;
        Ok(Self { server, door: Door { address, path: "/live", cookie: None, hello: None } })
    }
}

#[expect(clippy::too_many_arguments, reason = "one call, one phase: the parts belong to different owners")]
async fn phase(
    plan: &Plan,
    subject: &'static str,
    door: &Door,
    server: &Server,
    secret: &str,
    run: u32,
    seconds: u32,
    desk: Option<&Desk>,
) -> Result<Phase, String> {
    let watch = Stopwatch(Instant::now());
    let sent_at = client::send_times();
    let memory_idle = server.memory_kib();
    let listeners = Listeners::open(door, plan.agents, run, watch, &sent_at).await?;
    let cpu_before = server.cpu_ms();
    let begin = Instant::now();
    let load = Load {
        address: door.address,
        secret: secret.to_owned(),
        number: desk::PHONE_NUMBER_ID.to_owned(),
        run,
        customers: 500,
        rate: plan.rate,
        seconds,
        in_flight: plan.in_flight,
    };
    let posted = client::run(load, watch, sent_at).await?;
    let (delivered, push) = listeners.finish(posted.acknowledged, Duration::from_secs(60)).await?;
    let elapsed = begin.elapsed();
    let cpu = server.cpu_ms().zip(cpu_before).map(|(after, before)| after.saturating_sub(before));
    let memory = server.memory_kib();
    let stored = match desk {
        Some(desk) => {
            let (distinct, rows) = desk.stored(run, posted.acknowledged).await?;
            if rows != distinct {
                return Err(format!("{}: {distinct} messages fill {rows} rows", plan.name));
            }
            Some(distinct)
        }
        None => None,
    };
    let messages = posted.acknowledged.max(1) as f64;
    Ok(Phase {
        name: plan.name,
        subject,
        agents: plan.agents,
        sent: posted.sent,
        acknowledged: posted.acknowledged,
        refused: posted.refused,
        stored,
        delivered,
        expected: posted.acknowledged * plan.agents,
        rate: posted.acknowledged as f64 / posted.elapsed.as_secs_f64(),
        applied_rate: posted.acknowledged as f64 / elapsed.as_secs_f64(),
        ack_p50_ms: ms(&posted.latency, 0.50),
        ack_p99_ms: ms(&posted.latency, 0.99),
        push_p50_ms: ms(&push, 0.50),
        push_p95_ms: ms(&push, 0.95),
        push_p99_ms: ms(&push, 0.99),
        cpu_ms_per_message: cpu.map(|cpu| cpu as f64 / messages),
        memory_idle_mib: memory_idle.map(|kib| kib as f64 / 1024.0),
        memory_mib: memory.map(|kib| kib as f64 / 1024.0),
    })
}

fn verdicts(phases: &[Phase]) -> Vec<Verdict> {
    let find = |name: &str, subject: &str| phases.iter().find(|p| p.name == name && p.subject == subject);
    let mut out = Vec::new();
    if let (Some(desk), Some(probe)) = (find("full", "desk"), find("full", "probe")) {
        let share = desk.applied_rate / probe.applied_rate.max(1.0);
        out.push(Verdict {
            what: "webhooks stored durably, applied and pushed",
            figure: format!("{:.0}/s = {:.0} % of probe", desk.applied_rate, share * 100.0),
            must: ">= 1000/s and >= 50 %",
            must_met: desk.applied_rate >= 1_000.0 && share >= 0.5,
            aim: ">= 100 % of probe",
            aim_met: share >= 1.0,
        });
    }
    if let (Some(desk), Some(probe)) = (find("320/s", "desk"), find("320/s", "probe")) {
        out.push(Verdict {
            what: "acknowledgement at 320/s, p99",
            figure: format!("{:.1} ms (probe {:.1})", desk.ack_p99_ms, probe.ack_p99_ms),
            must: "< 100 ms",
            must_met: desk.ack_p99_ms < 100.0,
            aim: "< 25 ms",
            aim_met: desk.ack_p99_ms < 25.0,
        });
    }
    if let (Some(desk), Some(probe)) = (find("50/s", "desk"), find("50/s", "probe")) {
        out.push(Verdict {
            what: "customer message to agent's socket, 50/s, 500, p99",
            figure: format!("{:.1} ms (probe {:.1})", desk.push_p99_ms, probe.push_p99_ms),
            must: "< 100 ms",
            must_met: desk.push_p99_ms < 100.0,
            aim: "< 30 ms",
            aim_met: desk.push_p99_ms < 30.0,
        });
        if let (Some(idle), Some(full)) = (desk.memory_idle_mib, desk.memory_mib) {
            out.push(Verdict {
                what: "memory for 500 agents more",
                figure: format!("+{:.1} MiB", full - idle),
                must: "< +30 MiB",
                must_met: full - idle < 30.0,
                aim: "< +15 MiB",
                aim_met: full - idle < 15.0,
            });
        }
    }
    if let Some(idle) = find("full", "desk").and_then(|p| p.memory_idle_mib) {
        out.push(Verdict {
            what: "memory idle",
            figure: format!("{idle:.1} MiB"),
            must: "< 60 MiB",
            must_met: idle < 60.0,
            aim: "< 40 MiB",
            aim_met: idle < 40.0,
        });
    }
    let cpu = |subject| find("cpu", subject).and_then(|p| p.cpu_ms_per_message);
    if let (Some(cpu), Some(probe)) = (cpu("desk"), cpu("probe")) {
        out.push(Verdict {
            what: "server processor time a message, 320/s, 100 agents",
            figure: format!("{cpu:.2} ms (probe {probe:.2})"),
            must: "< 1 ms",
            must_met: cpu < 1.0,
            aim: "< 0.4 ms",
            aim_met: cpu < 0.4,
        });
    }
    let complete = phases.iter().all(|p| p.refused == 0 && p.delivered == p.expected);
    let stored = phases.iter().all(|p| p.stored.is_none_or(|s| s == p.acknowledged));
    out.push(Verdict {
        what: "acknowledged, stored once, seen by every socket",
        figure: if complete && stored { "all".into() } else { "NOT all".into() },
        must: "all",
        must_met: complete && stored,
        aim: "all",
        aim_met: complete && stored,
    });
    out
}
