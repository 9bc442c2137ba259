//! Posting one request until the receiver answers 200.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};

use super::Job;
use crate::{
    records::{Delivery, HookAttempt},
    sim::Sim,
};

/// Refusals after which a request leaves its lane and is tried again on its own.
const REFUSALS_IN_LANE: u32 = 4;

pub(super) async fn lane(sim: &Arc<Sim>, mut jobs: mpsc::UnboundedReceiver<Job>) {
    while let Some(job) = jobs.recv().await {
        if !job.delay.is_zero() {
            sleep(job.delay).await;
        }
        let mut course = Course { started: Instant::now(), attempts: 0, refusals: 0 };
        if !run(sim, &job, &mut course, REFUSALS_IN_LANE).await {
            let alone = sim.clone();
            sim.spawn(async move {
                run(&alone, &job, &mut course, u32::MAX).await;
            });
        }
    }
}

struct Course {
    started: Instant,
    attempts: u32,
    refusals: u32,
}

/// `true` when the request is over (delivered, given up or without anybody to go to).
async fn run(sim: &Arc<Sim>, job: &Job, course: &mut Course, refusals_allowed: u32) -> bool {
    loop {
        let target = match &job.url {
            Some(url) => Ok(Some(url.clone())),
            None => sim.webhook_target(&job.waba_id, job.phone_number_id.as_deref()),
        };
        let attempt = match target {
            Err(()) => return finish(sim, job, "not_subscribed"),
            Ok(None) => return finish(sim, job, "no_receiver"),
            Ok(Some(_)) if course.attempts < job.lose_first => HookAttempt {
                at_ms: sim.now_ms(),
                http_status: None,
                error: Some("lost on purpose".to_owned()),
            },
            Ok(Some(url)) => post(sim, job, &url).await,
        };
        course.attempts += 1;
        let status = attempt.http_status;
        note(sim, job, attempt);
        if status == Some(200) {
            return finish(sim, job, "delivered");
        }
        if course.started.elapsed() > sim.config.retry.give_up {
            return finish(sim, job, "given_up");
        }
        if status.is_some() {
            course.refusals += 1;
            if course.refusals >= refusals_allowed {
                return false;
            }
        }
        sleep(pause(sim, course.attempts)).await;
    }
}

fn pause(sim: &Sim, attempts: u32) -> Duration {
    let retry = &sim.config.retry;
    retry.first.saturating_mul(1 << attempts.saturating_sub(1).min(12)).min(retry.longest)
}

async fn post(sim: &Sim, job: &Job, url: &str) -> HookAttempt {
    let at_ms = sim.now_ms();
    let answer = sim
        .http
        .post(url)
        .timeout(sim.config.retry.timeout)
        .header("content-type", "application/json")
        .header("user-agent", "facebookexternalua")
        .header("x-hub-signature-256", &job.signature)
        .body(job.body.clone())
        .send()
        .await;
    match answer {
        Ok(response) => {
            let http_status = Some(response.status().as_u16());
            // Read to the end so that the connection can be used again.
            let _ = response.bytes().await;
            HookAttempt { at_ms, http_status, error: None }
        }
        Err(error) => HookAttempt { at_ms, http_status: None, error: Some(error.without_url().to_string()) },
    }
}

fn note(sim: &Sim, job: &Job, attempt: HookAttempt) {
    let mut world = sim.world();
    if let Some(entry) = world.hook_log.iter_mut().rev().find(|r| r.serial == job.serial) {
        entry.attempts.push(attempt);
    }
    drop(world);
    sim.touch();
}

fn finish(sim: &Sim, job: &Job, outcome: &str) -> bool {
    let mut world = sim.world();
    if let Some(entry) = world.hook_log.iter_mut().rev().find(|r| r.serial == job.serial) {
        outcome.clone_into(&mut entry.outcome);
    }
    if outcome == "delivered" {
        for id in &job.ticks {
            world.change_bubble(id, |bubble| bubble.status = bubble.status.max(Delivery::Delivered));
        }
    }
    drop(world);
    sim.touch();
    true
}
