//! Reading stored words and JSON back, saying which row is wrong when one is.

use crate::{Result, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a stored word with `parse`.
pub(crate) fn word<T>(
    parse: impl Fn(&str) -> Option<T>,
    text: &str,
    table: &'static str,
    id: &str,
    column: &'static str,
) -> Result<T> {
    parse(text).ok_or_else(|| StoreError::inconsistent(table, id, column))
}

/// Reads stored JSON.
pub(crate) fn json<T: DeserializeOwned>(
    text: &str,
    table: &'static str,
    id: &str,
    column: &'static str,
) -> Result<T> {
    serde_json::from_str(text).map_err(|_| StoreError::inconsistent(table, id, column))
}

/// Writes JSON for storing. It writes U+0000 as an escape, which both engines store as text.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Other(error.to_string()))
}

/// A word of an enum that serialises to a plain string.
pub(crate) fn enum_word<T: Serialize>(value: &T) -> Result<String> {
    Ok(to_json(value)?.trim_matches('"').to_owned())
}

/// Reads what [`enum_word`] wrote.
pub(crate) fn from_enum_word<T: DeserializeOwned>(
    text: &str,
    table: &'static str,
    id: &str,
    column: &'static str,
) -> Result<T> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| StoreError::inconsistent(table, id, column))
}
