//! The icons: one stroke, 24 × 24, drawn for this desk.

use crate::prelude::*;

/// Which icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Chat,
    Queues,
    Journal,
    Gear,
    Search,
    Back,
    Panel,
    Close,
    Check,
    Checks,
    Clock,
    Alert,
    Lock,
    Reply,
    Copy,
    Pin,
    Person,
    File,
    Picture,
    Film,
    Sound,
    Voice,
    Star,
    Sticker,
    Form,
    Cart,
    Chart,
    Price,
    Phone,
    Info,
    Template,
    Note,
    Down,
    External,
    Leave,
    Question,
    Ban,
    Forward,
    Megaphone,
    Inbox,
    Plus,
    Shield,
    Branch,
    Snooze,
    Bell,
    Label,
    Filter,
    ArrowUp,
    ArrowDown,
    Flame,
    Dash,
    Team,
}

const fn shapes(icon: Icon) -> &'static str {
    match icon {
        Icon::Chat => r#"<path d="M4 5.5h16v11H10l-4.5 3.5v-3.5H4z"/><path d="M8 9.5h8M8 12.5h5"/>"#,
        Icon::Queues => {
            r#"<rect x="4" y="4.5" width="16" height="4" rx="1.5"/><rect x="4" y="10.5" width="16" height="4" rx="1.5"/><path d="M5.5 18.5h8"/>"#
        }
        Icon::Journal => r#"<path d="M6 3.5h12v17H6zM9 8h6M9 12h6M9 16h3"/>"#,
        Icon::Gear => {
            r#"<circle cx="12" cy="12" r="3"/><path d="M12 3.5v3m0 11v3M3.5 12h3m11 0h3M6 6l2.1 2.1m7.8 7.8L18 18M18 6l-2.1 2.1M8.1 15.9 6 18"/>"#
        }
        Icon::Star => r#"<path d="m12 4 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z"/>"#,
        Icon::Search => r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#,
        Icon::Back => r#"<path d="M15 5l-7 7 7 7"/>"#,
        Icon::Panel => r#"<rect x="3.5" y="5" width="17" height="14" rx="2"/><path d="M14.5 5v14"/>"#,
        Icon::Close => r#"<path d="M6 6l12 12M18 6L6 18"/>"#,
        Icon::Check => r#"<path d="M5 12.5l4.5 4.5L19 7.5"/>"#,
        Icon::Checks => r#"<path d="M2.5 12.5l4.5 4.5L16 7.5M11.5 16l1 1L22 7.5"/>"#,
        Icon::Clock => r#"<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>"#,
        Icon::Alert => r#"<path d="M12 4l9 16H3zM12 10v4.5M12 17.3v.2"/>"#,
        Icon::Lock => {
            r#"<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>"#
        }
        Icon::Reply => r#"<path d="M9.5 6L4 11.5 9.5 17M4 11.5h9a7 7 0 0 1 7 7"/>"#,
        Icon::Copy => {
            r#"<rect x="8.5" y="8.5" width="11" height="11" rx="2"/><path d="M15.5 8.5v-4h-11v11h4"/>"#
        }
        Icon::Pin => {
            r#"<path d="M12 21c4-5 6.5-8.2 6.5-11a6.5 6.5 0 0 0-13 0c0 2.8 2.5 6 6.5 11z"/><circle cx="12" cy="10" r="2.3"/>"#
        }
        Icon::Person => {
            r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4.3 3.6-6.5 7.5-6.5s6.9 2.2 7.5 6.5"/>"#
        }
        Icon::File => r#"<path d="M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5v5h5"/>"#,
        Icon::Picture => {
            r#"<rect x="3.5" y="5" width="17" height="14" rx="2"/><circle cx="8.5" cy="10" r="1.5"/><path d="M4 17.5l5-4.5 3.5 3 3.5-3.5 4.5 4"/>"#
        }
        Icon::Film => {
            r#"<rect x="3.5" y="6" width="12" height="12" rx="2"/><path d="M15.5 11l5-3v8l-5-3z"/>"#
        }
        Icon::Sound => {
            r#"<path d="M9 18V6l10-2v12"/><circle cx="6.5" cy="18" r="2.5"/><circle cx="16.5" cy="16" r="2.5"/>"#
        }
        Icon::Voice => {
            r#"<rect x="9" y="3.5" width="6" height="11" rx="3"/><path d="M6 11.5a6 6 0 0 0 12 0M12 17.5v3"/>"#
        }
        Icon::Sticker => r#"<path d="M4.5 4.5h15v9l-6 6h-9zM19.5 13.5h-6v6"/>"#,
        Icon::Form => {
            r#"<rect x="4.5" y="3.5" width="15" height="17" rx="2"/><path d="M8 8.5l1.2 1.2L11.5 7.5M14 8.5h2.5M8 14.5l1.2 1.2 2.3-2.2M14 14.5h2.5"/>"#
        }
        Icon::Cart => {
            r#"<path d="M3 4.5h3l2 10.5h9.5l2-7.5H7"/><circle cx="9.5" cy="19" r="1.5"/><circle cx="16.5" cy="19" r="1.5"/>"#
        }
        Icon::Chart => r#"<path d="M4 20h16M7 16.5v-5M12 16.5v-10M17 16.5v-7"/>"#,
        Icon::Price => r#"<path d="M3.5 12.5v-8h8l9 9-8 8z"/><circle cx="8" cy="9" r="1.4"/>"#,
        Icon::Phone => {
            r#"<path d="M5 4.5h4l1.5 4.5-2 1.5c1 2.3 2.7 4 5 5l1.5-2 4.5 1.5v4c-8 .8-15.3-6.5-14.5-14.5z"/>"#
        }
        Icon::Info => r#"<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.2"/>"#,
        Icon::Template => {
            r#"<rect x="4" y="4.5" width="16" height="12" rx="2"/><path d="M7.5 8.5h9M7.5 12h5M9 20h6"/>"#
        }
        Icon::Note => r#"<path d="M5 4.5h14v10l-5 5H5zM8.5 9h7M8.5 12.5h4"/>"#,
        Icon::Down => r#"<path d="M6 10l6 6 6-6"/>"#,
        Icon::External => r#"<path d="M10 5H5v14h14v-5M13.5 4.5h6v6M19 5l-8.5 8.5"/>"#,
        Icon::Leave => r#"<path d="M13 4.5H5v15h8M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5"/>"#,
        Icon::Question => {
            r#"<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.8c.2-3.2 5.2-3.2 5 0-.1 1.9-2.5 2-2.5 4M12 16.6v.2"/>"#
        }
        Icon::Ban => r#"<circle cx="12" cy="12" r="8.5"/><path d="M6 6l12 12"/>"#,
        Icon::Forward => r#"<path d="M14.5 6l5.5 5.5-5.5 5.5M20 11.5h-9a7 7 0 0 0-7 7"/>"#,
        Icon::Megaphone => r#"<path d="M4 10v4h3l9 4.5v-13L7 10zM19 9.5c1.3 1.5 1.3 3.5 0 5M8 14l1 5h2.5"/>"#,
        Icon::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
        Icon::Shield => {
            r#"<path d="M12 3.5l7.5 2.7v5.3c0 4.4-3.1 7.5-7.5 9-4.4-1.5-7.5-4.6-7.5-9V6.2zM8.7 12l2.4 2.4 4.4-4.6"/>"#
        }
        Icon::Branch => {
            r#"<rect x="9" y="3.5" width="6" height="4.5" rx="1"/><rect x="3" y="16" width="6" height="4.5" rx="1"/><rect x="15" y="16" width="6" height="4.5" rx="1"/><path d="M12 8v4M6 16v-4h12v4"/>"#
        }
        Icon::Snooze => {
            r#"<circle cx="12" cy="13" r="7.5"/><path d="M9.8 10.5h4.4l-4.4 5h4.4M4 6.5l3-2.7M20 6.5l-3-2.7"/>"#
        }
        Icon::Bell => r#"<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4"/>"#,
        Icon::Label => r#"<path d="M4 6.5h10.5l5.5 5.5-5.5 5.5H4z"/><circle cx="8.5" cy="12" r="1.2"/>"#,
        Icon::Filter => r#"<path d="M4 6h16l-6.2 7v5.5l-3.6 1.8V13z"/>"#,
        Icon::ArrowUp => r#"<path d="M12 19.5v-15M6 10.5l6-6 6 6"/>"#,
        Icon::ArrowDown => r#"<path d="M12 4.5v15M6 13.5l6 6 6-6"/>"#,
        Icon::Flame => {
            r#"<path d="M12.5 3.5c.6 3.6 5 5.4 5 10a5.5 5.5 0 0 1-11 0c0-2.2 1.2-3.8 2.3-4.8.2 1.500.9 2.300 1.700 2.600-.4-3 .2-5.600 2-7.800z"/>"#
        }
        Icon::Dash => r#"<path d="M6 12h12"/>"#,
        Icon::Team => {
            r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.5-3.7 3.1-5.5 6.5-5.5s6 1.8 6.5 5.5M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.4c2.3.7 3.7 2.3 4 5.1"/>"#
        }
        Icon::Inbox => r#"<path d="M4 13.5l3-9h10l3 9v6H4zM4 13.5h5c0 4 6 4 6 0h5"/>"#,
    }
}

/// Draws an icon. It says nothing to a screen reader: whatever it stands on has words.
pub(crate) fn icon(which: Icon) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" inner_html=shapes(which)></svg> }
}
