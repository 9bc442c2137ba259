//! Why a message did not arrive, in words an agent can act on, with the one button that helps.

use super::{Mode, actions, use_ui};
use crate::i18n::use_texts;
use crate::live::{browser, use_store};
use crate::ui::{Button, Icon, Look, icon};
use desk_model::template::CATEGORY_CHANGED;
use desk_model::view::MessageView;
use desk_model::{Content, Direction};
use leptos::prelude::*;

/// What can be done about an error of the provider (Cloud API, *Error codes*).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remedy {
    /// Try the same again.
    Resend,
    /// Choose a template.
    Template,
    /// Nothing an agent can do here; the words say who can.
    Nothing,
}

const fn remedy(code: i64) -> Remedy {
    match code {
        131_047 | 132_000 | 132_001 | 132_005 | 132_008 | 132_012 | 132_015 | 132_016 | 132_018 => {
            Remedy::Template
        }
        // Outcome unknown, throttled, or repaired meanwhile: a person may decide to try again.
        CATEGORY_CHANGED
        | 0
        | 1
        | 2
        | 4
        | 190
        | 80_007
        | 130_429
        | 131_000
        | 131_016
        | 131_056
        | 131_057
        | 133_004
        | desk_model::consent::NO_CONSENT
        | 131_042
        | 131_030
        | 131_037
        | 131_005 => Remedy::Resend,
        _ => Remedy::Nothing,
    }
}

/// The strip below a failed line.
#[component]
pub(super) fn Failure(
    /// The line.
    message: MessageView,
    /// It never got to the desk.
    stuck: bool,
) -> impl IntoView {
    let t = use_texts();
    let store = use_store();
    let ui = use_ui();
    if stuck {
        let (again, back) = (store.clone(), store);
        let (id, same) = (message.id.clone(), message.id);
        let is_text = matches!(message.content, Content::Text { .. });
        return view! {
            <div class="failure" role="alert">
                {icon(Icon::Alert)}
                <span>{t.stuck}</span>
                <Button on_press=move |_| again.retry(&id, t)>{t.try_again}</Button>
                {is_text
                    .then(|| {
                        view! {
                            <Button look=Look::Ghost on_press=move |_| back.take_back(&same)>
                                {t.take_back}
                            </Button>
                        }
                    })}
            </div>
        }
        .into_any();
    }
    let code = message.failure.as_ref().map_or(0, |failure| failure.code);
    let detail = message.failure.as_ref().map(|failure| failure.detail.clone()).unwrap_or_default();
    let button = match remedy(code) {
        _ if message.direction != Direction::Out => ().into_any(),
        Remedy::Resend => {
            let id = message.id.clone();
            view! { <Button on_press=move |_| actions::resend(&store, id.clone(), t)>{t.resend}</Button> }
                .into_any()
        }
        Remedy::Template => {
            let mode = ui.mode;
            view! {
                <Button on_press=move |_| {
                    mode.set(Mode::Template);
                    request_animation_frame(|| {
                        browser::focus(".composer [data-first]");
                    });
                }>{t.choose_template}</Button>
            }
            .into_any()
        }
        Remedy::Nothing => ().into_any(),
    };
    let technical = if code == 0 { detail } else { format!("{code} {detail}") };
    view! {
        <div class="failure">
            {icon(Icon::Alert)}
            <span title=technical>{(t.failure)(code)}</span>
            {button}
        </div>
    }
    .into_any()
}
