//! Whether numbers are well, and how to connect one.

mod en;
mod pt_br;

pub(super) use en::EN;
pub(super) use pt_br::PT_BR;

use desk_model::alert::AlertNews;
use desk_model::health::{CheckKind, Finding, Verdict};
use desk_model::number::NumberState;
use desk_model::setup::Step;

/// The texts about numbers.
pub(crate) struct HealthTexts {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) empty: &'static str,
    pub(crate) empty_hint: &'static str,
    pub(crate) connect: &'static str,
    pub(crate) check_now: &'static str,
    pub(crate) never_checked: &'static str,
    pub(crate) reconnect: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) subscribe: &'static str,
    pub(crate) subscribed: &'static str,
    pub(crate) announcements: &'static str,
    pub(crate) acknowledge: &'static str,
    pub(crate) not_checked: &'static str,
    pub(crate) not_told: &'static str,
    pub(crate) not_subscribed: &'static str,
    pub(crate) foreign: &'static str,
    pub(crate) never: &'static str,
    pub(crate) no_number_yet: &'static str,
    /// How everything stands.
    pub(crate) summary: fn(Verdict) -> &'static str,
    /// How one thing stands.
    pub(crate) verdict: fn(Verdict) -> &'static str,
    pub(crate) state: fn(NumberState) -> &'static str,
    pub(crate) check: fn(CheckKind) -> &'static str,
    pub(crate) fine: fn(CheckKind) -> &'static str,
    /// A word of the provider's.
    pub(crate) word: fn(CheckKind, &str) -> String,
    /// So many bad signatures or open announcements.
    pub(crate) count: fn(CheckKind, i64) -> String,
    /// So many people of so many.
    pub(crate) reached: fn(i64, Option<i64>) -> String,
    /// What to do.
    pub(crate) todo: fn(CheckKind, &Finding) -> &'static str,
    pub(crate) ago: fn(&str) -> String,
    pub(crate) checked: fn(&str) -> String,
    pub(crate) acknowledged: fn(&str, &str) -> String,
    /// What was announced.
    pub(crate) alert: fn(&AlertNews) -> String,
    // Connecting a number.
    pub(crate) new_title: &'static str,
    pub(crate) again_title: &'static str,
    pub(crate) setup_lead: &'static str,
    pub(crate) again_lead: &'static str,
    pub(crate) back: &'static str,
    pub(crate) step: fn(Step) -> &'static str,
    pub(crate) step_hint: fn(Step) -> &'static str,
    pub(crate) queue_step: &'static str,
    pub(crate) step_done: &'static str,
    pub(crate) step_failed: &'static str,
    pub(crate) step_open: &'static str,
    pub(crate) label: &'static str,
    pub(crate) label_hint: &'static str,
    pub(crate) provider_id: &'static str,
    pub(crate) account_id: &'static str,
    pub(crate) access_token: &'static str,
    pub(crate) app_secret: &'static str,
    pub(crate) secret_hint: &'static str,
    pub(crate) kept_hint: &'static str,
    pub(crate) advanced: &'static str,
    pub(crate) base_url: &'static str,
    pub(crate) base_url_hint: &'static str,
    pub(crate) api_version: &'static str,
    pub(crate) save_and_check: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) callback_url: &'static str,
    pub(crate) verify_token: &'static str,
    pub(crate) copy: &'static str,
    pub(crate) needs_https: &'static str,
    pub(crate) queue: &'static str,
    pub(crate) queue_hint: &'static str,
    pub(crate) finish: &'static str,
    pub(crate) save_queue: &'static str,
    pub(crate) finished: &'static str,
    pub(crate) not_yet: &'static str,
    pub(crate) required: &'static str,
    pub(crate) malformed: fn(&str) -> &'static str,
    /// The number and its name, as the provider knows them.
    pub(crate) this_is: fn(&str, &str) -> String,
    pub(crate) seen_at: fn(&str) -> String,
    /// Where to write to.
    pub(crate) write_to: fn(&str) -> String,
}
