//! How values travel between the two halves, and how the browser keeps them: as JSON.
//!
//! The server reads and writes it with `serde_json`. In the browser the same JSON is read and written by `read` and `write`,
//! because of size: what serde generates for `#[serde(tag = "…")]` buffers every such value and makes the code for all that
//! is inside it twice, which was a quarter of everything a first visit loads. So in the browser an enum with a tag is, to
//! serde, one without; that it has a tag, and which, stands in its name behind a `#`:
//!
//! ```text
//! #[cfg_attr(target_family = "wasm", serde(rename = "#kind"))]
//! #[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
//! ```
//!
//! The two must stay side by side; `tests` holds both against each other.

#[cfg(any(target_family = "wasm", test))]
mod read;
#[cfg(test)]
mod tests;
#[cfg(any(target_family = "wasm", test))]
mod write;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::codec::Post;
use server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use std::fmt;

/// Arguments and answers of server functions: JSON in the body of a `POST`.
pub type Json = Post<Wire>;

/// The encoding of [`Json`].
#[derive(Debug)]
pub struct Wire;

/// Why a value cannot be read: it is not JSON, or not what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(String);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Malformed {}

impl From<serde_json::Error> for Malformed {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

impl ContentType for Wire {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Wire {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Wire {
    type Error = Malformed;

    fn encode(value: &T) -> Result<Bytes, Malformed> {
        write(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Wire {
    type Error = Malformed;

    fn decode(bytes: Bytes) -> Result<T, Malformed> {
        read_bytes(&bytes)
    }
}

/// Reads a value.
///
/// # Errors
///
/// The text is not the JSON of such a value.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Malformed> {
    read_bytes(text.as_bytes())
}

#[cfg(target_family = "wasm")]
fn read_bytes<T: DeserializeOwned>(json: &[u8]) -> Result<T, Malformed> {
    let tree = read::tree(json)?;
    T::deserialize(read::Node(&tree))
}

#[cfg(not(target_family = "wasm"))]
fn read_bytes<T: DeserializeOwned>(json: &[u8]) -> Result<T, Malformed> {
    Ok(serde_json::from_slice(json)?)
}

/// Writes a value.
///
/// # Errors
///
/// It has no JSON: a map whose keys are no words.
#[cfg(target_family = "wasm")]
pub(crate) fn write<T: ?Sized + Serialize>(value: &T) -> Result<String, Malformed> {
    let mut text = String::new();
    value.serialize(write::Writer::new(&mut text))?;
    Ok(text)
}

/// Writes a value.
///
/// # Errors
///
/// It has no JSON: a map whose keys are no words.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn write<T: ?Sized + Serialize>(value: &T) -> Result<String, Malformed> {
    Ok(serde_json::to_string(value)?)
}
