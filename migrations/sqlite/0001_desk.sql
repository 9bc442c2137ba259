-- Ids are text, instants BIGINT µs UTC, JSON is text. The Postgres file has the same tables and columns.
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE users (
  id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, password_hash TEXT NOT NULL,
  locale TEXT NOT NULL, theme TEXT NOT NULL, shortcuts BOOLEAN NOT NULL, disabled BOOLEAN NOT NULL,
  -- Every session of an older epoch is dead.
  epoch BIGINT NOT NULL, created_at BIGINT NOT NULL
);
CREATE TABLE session (
  -- SHA-256 of the cookie's id: a stolen database opens no session.
  id TEXT PRIMARY KEY, user_id TEXT REFERENCES users(id) ON DELETE CASCADE, data TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE INDEX session_owner ON session(user_id);
CREATE INDEX session_expiry ON session(expires_at);

CREATE TABLE queue (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, color TEXT NOT NULL, position BIGINT NOT NULL,
  reopen_hours BIGINT NOT NULL, opening_text TEXT NOT NULL, closing_text TEXT NOT NULL, created_at BIGINT NOT NULL
);
CREATE TABLE queue_member (
  queue_id TEXT NOT NULL REFERENCES queue(id), user_id TEXT NOT NULL REFERENCES users(id), PRIMARY KEY (queue_id, user_id)
);
CREATE INDEX queue_member_user ON queue_member(user_id);

CREATE TABLE number (
  id TEXT PRIMARY KEY, channel TEXT NOT NULL, provider TEXT NOT NULL, label TEXT NOT NULL, display TEXT NOT NULL,
  provider_id TEXT NOT NULL, account_id TEXT NOT NULL, base_url TEXT NOT NULL, api_version TEXT NOT NULL,
  -- Sealed JSON: access token, application secrets (current and previous), verify token.
  secrets TEXT NOT NULL,
  default_queue_id TEXT NOT NULL REFERENCES queue(id), state TEXT NOT NULL, created_at BIGINT NOT NULL,
  UNIQUE (provider, provider_id)
);

CREATE TABLE contact (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, username TEXT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL
);
CREATE TABLE identity (
  kind TEXT NOT NULL, match_key TEXT NOT NULL, value TEXT NOT NULL, contact_id TEXT NOT NULL REFERENCES contact(id),
  -- A number or BSUID the customer no longer has stays as history.
  superseded_at BIGINT, created_at BIGINT NOT NULL, PRIMARY KEY (kind, match_key)
);
CREATE INDEX identity_contact ON identity(contact_id);

CREATE TABLE conversation (
  id TEXT PRIMARY KEY, contact_id TEXT NOT NULL REFERENCES contact(id), number_id TEXT NOT NULL REFERENCES number(id),
  -- Where to write to: the address of the last inbound message.
  reply_kind TEXT NOT NULL, reply_to TEXT NOT NULL,
  last_inbound_at BIGINT, refused_inbound_at BIGINT, free_until BIGINT, created_at BIGINT NOT NULL,
  UNIQUE (contact_id, number_id)
);

CREATE TABLE protocol_day (day TEXT PRIMARY KEY, last BIGINT NOT NULL);

-- One ticket, and with it one row of the inbox: everything the list shows stands here, written with each change.
CREATE TABLE ticket (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, conversation_id TEXT NOT NULL REFERENCES conversation(id),
  contact_id TEXT NOT NULL REFERENCES contact(id), number_id TEXT NOT NULL REFERENCES number(id),
  queue_id TEXT NOT NULL REFERENCES queue(id), protocol TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL, since BIGINT NOT NULL, agent_id TEXT REFERENCES users(id), until BIGINT,
  closed_by TEXT REFERENCES users(id), close_reason TEXT,
  contact_name TEXT NOT NULL, preview_kind TEXT NOT NULL, preview_text TEXT NOT NULL, preview_ours BOOLEAN NOT NULL,
  preview_status TEXT, preview_message_id TEXT, preview_at BIGINT NOT NULL, waiting_since BIGINT, unread BIGINT NOT NULL,
  last_inbound_at BIGINT, refused_inbound_at BIGINT, free_until BIGINT,
  pending_message_id TEXT, pending_at BIGINT, pending_status TEXT,
  opened_at BIGINT NOT NULL,
  -- Sort keys of the lists, smallest first: recent_key is -preview_at; absent instants sort last.
  recent_key BIGINT NOT NULL, waiting_key BIGINT NOT NULL, risk_key BIGINT NOT NULL
);
CREATE UNIQUE INDEX ticket_open ON ticket(conversation_id) WHERE state <> 'closed';
CREATE INDEX ticket_conversation ON ticket(conversation_id, opened_at);
CREATE INDEX ticket_contact ON ticket(contact_id, opened_at);
CREATE INDEX ticket_recent ON ticket(recent_key, id) WHERE state <> 'closed';
CREATE INDEX ticket_waiting ON ticket(waiting_key, id) WHERE state <> 'closed';
CREATE INDEX ticket_risk ON ticket(risk_key, id) WHERE state <> 'closed';
CREATE INDEX ticket_agent ON ticket(agent_id, recent_key, id) WHERE state <> 'closed';
-- Holds everything the counts of the lists need.
CREATE INDEX ticket_facet ON ticket(queue_id, state, agent_id) WHERE state <> 'closed';
CREATE INDEX ticket_queued ON ticket(risk_key, since, id) WHERE state = 'queued';
CREATE INDEX ticket_closed ON ticket(recent_key, id) WHERE state = 'closed';
CREATE INDEX ticket_closed_queue ON ticket(queue_id, recent_key, id) WHERE state = 'closed';
CREATE INDEX ticket_closed_waiting ON ticket(waiting_key, id) WHERE state = 'closed';
CREATE INDEX ticket_closed_risk ON ticket(risk_key, id) WHERE state = 'closed';

CREATE TABLE message (
  id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL REFERENCES conversation(id), ticket_id TEXT NOT NULL REFERENCES ticket(id),
  number_id TEXT NOT NULL, provider_id TEXT, direction TEXT NOT NULL, author TEXT NOT NULL, content TEXT NOT NULL,
  at BIGINT NOT NULL, received_at BIGINT NOT NULL, status TEXT NOT NULL, status_rank BIGINT NOT NULL,
  failure_code BIGINT, failure_detail TEXT, quote TEXT, quote_provider_id TEXT, provenance TEXT NOT NULL,
  reactions TEXT NOT NULL, earlier TEXT NOT NULL, revoked_at BIGINT, version BIGINT NOT NULL,
  -- What is needed to build the provider's request again; templates keep their values here.
  outgoing TEXT,
  -- When the customer reacted to it and edited it: an older change that comes late does not undo a newer one.
  changes TEXT NOT NULL
);
CREATE UNIQUE INDEX message_provider ON message(number_id, provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX message_thread ON message(conversation_id, at, id);

-- Edits, reactions, revocations and statuses that came before their message.
CREATE TABLE parked (
  number_id TEXT NOT NULL, target TEXT NOT NULL, part_key TEXT NOT NULL, change TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (number_id, target, part_key)
);
-- What has been applied and leaves no row of its own (reactions, edits, revocations, statuses), so that a repetition
-- after a newer one changes nothing.
CREATE TABLE applied (number_id TEXT NOT NULL, part_key TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (number_id, part_key));

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, received_at BIGINT NOT NULL, body BLOB NOT NULL,
  -- pending, applied, failed (some part could not be applied), unreadable
  state TEXT NOT NULL, error TEXT, applied_at BIGINT, attempts BIGINT NOT NULL
);
CREATE INDEX journal_pending ON journal(seq) WHERE state = 'pending';
CREATE INDEX journal_problem ON journal(seq) WHERE state <> 'pending' AND state <> 'applied';
CREATE INDEX journal_received ON journal(received_at);
CREATE TABLE journal_part (
  journal_seq BIGINT NOT NULL, part TEXT NOT NULL, field TEXT NOT NULL,
  -- failed, noted (kept for a later use), unknown
  state TEXT NOT NULL, error TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (journal_seq, part)
);

CREATE TABLE outbox (
  message_id TEXT PRIMARY KEY REFERENCES message(id), number_id TEXT NOT NULL, conversation_id TEXT NOT NULL,
  -- queued, sending, unknown; finished rows are deleted
  state TEXT NOT NULL, attempts BIGINT NOT NULL, due_at BIGINT NOT NULL, lease_until BIGINT, position BIGINT NOT NULL,
  last_error TEXT
);
CREATE INDEX outbox_due ON outbox(state, due_at);
CREATE INDEX outbox_conversation ON outbox(conversation_id, position, message_id);
CREATE INDEX outbox_number ON outbox(number_id);

CREATE TABLE template (
  id TEXT PRIMARY KEY, number_id TEXT NOT NULL REFERENCES number(id), name TEXT NOT NULL,
  language TEXT NOT NULL, category TEXT NOT NULL, status TEXT NOT NULL, definition TEXT NOT NULL, updated_at BIGINT NOT NULL,
  UNIQUE (number_id, name, language)
);

CREATE TABLE event_seq (one BIGINT PRIMARY KEY CHECK (one = 1), last BIGINT NOT NULL);
INSERT INTO event_seq (one, last) VALUES (1, 0);
CREATE TABLE event (
  seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, topic TEXT NOT NULL,
  -- Who may see it: members of the queue and the owner; everybody where both are absent.
  queue_id TEXT, user_id TEXT,
  -- Only those who follow this conversation.
  conversation_id TEXT, payload TEXT NOT NULL
);
CREATE INDEX event_at ON event(at);
