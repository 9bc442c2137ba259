//! The socket to `/live`: consumed frame by frame in its own callback, so that a burst loses nothing; comes back by itself,
//! with the number of the last event it saw.

use super::store::Store;
use super::{LinkState, browser, clock};
use crate::live::browser::complain;
use crate::wire;
use desk_model::time::SECOND;
use desk_model::wire::{CLOSE_RESTART, CLOSE_SESSION, CLOSE_SLOW, ClientFrame, PROTOCOL, ServerFrame};
use desk_model::{ConversationId, TicketId, Timestamp};
use leptos::leptos_dom::helpers::{TimeoutHandle, WindowListenerHandle};
use leptos::prelude::*;
use std::cell::RefCell;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

/// No frame for this long means that the line is behind (the server ticks every 5 s).
const BEHIND: i64 = 12 * SECOND;
/// No frame for this long means that the line is dead.
const DEAD: i64 = 30 * SECOND;

#[derive(Default)]
struct Link {
    store: Option<Store>,
    socket: Option<Socket>,
    /// Counts sockets: the callbacks of an older one are not listened to.
    number: u32,
    attempts: u32,
    timer: Option<TimeoutHandle>,
    last_seq: i64,
    heard_at: Timestamp,
    follow: Option<ConversationId>,
    typed_at: Timestamp,
    listeners: Vec<WindowListenerHandle>,
}

struct Socket {
    raw: WebSocket,
    ready: bool,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut(CloseEvent)>,
    _open: Closure<dyn FnMut(Event)>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.raw.set_onmessage(None);
        self.raw.set_onclose(None);
        self.raw.set_onopen(None);
        let _ = self.raw.close();
    }
}

thread_local! {
    static LINK: RefCell<Link> = RefCell::default();
}

fn with<T>(f: impl FnOnce(&mut Link) -> T) -> Option<T> {
    LINK.with(|link| link.try_borrow_mut().ok().map(|mut link| f(&mut link)))
}

/// Opens the socket for this page; events after `after` are wanted.
pub(crate) fn open(store: Store, after: i64) {
    let fresh = with(|link| {
        link.store = Some(store);
        link.last_seq = link.last_seq.max(after);
        link.listeners.is_empty()
    });
    if fresh == Some(true) {
        // A laptop that wakes up, or a network that is back, need not wait for the next try.
        let online = window_event_listener(leptos::ev::online, |_| hurry());
        let shown = window_event_listener(leptos::ev::focus, |_| hurry());
        with(|link| link.listeners = vec![online, shown]);
    }
    connect();
}

/// Sends the lines of this conversation, and of no other.
pub(crate) fn follow(conversation: Option<ConversationId>) {
    let frames = with(|link| {
        if link.follow == conversation {
            return Vec::new();
        }
        let mut frames = Vec::new();
        if let Some(old) = std::mem::replace(&mut link.follow, conversation.clone()) {
            frames.push(ClientFrame::Unsubscribe { conversation: old });
        }
        if let Some(conversation) = conversation {
            frames.push(ClientFrame::Subscribe { conversation });
        }
        frames
    });
    for frame in frames.unwrap_or_default() {
        send(&frame);
    }
}

/// Tells colleagues that I am writing, at most every three seconds.
pub(crate) fn typing(ticket: TicketId, conversation: ConversationId) {
    let now = clock::now();
    let due = with(|link| {
        let due = now.since(link.typed_at) >= 3 * SECOND;
        if due {
            link.typed_at = now;
        }
        due
    });
    if due == Some(true) {
        send(&ClientFrame::Typing { ticket, conversation });
    }
}

fn send(frame: &ClientFrame) {
    let Ok(text) = wire::write(frame) else { return };
    with(|link| {
        if let Some(socket) = link.socket.as_ref().filter(|socket| socket.ready) {
            let _ = socket.raw.send_with_str(&text);
        }
    });
}

fn connect() {
    let Some(number) = with(|link| {
        link.number = link.number.wrapping_add(1);
        if let Some(timer) = link.timer.take() {
            timer.clear();
        }
        link.socket = None;
        link.number
    }) else {
        return;
    };
    let location = window().location();
    let scheme = if location.protocol().is_ok_and(|p| p == "https:") { "wss" } else { "ws" };
    let address = format!("{scheme}://{}/live", location.host().unwrap_or_default());
    let Ok(raw) = WebSocket::new(&address) else {
        again(None);
        return;
    };
    let on_open = Closure::<dyn FnMut(Event)>::new(move |_| opened(number));
    let on_message =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| message(number, &event));
    let on_close = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| closed(number, &event));
    raw.set_onopen(Some(on_open.as_ref().unchecked_ref()));
    raw.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    raw.set_onclose(Some(on_close.as_ref().unchecked_ref()));
    with(|link| {
        link.heard_at = clock::now();
        link.socket =
            Some(Socket { raw, ready: false, _message: on_message, _close: on_close, _open: on_open });
    });
}

fn current(number: u32) -> bool {
    with(|link| link.number == number) == Some(true)
}

fn opened(number: u32) {
    if !current(number) {
        return;
    }
    let hello = with(|link| {
        if let Some(socket) = link.socket.as_mut() {
            socket.ready = true;
        }
        link.heard_at = clock::now();
        let build =
            link.store.as_ref().and_then(|s| s.boot.with_untracked(|b| b.as_ref().map(|b| b.build.clone())));
        ClientFrame::Hello {
            protocol: PROTOCOL,
            build: build.unwrap_or_default(),
            last_seq: Some(link.last_seq),
            conversations: link.follow.iter().cloned().collect(),
        }
    });
    if let Some(hello) = hello {
        send(&hello);
    }
}

fn message(number: u32, event: &MessageEvent) {
    if !current(number) {
        return;
    }
    let Some(store) = with(|link| {
        link.heard_at = clock::now();
        link.store.clone()
    })
    .flatten() else {
        return;
    };
    let text = event.data().as_string().unwrap_or_default();
    match wire::read::<ServerFrame>(&text) {
        Ok(frame) => handle(&store, frame),
        Err(_) => {
            // An event this page does not understand: it may be older than the server. Nothing is guessed.
            complain("a frame was not understood; everything is fetched again");
            store.resync();
        }
    }
}

fn handle(store: &Store, frame: ServerFrame) {
    match frame {
        ServerFrame::Welcome { build, seq: _, now } => {
            clock::learn(now);
            measure();
            with(|link| link.attempts = 0);
            let stale =
                store.boot.with_untracked(|boot| boot.as_ref().is_some_and(|boot| boot.build != build));
            store.stale_build.set(stale);
        }
        ServerFrame::Reset { seq, now } => {
            clock::learn(now);
            with(|link| {
                link.attempts = 0;
                link.last_seq = seq;
            });
            store.resync();
        }
        ServerFrame::Event { seq, event, .. } => {
            with(|link| link.last_seq = link.last_seq.max(seq));
            store.apply(seq, &event);
        }
        ServerFrame::Tick { seq, now } => {
            clock::learn(now);
            with(|link| link.last_seq = link.last_seq.max(seq));
            store.link.set(LinkState::Live { proved_at: clock::now() });
        }
        ServerFrame::Subscribed { conversation, seq } => store.now_following(&conversation, seq),
        ServerFrame::Denied { .. } => complain("a conversation may not be followed"),
        ServerFrame::Typing { ticket, user, name } => store.heard_typing(ticket, user, name),
    }
}

fn closed(number: u32, event: &CloseEvent) {
    if !current(number) {
        return;
    }
    let Some(store) = with(|link| link.store.clone()).flatten() else { return };
    match event.code() {
        CLOSE_SESSION => browser::to_login(),
        CLOSE_RESTART => {
            let hint = event.reason().parse::<u32>().unwrap_or(1_000).min(30_000);
            offline(&store);
            again(Some(f64::from(hint) * (1.0 + js_sys::Math::random() * 0.5)));
        }
        CLOSE_SLOW => {
            store.link.set(LinkState::Behind { since: clock::now() });
            again(Some(100.0 + js_sys::Math::random() * 400.0));
        }
        _ => {
            offline(&store);
            // A refused handshake does not say why: now and then ask whether we are still logged in.
            if with(|link| link.attempts % 4 == 2) == Some(true) {
                store.still_here();
            }
            again(None);
        }
    }
}

fn offline(store: &Store) {
    if !matches!(store.link.get_untracked(), LinkState::Offline { .. }) {
        store.link.set(LinkState::Offline { since: clock::now() });
    }
}

/// Tries again after `millis`, or after a random part of a doubling span (0.3–10 s).
fn again(millis: Option<f64>) {
    let delay = with(|link| {
        let ceiling = (300.0 * f64::from(2u32.saturating_pow(link.attempts.min(6)))).min(10_000.0);
        link.attempts = link.attempts.saturating_add(1);
        millis.unwrap_or_else(|| 300.0 + js_sys::Math::random() * (ceiling - 300.0).max(300.0))
    });
    let Some(delay) = delay else { return };
    let timer = set_timeout_with_handle(connect, Duration::from_millis(delay.max(0.0) as u64)).ok();
    with(|link| link.timer = timer);
}

/// Asks the server for its time.
fn measure() {
    clock::asking();
    send(&ClientFrame::Ping {});
}

fn hurry() {
    let waiting = with(|link| link.timer.is_some() && link.store.is_some());
    if waiting == Some(true) {
        connect();
    }
}

/// Called every second: is the line alive, and is what it said still recent?
pub(crate) fn check() {
    let doubtful = clock::doubtful();
    let now = clock::now();
    let state = with(|link| {
        let open = link.socket.as_ref().is_some_and(|s| s.raw.ready_state() == WebSocket::OPEN);
        let pending = link.socket.as_ref().is_some_and(|s| s.raw.ready_state() == WebSocket::CONNECTING);
        (link.store.clone(), open, pending, now.since(link.heard_at))
    });
    let Some((Some(store), open, pending, silence)) = state else { return };
    if doubtful && open {
        measure();
    }
    if (open || pending) && silence > DEAD {
        offline(&store);
        with(|link| link.socket = None);
        again(None);
    } else if open
        && silence > BEHIND
        && let LinkState::Live { proved_at } = store.link.get_untracked()
    {
        store.link.set(LinkState::Behind { since: proved_at });
        send(&ClientFrame::Ping {});
    }
}
