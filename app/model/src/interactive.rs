//! Messages with something to tap: reply buttons and lists (Cloud API, *Interactive messages*).

use serde::{Deserialize, Serialize};

/// Most reply buttons.
pub const MAX_BUTTONS: usize = 3;
/// Longest title of a reply button, in characters.
pub const MAX_BUTTON_TITLE: usize = 20;
/// Most rows of a list.
pub const MAX_ROWS: usize = 10;
/// Longest title of a row, in characters.
pub const MAX_ROW_TITLE: usize = 24;
/// Longest second line of a row, in characters.
pub const MAX_ROW_DESCRIPTION: usize = 72;
/// Longest word on the button that opens a list, in characters.
pub const MAX_LIST_BUTTON: usize = 20;
/// Longest text above reply buttons, in characters.
pub const MAX_BUTTONS_BODY: usize = 1024;
/// Longest text above a list, in characters.
pub const MAX_LIST_BODY: usize = 4096;
/// Longest id of a button or row, in characters.
pub const MAX_CHOICE_ID: usize = 200;

/// A message the customer answers by tapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interactive {
    /// The text above.
    pub body: String,
    /// The word on the button that opens the list; `None` = reply buttons.
    pub list: Option<String>,
    /// What can be tapped.
    pub choices: Vec<OfferedChoice>,
}

/// One thing to tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedChoice {
    /// Comes back when it is tapped.
    pub id: String,
    /// What stands on it.
    pub title: String,
    /// The second line of a row; buttons have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Interactive {
    /// Whether the platform takes it.
    pub fn fits(&self) -> bool {
        let within = |text: &str, max: usize| !text.trim().is_empty() && text.chars().count() <= max;
        let (most, title, body) = match &self.list {
            Some(word) if !within(word, MAX_LIST_BUTTON) => return false,
            Some(_) => (MAX_ROWS, MAX_ROW_TITLE, MAX_LIST_BODY),
            None => (MAX_BUTTONS, MAX_BUTTON_TITLE, MAX_BUTTONS_BODY),
        };
        let described = |choice: &OfferedChoice| match &choice.description {
            Some(text) => self.list.is_some() && within(text, MAX_ROW_DESCRIPTION),
            None => true,
        };
        let different = |at: usize, choice: &OfferedChoice| {
            self.choices[..at]
                .iter()
                .all(|other| other.id != choice.id && (self.list.is_some() || other.title != choice.title))
        };
        within(&self.body, body)
            && (1..=most).contains(&self.choices.len())
            && self.choices.iter().enumerate().all(|(at, choice)| {
                within(&choice.title, title)
                    && within(&choice.id, MAX_CHOICE_ID)
                    && described(choice)
                    && different(at, choice)
            })
    }
}
