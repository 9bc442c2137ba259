//! A customer's message is filed into an open ticket: the line, what decides the window, and the row of the inbox, with one
//! trip to the database. It is what happens most often.

use crate::conversation::{self, ConversationRow, bind_conversation};
use crate::message::{self, Documents, MessageRow, bind_message};
use crate::ticket::{self, Derived, TicketRow, bind_ticket};
use crate::tx::{clean, clean_opt};
use crate::{Result, Tx};
use desk_model::message::MessageStatus;
use desk_model::sla::Promise;
use std::sync::LazyLock;

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filed {
    /// It is written.
    Done,
    /// The line was known already; nothing was changed.
    Known,
    /// Somebody else changed the ticket meanwhile: the transaction has to be given up.
    Stale,
}

/// Three statements for SQLite, which runs them in one go.
static SQLITE: LazyLock<String> = LazyLock::new(|| {
    let (talk, ticket) = changes("SELECT 1 FROM message WHERE id = $1");
    format!("{}; {talk}; {ticket}", message::INSERT)
});

/// One statement for Postgres.
static POSTGRES: LazyLock<String> = LazyLock::new(|| {
    let (talk, ticket) = changes("SELECT 1 FROM line");
    format!(
        "WITH line AS ({} RETURNING id), talk AS ({talk}), desk AS ({ticket} RETURNING id)
         SELECT (SELECT COUNT(*) FROM line) + (SELECT COUNT(*) FROM desk)",
        message::INSERT
    )
});

/// How many values the line and the conversation have; those of the ticket come after them.
const BEFORE_TALK: u32 = 24;
const BEFORE_TICKET: u32 = BEFORE_TALK + 8;

/// The changes of conversation and ticket, made only when `written` finds the line.
fn changes(written: &str) -> (String, String) {
    let only = |sql: &str, by| format!("{} AND EXISTS ({written})", shifted(sql, by));
    (only(conversation::UPDATE, BEFORE_TALK), only(ticket::UPDATE, BEFORE_TICKET))
}

/// The same statement with later numbers for its values.
fn shifted(sql: &str, by: u32) -> String {
    let mut pieces = sql.split('$');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = piece.split_at(digits);
        text.push_str(&format!("${}{rest}", number.parse::<u32>().unwrap_or_default() + by));
    }
    text
}

/// Writes all three. The ticket's version counts up in `ticket`.
pub async fn file(
    tx: &mut Tx<'_>,
    line: &MessageRow,
    talk: &ConversationRow,
    ticket: &mut TicketRow,
) -> Result<Filed> {
    let documents = Documents::of(line)?;
    let expected = ticket.row.version;
    let derived = Derived::of(&ticket.row)?;
    macro_rules! bound {
        ($query:expr) => {
            bind_ticket!(
                bind_conversation!(
                    bind_message!($query, *line, documents),
                    &talk.id,
                    talk.window,
                    talk.reply_to
                ),
                *ticket,
                expected,
                &derived
            )
        };
    }
    let (line_written, all_written) = match tx {
        Tx::Sqlite(t) => {
            let rows = bound!(sqlx::query(SQLITE.as_str())).execute(&mut **t).await?.rows_affected();
            (rows > 0, rows == 3)
        }
        Tx::Postgres(t) => {
            let rows: i64 = bound!(sqlx::query_scalar(POSTGRES.as_str())).fetch_one(&mut **t).await?;
            (rows > 0, rows == 2)
        }
    };
    if all_written {
        ticket.row.version = expected + 1;
        return Ok(Filed::Done);
    }
    Ok(if line_written { Filed::Stale } else { Filed::Known })
}
