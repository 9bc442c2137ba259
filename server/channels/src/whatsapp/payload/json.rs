//! JSON read lazily, level by level, with numbers as the provider wrote them.

use desk_model::Timestamp;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Seconds beyond this are milliseconds: in seconds it would be the year 5138.
const MILLIS_FROM: i64 = 100_000_000_000;

/// One JSON value that was not looked into yet.
#[derive(Clone, Copy)]
pub(crate) struct Node<'a>(&'a RawValue);

impl<'a> Node<'a> {
    /// A document; checks the syntax of the whole, without recursion and without converting anything.
    pub(crate) fn parse(text: &'a str) -> Result<Self, String> {
        serde_json::from_str::<&RawValue>(text.trim_start_matches('\u{feff}'))
            .map(Self)
            .map_err(|e| e.to_string())
    }

    /// The value as it was written.
    pub(crate) fn raw(self) -> &'a str {
        self.0.get()
    }

    fn is_null(self) -> bool {
        self.raw() == "null"
    }

    /// Its members, if it is an object.
    pub(crate) fn object(self) -> Option<Object<'a>> {
        serde_json::from_str(self.raw()).ok()
    }

    /// Its elements, if it is an array.
    pub(crate) fn list(self) -> Option<Vec<Node<'a>>> {
        let items: Vec<&'a RawValue> = serde_json::from_str(self.raw()).ok()?;
        Some(items.into_iter().map(Node).collect())
    }

    /// A string, or a number as it was written. NUL, which no database text may hold, is left out; what is no Unicode
    /// (lone surrogates) becomes U+FFFD.
    pub(crate) fn text(self) -> Option<String> {
        match self.raw().as_bytes().first()? {
            b'"' => {
                let Lossy(text) = serde_json::from_str(self.raw()).ok()?;
                Some(if text.contains('\0') { text.replace('\0', "") } else { text })
            }
            b'-' | b'0'..=b'9' => Some(self.raw().to_owned()),
            _ => None,
        }
    }

    /// A whole number, also as a string and with a fraction, which is cut off.
    pub(crate) fn integer(self) -> Option<i64> {
        let text = self.text()?;
        let text = text.trim();
        let whole = text.split_once('.').map_or(text, |(whole, fraction)| {
            if fraction.bytes().all(|b| b.is_ascii_digit()) { whole } else { text }
        });
        whole.parse().ok()
    }

    /// An instant: seconds since 1970 as a number or a string; some fields use milliseconds.
    pub(crate) fn time(self) -> Option<Timestamp> {
        match self.integer()? {
            millis @ MILLIS_FROM.. => Some(Timestamp::from_millis(millis)),
            secs @ 0.. => Some(Timestamp::from_secs(secs)),
            _ => None,
        }
    }
}

/// The members of one object in the order given; of a name given twice the last counts. `null` is as good as absent.
pub(crate) struct Object<'a>(Vec<(String, Node<'a>)>);

impl<'a> Object<'a> {
    /// A member.
    pub(crate) fn get(&self, name: &str) -> Option<Node<'a>> {
        let (_, node) = self.0.iter().rev().find(|(key, _)| key == name)?;
        (!node.is_null()).then_some(*node)
    }

    /// A member that is a string or a number, see [`Node::text`].
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.text()
    }

    /// The same, `None` when there is nothing but white space.
    pub(crate) fn filled(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| !text.trim().is_empty())
    }

    /// A member that is an object.
    pub(crate) fn object(&self, name: &str) -> Option<Object<'a>> {
        self.get(name)?.object()
    }

    /// A member that is an array.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<Node<'a>>> {
        self.get(name)?.list()
    }

    /// The objects in a member that is an array; none when it is not.
    pub(crate) fn objects(&self, name: &str) -> Vec<Object<'a>> {
        self.list(name).unwrap_or_default().into_iter().filter_map(Node::object).collect()
    }

    /// Whether a member is `true`.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|node| node.raw() == "true")
    }

    /// All members.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, Node<'a>)> {
        self.0.iter().map(|(key, node)| (key.as_str(), *node))
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Lossy(key), value)) = map.next_entry::<Lossy, &'de RawValue>()? {
                    members.push((key, Node(value)));
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// A string that is read as bytes, where serde_json passes lone surrogates on.
struct Lossy(String);

impl<'de> Deserialize<'de> for Lossy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Lossy;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Lossy, E> {
                Ok(Lossy(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}
