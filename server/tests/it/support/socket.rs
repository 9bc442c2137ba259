//! A live socket, as the console's.

use desk_model::ConversationId;
use desk_model::wire::{ClientFrame, DeskEvent, PROTOCOL, ServerFrame};
use futures::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How long a test waits for a frame.
const PATIENCE: Duration = Duration::from_secs(15);

pub(crate) struct Socket(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What the server said last.
#[derive(Debug)]
pub(crate) enum Heard {
    Frame(ServerFrame),
    Closed(Option<u16>, String),
}

impl Socket {
    /// Connects; `Err` is the HTTP status of the refusal.
    pub(crate) async fn connect(origin: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = format!("{}/live", origin.replacen("http", "ws", 1)).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().append(*name, HeaderValue::from_str(value).unwrap());
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) async fn send(&mut self, frame: &ClientFrame) {
        self.0.send(Message::text(serde_json::to_string(frame).unwrap())).await.unwrap();
    }

    pub(crate) async fn hello(&mut self, last_seq: Option<i64>, follow: &[ConversationId]) {
        let frame = ClientFrame::Hello {
            protocol: PROTOCOL,
            build: "it".to_owned(),
            last_seq,
            conversations: follow.to_vec(),
        };
        self.send(&frame).await;
    }

    /// The next frame or the end.
    pub(crate) async fn hear(&mut self) -> Heard {
        self.hear_within(PATIENCE).await.expect("nothing came")
    }

    /// The next frame or the end, if there is any in time.
    pub(crate) async fn hear_within(&mut self, limit: Duration) -> Option<Heard> {
        loop {
            let message = tokio::time::timeout(limit, self.0.next()).await.ok()?;
            return Some(match message {
                Some(Ok(Message::Text(text))) => Heard::Frame(
                    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")),
                ),
                Some(Ok(Message::Close(frame))) => match frame {
                    Some(frame) => Heard::Closed(Some(frame.code.into()), frame.reason.to_string()),
                    None => Heard::Closed(None, String::new()),
                },
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Heard::Closed(None, String::new()),
            });
        }
    }

    /// The next frame.
    pub(crate) async fn frame(&mut self) -> ServerFrame {
        match self.hear().await {
            Heard::Frame(frame) => frame,
            Heard::Closed(code, reason) => panic!("closed: {code:?} {reason}"),
        }
    }

    /// Reads on until the server says that everything up to `seq` was sent; the events on the way.
    pub(crate) async fn events_until(&mut self, seq: i64) -> Vec<(i64, DeskEvent)> {
        let mut events = Vec::new();
        loop {
            match self.frame().await {
                ServerFrame::Event { seq, event, .. } => events.push((seq, event)),
                ServerFrame::Tick { seq: now, .. } if now >= seq => return events,
                _ => {}
            }
        }
    }

    /// Asks for a tick: what comes before it is all there was.
    pub(crate) async fn events_now(&mut self, seq: i64) -> Vec<(i64, DeskEvent)> {
        let mut events = Vec::new();
        loop {
            self.send(&ClientFrame::Ping {}).await;
            loop {
                match self.frame().await {
                    ServerFrame::Event { seq, event, .. } => events.push((seq, event)),
                    ServerFrame::Tick { seq: now, .. } if now >= seq => return events,
                    ServerFrame::Tick { .. } => {
                        tokio::time::sleep(Duration::from_millis(40)).await;
                        break;
                    }
                    _ => {}
                }
            }
        }
    }

    /// Reads to the end; its code.
    pub(crate) async fn closed(&mut self) -> (Option<u16>, String) {
        loop {
            if let Heard::Closed(code, reason) = self.hear().await {
                return (code, reason);
            }
        }
    }
}
