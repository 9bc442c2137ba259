//! The table of texts: one field each, so that a language cannot lack one.

use super::admin::{self, AdminTexts};
use super::autopsy::AutopsyTexts;
use super::composer::ComposerTexts;
use super::cost::CostTexts;
use super::presence::PresenceTexts;
use super::queues::QueuesTexts;
use super::survey::SurveyTexts;
use super::templates::TemplatesTexts;
use super::transfer::TransferTexts;
use desk_model::error::FieldProblem;
use desk_model::message::PreviewKind;
use desk_model::number::NumberState;
use desk_model::template::Category;
use desk_model::{CloseReason, DeskError, Locale, MessageStatus, Role};

/// Keys that belong together, with what they do.
pub(crate) struct KeyHelp {
    /// Where they work.
    pub(crate) title: &'static str,
    /// Keys, separated by spaces, and what they do.
    pub(crate) keys: &'static [(&'static str, &'static str)],
}

/// Every text of the app in one language.
pub(crate) struct Texts {
    /// Which language.
    pub(crate) locale: Locale,
    // The door.
    pub(crate) login_title: &'static str,
    pub(crate) login_heading: &'static str,
    pub(crate) login_lead: &'static str,
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
    pub(crate) log_in: &'static str,
    pub(crate) setup_title: &'static str,
    pub(crate) setup_heading: &'static str,
    pub(crate) setup_lead: &'static str,
    pub(crate) your_name: &'static str,
    pub(crate) new_password: &'static str,
    pub(crate) password_hint: &'static str,
    pub(crate) create_admin: &'static str,
    // The frame.
    pub(crate) skip_to_content: &'static str,
    pub(crate) main_navigation: &'static str,
    pub(crate) tickets: &'static str,
    pub(crate) administration: &'static str,
    pub(crate) admin_service: &'static str,
    pub(crate) admin_channel: &'static str,
    pub(crate) admin_system: &'static str,
    pub(crate) queues_and_texts: &'static str,
    pub(crate) journal: &'static str,
    pub(crate) settings: &'static str,
    pub(crate) log_out: &'static str,
    pub(crate) theme: &'static str,
    pub(crate) theme_system: &'static str,
    pub(crate) theme_light: &'static str,
    pub(crate) theme_dark: &'static str,
    pub(crate) language: &'static str,
    pub(crate) help: &'static str,
    pub(crate) page_not_found: &'static str,
    pub(crate) page_not_found_hint: &'static str,
    pub(crate) back_to_desk: &'static str,
    pub(crate) trying_again: &'static str,
    pub(crate) new_version: &'static str,
    pub(crate) connecting: &'static str,
    pub(crate) up_to_date: &'static str,
    pub(crate) offline_spoken: &'static str,
    pub(crate) hint_move: &'static str,
    pub(crate) hint_take: &'static str,
    pub(crate) hint_reply: &'static str,
    // Settings.
    pub(crate) appearance: &'static str,
    pub(crate) keyboard: &'static str,
    pub(crate) one_key_shortcuts: &'static str,
    pub(crate) one_key_shortcuts_hint: &'static str,
    pub(crate) shortcuts_on: &'static str,
    pub(crate) shortcuts_off: &'static str,
    pub(crate) sessions: &'static str,
    pub(crate) logout_everywhere: &'static str,
    pub(crate) logout_everywhere_hint: &'static str,
    // Administration.
    pub(crate) journal_lead: &'static str,
    pub(crate) journal_pending: &'static str,
    pub(crate) bad_signatures: &'static str,
    pub(crate) refresh: &'static str,
    pub(crate) no_problems: &'static str,
    pub(crate) no_problems_hint: &'static str,
    pub(crate) problems: &'static str,
    pub(crate) received_at: &'static str,
    pub(crate) state: &'static str,
    pub(crate) part: &'static str,
    pub(crate) what_went_wrong: &'static str,
    pub(crate) size: &'static str,
    pub(crate) state_unreadable: &'static str,
    pub(crate) state_failed: &'static str,
    pub(crate) state_noted: &'static str,
    pub(crate) no_queues: &'static str,
    pub(crate) no_queues_hint: &'static str,
    pub(crate) save: &'static str,
    pub(crate) saved: &'static str,
    // Somebody else saved the same meanwhile.
    pub(crate) outrun_theirs: &'static str,
    pub(crate) outrun_mine: &'static str,
    pub(crate) sync_templates: &'static str,
    // The list.
    pub(crate) lists: &'static str,
    pub(crate) mine: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) all: &'static str,
    pub(crate) closed: &'static str,
    pub(crate) search_hint: &'static str,
    pub(crate) search_label: &'static str,
    pub(crate) order: &'static str,
    pub(crate) order_recent: &'static str,
    pub(crate) order_waiting: &'static str,
    pub(crate) order_risk: &'static str,
    pub(crate) draft: &'static str,
    pub(crate) unread_word: &'static str,
    pub(crate) window_closed_short: &'static str,
    pub(crate) loading_more: &'static str,
    pub(crate) list_failed: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) nothing_found: &'static str,
    pub(crate) nothing_found_hint: &'static str,
    pub(crate) empty_mine: &'static str,
    pub(crate) empty_mine_hint: &'static str,
    pub(crate) empty_waiting: &'static str,
    pub(crate) empty_waiting_hint: &'static str,
    pub(crate) empty_all: &'static str,
    pub(crate) empty_all_hint: &'static str,
    pub(crate) empty_closed: &'static str,
    pub(crate) empty_closed_hint: &'static str,
    pub(crate) take_next: &'static str,
    pub(crate) nobody_waits: &'static str,
    // The thread.
    pub(crate) conversation: &'static str,
    pub(crate) messages: &'static str,
    pub(crate) ticket: &'static str,
    pub(crate) take: &'static str,
    pub(crate) close: &'static str,
    pub(crate) back_to_list: &'static str,
    pub(crate) no_ticket: &'static str,
    pub(crate) no_ticket_hint: &'static str,
    pub(crate) ticket_not_found: &'static str,
    pub(crate) ticket_not_found_hint: &'static str,
    pub(crate) thread_failed: &'static str,
    pub(crate) older_lines: &'static str,
    pub(crate) today: &'static str,
    pub(crate) yesterday: &'static str,
    pub(crate) tomorrow: &'static str,
    pub(crate) just_now: &'static str,
    pub(crate) internal_note: &'static str,
    pub(crate) phone_app: &'static str,
    pub(crate) us: &'static str,
    pub(crate) customer: &'static str,
    pub(crate) edited: &'static str,
    pub(crate) earlier_text: &'static str,
    pub(crate) forwarded: &'static str,
    pub(crate) reaction_customer: &'static str,
    pub(crate) reaction_ours: &'static str,
    pub(crate) reply_to_this: &'static str,
    pub(crate) copy_protocol: &'static str,
    pub(crate) copied: &'static str,
    pub(crate) event_reopened: &'static str,
    pub(crate) stuck: &'static str,
    pub(crate) take_back: &'static str,
    pub(crate) resend: &'static str,
    pub(crate) choose_template: &'static str,
    // What messages hold.
    pub(crate) chose: &'static str,
    pub(crate) form_answered: &'static str,
    pub(crate) calls_allowed: &'static str,
    pub(crate) calls_refused: &'static str,
    pub(crate) called: &'static str,
    pub(crate) welcome: &'static str,
    pub(crate) order_placed: &'static str,
    pub(crate) location: &'static str,
    pub(crate) open_map: &'static str,
    pub(crate) image: &'static str,
    pub(crate) video: &'static str,
    pub(crate) audio: &'static str,
    pub(crate) voice: &'static str,
    pub(crate) document: &'static str,
    pub(crate) sticker: &'static str,
    // Queues.
    pub(crate) queues: &'static QueuesTexts,
    // The composer.
    pub(crate) composer: &'static ComposerTexts,
    pub(crate) composer_modes: &'static str,
    pub(crate) mode_reply: &'static str,
    pub(crate) mode_note: &'static str,
    pub(crate) mode_template: &'static str,
    pub(crate) write_reply: &'static str,
    pub(crate) write_note: &'static str,
    pub(crate) note_hint: &'static str,
    pub(crate) send: &'static str,
    pub(crate) save_note: &'static str,
    pub(crate) stop_quoting: &'static str,
    pub(crate) dismiss: &'static str,
    pub(crate) closing_hint: &'static str,
    pub(crate) closed_by_provider: &'static str,
    pub(crate) closed_never: &'static str,
    pub(crate) only_templates: &'static str,
    pub(crate) template_opens_nothing: &'static str,
    pub(crate) choose: &'static str,
    pub(crate) discard: &'static str,
    pub(crate) waiting_hint: &'static str,
    pub(crate) blocked_unclaimed: &'static str,
    pub(crate) blocked_unclaimed_hint: &'static str,
    pub(crate) blocked_owned_hint: &'static str,
    pub(crate) a_colleague: &'static str,
    pub(crate) blocked_closed: &'static str,
    pub(crate) blocked_closed_hint: &'static str,
    pub(crate) blocked_closed_next: &'static str,
    pub(crate) blocked_number_hint: &'static str,
    pub(crate) search_templates: &'static str,
    pub(crate) templates: &'static str,
    pub(crate) no_templates: &'static str,
    pub(crate) no_templates_hint: &'static str,
    pub(crate) no_template_found: &'static str,
    pub(crate) no_params: &'static str,
    pub(crate) send_template: &'static str,
    pub(crate) template_ready: &'static str,
    pub(crate) template_pending: &'static str,
    pub(crate) template_rejected: &'static str,
    pub(crate) template_paused: &'static str,
    pub(crate) template_disabled: &'static str,
    pub(crate) quality_green: &'static str,
    pub(crate) quality_yellow: &'static str,
    pub(crate) quality_red: &'static str,
    pub(crate) quality_unknown: &'static str,
    pub(crate) preview: &'static str,
    /// Templates: see [`TemplatesTexts`].
    pub(crate) tpl: &'static TemplatesTexts,
    // The customer.
    pub(crate) customer_panel: &'static str,
    pub(crate) close_panel: &'static str,
    pub(crate) no_name: &'static str,
    pub(crate) username: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) customer_since: &'static str,
    pub(crate) window: &'static str,
    pub(crate) window_always: &'static str,
    pub(crate) window_closed_short_long: &'static str,
    pub(crate) window_closed_by_provider: &'static str,
    pub(crate) window_never: &'static str,
    pub(crate) last_from_customer: &'static str,
    pub(crate) free_until: &'static str,
    pub(crate) history: &'static str,
    pub(crate) still_open: &'static str,
    // Consent.
    pub(crate) menu: &'static super::menu::MenuTexts,
    pub(crate) consent: &'static super::consent::ConsentTexts,
    /// Putting aside, priority, labels, mentions.
    pub(crate) organise: &'static super::organise::OrganiseTexts,
    // Dialogs.
    pub(crate) close_dialog: &'static str,
    pub(crate) close_ticket: &'static str,
    pub(crate) transfer: &'static TransferTexts,
    pub(crate) close_question: &'static str,
    pub(crate) close_hint: &'static str,
    /// Prices and costs.
    pub(crate) cost: &'static CostTexts,
    pub(crate) survey: &'static SurveyTexts,
    // Texts with something in them.
    /// Whole days.
    pub(crate) days: fn(i64) -> String,
    /// Bytes of a request.
    pub(crate) bytes: fn(i64) -> String,
    /// The account menu of somebody.
    pub(crate) menu_of: fn(&str) -> String,
    /// A role.
    pub(crate) role: fn(Role) -> &'static str,
    /// Behind for this long.
    pub(crate) behind: fn(&str) -> String,
    /// Offline for this long.
    pub(crate) offline: fn(&str) -> String,
    /// Open tickets of mine.
    pub(crate) load: fn(i64) -> String,
    /// Templates that were fetched.
    pub(crate) templates_synced: fn(usize) -> String,
    /// The window closes at this time, in little room.
    pub(crate) closes_at: fn(&str) -> String,
    /// Until when the window is open, and how long still.
    pub(crate) window_open_until: fn(&str, &str) -> String,
    /// The last hour of the window.
    pub(crate) window_closing: fn(&str, &str) -> String,
    /// Since when the window is closed.
    pub(crate) window_closed_since: fn(&str) -> String,
    /// The same, as a sentence.
    pub(crate) closed_since: fn(&str) -> String,
    /// A colleague writes.
    pub(crate) colleague_typing: fn(&str) -> String,
    /// When a ticket was opened.
    pub(crate) opened_at: fn(&str) -> String,
    /// A notice after closing.
    pub(crate) closed_notice: fn(&str) -> String,
    /// Somebody took the ticket.
    pub(crate) event_claimed: fn(&str) -> String,
    /// Somebody closed the ticket.
    pub(crate) event_closed_by: fn(&str, &str) -> String,
    /// The desk closed the ticket.
    pub(crate) event_closed: fn(&str) -> String,
    /// The customer's address changed.
    pub(crate) event_identity: fn(&str) -> String,
    /// New lines while reading further up.
    pub(crate) fresh: fn(u32) -> String,
    /// Where unread lines begin.
    pub(crate) unread_line: fn(u32) -> String,
    /// Deleted by its sender at this time.
    pub(crate) revoked: fn(&str) -> String,
    /// The advertisement the customer came from.
    pub(crate) from_ad: fn(&str) -> String,
    /// The product the customer asks about.
    pub(crate) about_product: fn(&str) -> String,
    /// The name of a template that was sent.
    pub(crate) template_named: fn(&str) -> String,
    /// WhatsApp does not pass this on.
    pub(crate) unsupported: fn(&str) -> String,
    /// A kind of message newer than this desk.
    pub(crate) unknown_kind: fn(&str) -> String,
    /// Over the limit: length and limit.
    pub(crate) too_long: fn(usize, usize) -> String,
    /// A colleague owns the ticket.
    pub(crate) blocked_owned: fn(&str) -> String,
    /// The number cannot send.
    pub(crate) blocked_number: fn(NumberState) -> String,
    /// The ticket the customer opened meanwhile.
    pub(crate) open_successor: fn(&str) -> String,
    /// A variable of a template.
    pub(crate) param: fn(&str) -> String,
    /// A variable in a template's header.
    pub(crate) param_in_header: fn(&str) -> String,
    /// How far a pending template got, and since when.
    pub(crate) template_state: fn(MessageStatus, &str) -> String,
    /// What a template is for.
    pub(crate) category: fn(Category) -> &'static str,
    /// Why a ticket ended: in a word, and when to choose it.
    pub(crate) reason: fn(CloseReason) -> (&'static str, &'static str),
    /// How far a message got.
    pub(crate) status: fn(MessageStatus) -> &'static str,
    /// The kind of a message, where it has no text.
    pub(crate) kind: fn(PreviewKind) -> &'static str,
    /// What is wrong with a field.
    pub(crate) field_problem: fn(&FieldProblem) -> String,
    /// Why messages fail (Cloud API, *Error codes*).
    pub(crate) autopsy: &'static AutopsyTexts,
    /// Numbers and their health.
    /// Who is there, and what the desk gives to whom.
    pub(crate) presence: &'static PresenceTexts,
    /// What went wrong, and what to do.
    pub(crate) error: fn(&DeskError) -> String,
    /// All keys.
    pub(crate) keys: &'static [KeyHelp],
}

impl Texts {
    /// The texts of the administration in the same language.
    pub(crate) fn admin(&self) -> &'static AdminTexts {
        admin::texts(self.locale)
    }
}
