//! The live socket's transport. Its origin was checked before.

use crate::http::error::Refused;
use crate::http::session::{Caller, SocketGuard};
use crate::state::AppState;
use axum::Extension;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use desk_live::{Incoming, Outgoing, Seat};
use desk_model::DeskError;
use desk_model::wire::MAX_CLIENT_FRAME;
use futures::{SinkExt, StreamExt, future};
use std::sync::Arc;

/// Clients send little; a small buffer for each of many sockets.
const READ_BUFFER: usize = 4 * 1024;
/// Written at once when this much has gathered.
const WRITE_BUFFER: usize = 16 * 1024;
/// Most that may wait for one client inside the transport: one frame of the largest possible event.
const MAX_WRITE_BUFFER: usize = 8 * 1024 * 1024;

/// Opens a socket for a session that is alive.
pub(crate) async fn live(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let (Some(_), Some(session)) = (&caller.actor, caller.session) else {
        return Refused(DeskError::Unauthenticated).into_response();
    };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let guard = Arc::new(SocketGuard::new(state.desk.clone(), session.clone()));
    let seat = Seat { session, guard };
    let (live, token) = (state.live.clone(), state.sockets.token());
    upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
        .max_message_size(MAX_CLIENT_FRAME)
        .max_frame_size(MAX_CLIENT_FRAME)
        .on_upgrade(async move |socket| {
            serve(live, seat, socket).await;
            drop(token);
        })
}

async fn serve(live: desk_live::Live, seat: Seat, socket: WebSocket) {
    let (writer, reader) = socket.split();
    let reader = reader.filter_map(|message| {
        future::ready(match message {
            Ok(Message::Text(text)) => Some(Incoming::Text(Bytes::from(text))),
            Ok(Message::Ping(_) | Message::Pong(_)) => Some(Incoming::Alive),
            // The stream ends after it by itself.
            Ok(Message::Close(_)) => None,
            // Too large, not UTF-8, or no proper frame; on a dead line the farewell simply fails.
            Ok(Message::Binary(_)) | Err(_) => Some(Incoming::Bad),
        })
    });
    let writer = writer.with(|frame| future::ready(message(frame)));
    live.serve(seat, reader, writer).await;
}

fn message(frame: Outgoing) -> Result<Message, axum::Error> {
    Ok(match frame {
        Outgoing::Text(text) => Message::Text(Utf8Bytes::try_from(text).map_err(axum::Error::new)?),
        Outgoing::Ping => Message::Ping(Bytes::new()),
        Outgoing::Close { code, reason } => Message::Close(Some(CloseFrame { code, reason: reason.into() })),
    })
}
