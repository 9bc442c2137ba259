//! Texts of the screens that only administrators and supervisors open. The console reaches none of them, so that its
//! program does not carry them.

mod consent;
mod cost;
pub(crate) mod health;
mod menu;
mod queues;
mod survey;
pub(crate) mod table;
mod templates;

pub(crate) use cost::CostAdminTexts;

use desk_model::Locale;

/// Every such text in one language.
pub(crate) struct AdminTexts {
    pub(crate) queues: &'static queues::QueuesAdminTexts,
    pub(crate) menu: &'static menu::MenuAdminTexts,
    pub(crate) tpl: &'static templates::TemplatesAdminTexts,
    pub(crate) cost: &'static cost::CostAdminTexts,
    pub(crate) consent: &'static consent::ConsentAdminTexts,
    pub(crate) survey: &'static survey::SurveyAdminTexts,
    pub(crate) health: &'static health::HealthTexts,
    pub(crate) table: &'static table::TableTexts,
}

/// The texts of a language.
pub(super) const fn texts(locale: Locale) -> &'static AdminTexts {
    match locale {
        Locale::PtBr => &PT_BR,
        Locale::En => &EN,
    }
}

static PT_BR: AdminTexts = AdminTexts {
    queues: &queues::PT_BR,
    menu: &menu::PT_BR,
    tpl: &templates::PT_BR,
    cost: &cost::PT_BR,
    consent: &consent::PT_BR,
    survey: &survey::PT_BR,
    health: &health::PT_BR,
    table: &table::PT_BR,
};

static EN: AdminTexts = AdminTexts {
    queues: &queues::EN,
    menu: &menu::EN,
    tpl: &templates::EN,
    cost: &cost::EN,
    consent: &consent::EN,
    survey: &survey::EN,
    health: &health::EN,
    table: &table::EN,
};
