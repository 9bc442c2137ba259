//! What an answer of the Graph API means (Cloud API, *Error codes*). The code decides, not the title and, where there
//! is a code, not the HTTP status.

use super::payload::{Node, Object};
use desk_core::ports::{ManageError, SendError, SendErrorClass};
use desk_model::autopsy::own;
use desk_model::message::SendFailure;
use desk_model::number::NumberState;

/// Longest pause that is believed, in seconds.
const MAX_RETRY_AFTER: u32 = 3600;

/// An answer that is not a success.
pub(super) fn from_answer(status: u16, retry_after: Option<&str>, body: &str) -> SendError {
    let root = Node::parse(body).ok().and_then(Node::object);
    let error = root.as_ref().and_then(|root| root.object("error"));
    let code = error.as_ref().and_then(|error| error.get("code")?.integer());
    let transient = error.as_ref().is_some_and(|error| error.is_true("is_transient"));
    let class = match code.and_then(of_code) {
        Some(class) => class,
        None if status == 429 => SendErrorClass::PauseNumber,
        None if status >= 500 || status == 408 || transient => SendErrorClass::Unknown,
        None if code.is_none() && status == 401 => SendErrorClass::NumberDown(NumberState::Disconnected),
        // A success that cannot be read went out all the same; a redirect was not followed, so nothing did.
        None if status < 300 => SendErrorClass::Unknown,
        None => SendErrorClass::Permanent,
    };
    SendError {
        class,
        failure: SendFailure { code: code.unwrap_or(own::NO_REASON), detail: words(status, error.as_ref()) },
        retry_after_secs: retry_after
            .and_then(|secs| secs.trim().parse::<u32>().ok())
            .map(|secs| secs.min(MAX_RETRY_AFTER)),
    }
}

/// What an administrator asked for and was refused: Meta's words for people, and the number of the rule.
pub(super) fn refusal(body: &str, error: SendError) -> ManageError {
    if error.class != SendErrorClass::Permanent {
        return ManageError::Failed(error);
    }
    let root = Node::parse(body).ok().and_then(Node::object);
    let told = root.as_ref().and_then(|root| root.object("error"));
    let subcode = told.as_ref().and_then(|told| told.get("error_subcode")?.integer()).unwrap_or(0);
    let title = told.as_ref().and_then(|told| told.filled("error_user_title"));
    let text = told.as_ref().and_then(|told| told.filled("error_user_msg"));
    let words = match (title, text) {
        (Some(title), Some(text)) => format!("{title}: {text}"),
        (Some(words), None) | (None, Some(words)) => words,
        (None, None) => error.failure.detail.clone(),
    };
    ManageError::Refused { code: error.failure.code, subcode, words }
}

/// The table; `None` for codes that say no more than the HTTP status.
fn of_code(code: i64) -> Option<SendErrorClass> {
    use SendErrorClass as C;
    Some(match code {
        4 | 80007 | 130429 => C::PauseNumber,
        131056 => C::PauseConversation,
        131047 => C::WindowClosed,
        0 | 3 | 10 | 190 | 200..=299 | 131005 | 131045 | 133010 => C::NumberDown(NumberState::Disconnected),
        368 | 131031 | 131042 | 131048 => C::NumberDown(NumberState::Restricted),
        // Only the four codes of the first two lines promise that nothing was sent.
        1 | 2 | 131000 | 131016 | 133004 => C::Unknown,
        _ => return None,
    })
}

/// The provider's own words, with the number under which its support finds the request.
fn words(status: u16, error: Option<&Object<'_>>) -> String {
    let Some(error) = error else { return format!("HTTP {status} without a readable error") };
    let details = error.object("error_data").and_then(|data| data.filled("details"));
    let words = details
        .or_else(|| ["message", "error_user_msg", "type"].iter().find_map(|key| error.filled(key)))
        .unwrap_or_else(|| format!("HTTP {status}"));
    match error.filled("fbtrace_id") {
        Some(trace) => format!("{words} (fbtrace_id {trace})"),
        None => words,
    }
}

/// No answer at all.
pub(super) fn from_transport(error: &reqwest::Error) -> SendError {
    let (class, detail) = if error.is_builder() {
        // A token with a line break, for instance: nothing can leave before somebody mends it.
        (SendErrorClass::NumberDown(NumberState::Disconnected), "the request could not be built")
    } else if error.is_connect() {
        (SendErrorClass::NotSent, "no connection to the provider")
    } else if error.is_timeout() {
        (SendErrorClass::Unknown, "no answer in time")
    } else {
        (SendErrorClass::Unknown, "the connection broke off")
    };
    own(class, detail)
}

/// A failure in our own words.
pub(super) fn own(class: SendErrorClass, detail: &str) -> SendError {
    let failure = SendFailure { code: own::NO_REASON, detail: detail.to_owned() };
    SendError { class, failure, retry_after_secs: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use desk_model::autopsy::{Cause, Remedy, TABLE, autopsy};

    fn class(code: i64) -> SendErrorClass {
        from_answer(400, None, &format!(r#"{{"error":{{"code":{code},"message":"x"}}}}"#)).class
    }

    /// What the desk does with a code, and what it tells the agent, say the same.
    #[test]
    fn what_is_done_agrees_with_what_is_said() {
        for (from, to, ..) in TABLE {
            for code in [*from, *to].into_iter().filter(|code| *code >= 0) {
                let said = autopsy(code);
                let agrees = match class(code) {
                    SendErrorClass::WindowClosed => said.remedy == Remedy::ChooseTemplate,
                    SendErrorClass::PauseNumber => said.cause == Cause::Throttled,
                    SendErrorClass::PauseConversation => said.cause == Cause::TooFast,
                    SendErrorClass::NumberDown(NumberState::Disconnected) => said.remedy == Remedy::Reconnect,
                    SendErrorClass::NumberDown(_) => said.remedy == Remedy::CallAdmin,
                    SendErrorClass::Unknown => said.cause == Cause::Temporary,
                    SendErrorClass::Permanent => {
                        said.remedy != Remedy::Reconnect
                            && !matches!(said.cause, Cause::Temporary | Cause::Throttled | Cause::TooFast)
                    }
                    SendErrorClass::NotSent => false,
                };
                assert!(agrees, "{code}: {:?} and {said:?}", class(code));
            }
        }
        for code in [5, 77, 131_099, 999_999_999] {
            assert_eq!((class(code), autopsy(code).cause), (SendErrorClass::Permanent, Cause::Other));
        }
    }
}
