//! Words about templates: choosing, filling in, making and looking after them.

mod en;
mod pt_br;

pub(super) use en::EN;
pub(super) use pt_br::PT_BR;

use desk_model::Timestamp;

/// Texts about templates in one language.
pub(crate) struct TemplatesAdminTexts {
    pub(crate) title: &'static str,
    pub(crate) lead: &'static str,
    pub(crate) new: &'static str,
    pub(crate) sync: &'static str,
    pub(crate) syncing: &'static str,
    pub(crate) number: &'static str,
    pub(crate) none_yet: &'static str,
    pub(crate) none_yet_hint: &'static str,
    pub(crate) column_name: &'static str,
    pub(crate) column_category: &'static str,
    pub(crate) column_state: &'static str,
    pub(crate) column_quality: &'static str,
    pub(crate) column_queues: &'static str,
    pub(crate) column_actions: &'static str,
    pub(crate) all_queues: &'static str,
    pub(crate) approved: &'static str,
    pub(crate) pending: &'static str,
    pub(crate) rejected: &'static str,
    pub(crate) paused: &'static str,
    pub(crate) disabled: &'static str,
    pub(crate) edit: &'static str,
    pub(crate) delete: &'static str,
    pub(crate) queues: &'static str,
    pub(crate) queues_which: &'static str,
    pub(crate) queues_hint: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) submit: &'static str,
    pub(crate) submitting: &'static str,
    pub(crate) resubmit: &'static str,
    pub(crate) deleted: &'static str,
    pub(crate) submitted: &'static str,
    pub(crate) delete_title: &'static str,
    pub(crate) create_title: &'static str,
    pub(crate) edit_title: &'static str,
    pub(crate) back: &'static str,
    pub(crate) field_name: &'static str,
    pub(crate) field_name_hint: &'static str,
    pub(crate) field_language: &'static str,
    pub(crate) field_category: &'static str,
    pub(crate) category_hint: &'static str,
    pub(crate) variables: &'static str,
    pub(crate) variables_named: &'static str,
    pub(crate) variables_counted: &'static str,
    pub(crate) field_header: &'static str,
    pub(crate) header_none: &'static str,
    pub(crate) header_text: &'static str,
    pub(crate) header_location: &'static str,
    pub(crate) header_words: &'static str,
    pub(crate) header_example: &'static str,
    pub(crate) field_body: &'static str,
    pub(crate) body_hint: &'static str,
    pub(crate) insert_variable: &'static str,
    pub(crate) field_footer: &'static str,
    pub(crate) field_buttons: &'static str,
    pub(crate) add_button: &'static str,
    pub(crate) button_quick: &'static str,
    pub(crate) button_url: &'static str,
    pub(crate) button_phone: &'static str,
    pub(crate) button_code: &'static str,
    pub(crate) button_flow: &'static str,
    pub(crate) button_label: &'static str,
    pub(crate) button_address: &'static str,
    pub(crate) button_number: &'static str,
    pub(crate) button_flow_id: &'static str,
    pub(crate) remove: &'static str,
    pub(crate) move_up: &'static str,
    pub(crate) examples: &'static str,
    pub(crate) examples_hint: &'static str,
    pub(crate) read_only: &'static str,
    pub(crate) not_synced: &'static str,
    /// When templates were last fetched.
    pub(crate) synced: fn(&str) -> String,
    /// When Meta will disable it.
    pub(crate) disable_at: fn(Timestamp) -> String,
    /// Why Meta refused a template, by its word.
    pub(crate) reason: fn(&str) -> String,
    /// Asks whether to delete a template.
    pub(crate) delete_question: fn(&str, &str) -> String,
    /// Letters used of those allowed.
    pub(crate) used: fn(usize, usize) -> String,
    /// The example of a variable.
    pub(crate) example_of: fn(&str) -> String,
    /// The example of a button.
    pub(crate) example_of_button: fn(&str) -> String,
    /// A button's place among the buttons.
    pub(crate) button_number_of: fn(usize) -> String,
}
