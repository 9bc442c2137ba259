//! A table for people and one JSON line for machines.

use hdrhistogram::Histogram;
use serde::Serialize;
use std::io::Write;

/// One phase of a run.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Phase {
    pub(crate) name: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) agents: usize,
    pub(crate) sent: usize,
    pub(crate) acknowledged: usize,
    pub(crate) refused: usize,
    pub(crate) stored: Option<usize>,
    pub(crate) delivered: usize,
    pub(crate) expected: usize,
    /// Webhooks acknowledged a second.
    pub(crate) rate: f64,
    /// Webhooks stored, applied and seen by every socket a second.
    pub(crate) applied_rate: f64,
    pub(crate) ack_p50_ms: f64,
    pub(crate) ack_p99_ms: f64,
    pub(crate) push_p50_ms: f64,
    pub(crate) push_p95_ms: f64,
    pub(crate) push_p99_ms: f64,
    pub(crate) cpu_ms_per_message: Option<f64>,
    pub(crate) memory_idle_mib: Option<f64>,
    pub(crate) memory_mib: Option<f64>,
}

/// The value at a quantile of a histogram of µs, in ms.
pub(crate) fn ms(histogram: &Histogram<u64>, quantile: f64) -> f64 {
    histogram.value_at_quantile(quantile) as f64 / 1_000.0
}

/// How a figure stands against the budget.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Verdict {
    pub(crate) what: &'static str,
    pub(crate) figure: String,
    pub(crate) must: &'static str,
    pub(crate) must_met: bool,
    pub(crate) aim: &'static str,
    pub(crate) aim_met: bool,
}

/// Prints everything.
pub(crate) fn print(engine: &str, phases: &[Phase], verdicts: &[Verdict]) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(
        out,
        "\n{:<10} {:<6} {:>6} {:>8} {:>8} {:>8} {:>10} {:>9} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "phase",
        "who",
        "agents",
        "sent",
        "acked",
        "stored",
        "delivered",
        "ack/s",
        "applied/s",
        "ack p50",
        "ack p99",
        "push p50",
        "push p95",
        "push p99",
        "cpu/msg",
        "MiB"
    );
    for p in phases {
        let optional = |v: Option<f64>| v.map_or_else(|| "-".to_owned(), |v| format!("{v:.2}"));
        let _ = writeln!(
            out,
            "{:<10} {:<6} {:>6} {:>8} {:>8} {:>8} {:>10} {:>9.0} {:>9.0} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>8.2} {:>8} {:>8}",
            p.name,
            p.subject,
            p.agents,
            p.sent,
            p.acknowledged,
            p.stored.map_or_else(|| "-".to_owned(), |s| s.to_string()),
            p.delivered,
            p.rate,
            p.applied_rate,
            p.ack_p50_ms,
            p.ack_p99_ms,
            p.push_p50_ms,
            p.push_p95_ms,
            p.push_p99_ms,
            optional(p.cpu_ms_per_message),
            optional(p.memory_mib)
        );
    }
    let _ = writeln!(
        out,
        "\ntimes in ms; cpu/msg = processor ms of the server for each message; sockets share the demo accounts\n"
    );
    for v in verdicts {
        let word = |met| if met { "yes" } else { "NO " };
        let _ = writeln!(
            out,
            "{:<52} {:>22}   must {:<26} {}   aim {:<18} {}",
            v.what,
            v.figure,
            v.must,
            word(v.must_met),
            v.aim,
            word(v.aim_met)
        );
    }
    let line =
        serde_json::json!({"bench": "ingest", "engine": engine, "phases": phases, "verdicts": verdicts});
    let _ = writeln!(out, "\n{line}");
}

/// Says why nothing was measured.
pub(crate) fn fail(why: &str) -> std::process::ExitCode {
    let _ = writeln!(std::io::stderr(), "desk-bench: {why}");
    std::process::ExitCode::FAILURE
}

/// Tells what is going on.
pub(crate) fn progress(what: &str) {
    let _ = writeln!(std::io::stderr(), "… {what}");
}
