//! Identifiers: time-ordered text with a prefix that tells what is identified (`tkt_01jd…`).

use serde::{Deserialize, Serialize};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Builds the text after the prefix: 48 bits of milliseconds since 1970 UTC, then 80 random bits, in
/// Crockford's base 32, so that ids made later sort later.
pub fn encode_parts(millis: u64, random: [u8; 10]) -> String {
    let mut bits: u128 = u128::from(millis & 0xffff_ffff_ffff) << 80;
    for (i, byte) in random.iter().enumerate() {
        bits |= u128::from(*byte) << (72 - 8 * i);
    }
    (0..26).rev().map(|i| char::from(ALPHABET[((bits >> (5 * i)) & 31) as usize])).collect()
}

/// An identifier was not of the expected form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdError {
    /// The prefix that was expected, such as `tkt`.
    pub expected: &'static str,
}

impl std::fmt::Display for IdError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not an id of the form {}_…", self.expected)
    }
}

impl std::error::Error for IdError {}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "sql", derive(sqlx::Type))]
        #[cfg_attr(feature = "sql", sqlx(transparent))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// What stands before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Makes an id from an instant (milliseconds since 1970 UTC) and 80 random bits.
            pub fn from_parts(millis: u64, random: [u8; 10]) -> Self {
                Self(format!(concat!($prefix, "_{}"), encode_parts(millis, random)))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let rest = text.strip_prefix(concat!($prefix, "_")).ok_or(IdError { expected: $prefix })?;
                let fits = (1..=40).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric());
                if fits { Ok(Self(text.to_owned())) } else { Err(IdError { expected: $prefix }) }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id_type!(/** A person who works at the desk. */ UserId, "usr");
id_type!(/** One connected account on a channel, such as a WhatsApp phone number. */ NumberId, "num");
id_type!(/** A place where tickets wait. */ QueueId, "que");
id_type!(/** A customer. */ ContactId, "con");
id_type!(/** Contact × number, without end; owns the window. */ ConversationId, "cnv");
id_type!(/** One episode of service in a conversation. */ TicketId, "tkt");
id_type!(/** One message, note or event line of a thread. The browser makes the id of what it sends. */ MessageId, "msg");
id_type!(/** A message template approved by the provider. */ TemplateId, "tpl");
id_type!(/** One entry of the consent ledger. */ ConsentId, "cse");
id_type!(/** A form of an opt-in page that was sent in. */ SubmissionId, "sub");
id_type!(/** A row of the price table. */ PriceId, "prc");
id_type!(/** A file handed to the provider, to be named in a message. */ UploadId, "upl");
id_type!(/** Something the provider announced about an account or a number. */ AlertId, "alr");
id_type!(/** A reason for closing tickets. */ ReasonId, "rsn");
id_type!(/** A coloured word put on tickets. */ LabelId, "lbl");
id_type!(/** A login session as shown to its owner; not the secret in the cookie. */ SessionId, "ses");
id_type!(/** What an internal fault is filed under, in the log and on screen. */ IncidentId, "inc");
