-- What the composer and the price of the window need. refused_inbound_at holds from now on when the refused message was written.
ALTER TABLE conversation ADD COLUMN entry_at BIGINT;
ALTER TABLE conversation ADD COLUMN nudged_for BIGINT;
ALTER TABLE ticket ADD COLUMN entry_at BIGINT;
ALTER TABLE ticket ADD COLUMN nudged_for BIGINT;

-- Asking whether the customer is still there, before the window closes.
ALTER TABLE queue ADD COLUMN nudge_text TEXT NOT NULL
  DEFAULT 'Oi, {name}! Ainda está por aí? Se precisar de algo, é só responder.';
ALTER TABLE queue ADD COLUMN nudge_auto BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE queue ADD COLUMN nudge_minutes BIGINT NOT NULL DEFAULT 30;
CREATE INDEX ticket_nudge ON ticket(queue_id, last_inbound_at) WHERE state = 'assigned' AND waiting_since IS NULL;

-- An answer that could not be sent because the window was closed; it waits with its ticket for the customer.
CREATE TABLE held_reply (
  ticket_id TEXT PRIMARY KEY REFERENCES ticket(id),
  -- The id of the message it will be.
  message_id TEXT NOT NULL, user_id TEXT NOT NULL REFERENCES users(id), user_name TEXT NOT NULL, body TEXT NOT NULL,
  reply_to TEXT, at BIGINT NOT NULL
);
