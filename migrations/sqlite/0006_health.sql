-- What is known of sending a line beside how far it got: when it failed, what repeats it (JSON).
ALTER TABLE message ADD COLUMN sending TEXT NOT NULL DEFAULT '{}';

-- Every attempt to hand a message to the provider.
CREATE TABLE attempt (
  message_id TEXT NOT NULL REFERENCES message(id), number BIGINT NOT NULL, at BIGINT NOT NULL,
  -- accepted, again, unknown, refused
  outcome TEXT NOT NULL, code BIGINT, detail TEXT NOT NULL, PRIMARY KEY (message_id, number)
);

-- What is known of a number's health; one row at most, written bit by bit.
CREATE TABLE number_health (
  number_id TEXT PRIMARY KEY REFERENCES number(id),
  -- JSON: the last look at the provider, and why the number went down.
  report TEXT, down TEXT,
  webhook_at BIGINT, inbound_at BIGINT, sent_at BIGINT, templates_at BIGINT, handshake_at BIGINT, signed_at BIGINT
);

-- Whom a template reached outside their window, and when last: the provider counts different people in 24 hours.
CREATE TABLE reach (
  number_id TEXT NOT NULL, contact_id TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (number_id, contact_id)
);
CREATE INDEX reach_at ON reach(at);

-- What the provider announced about an account or a number.
CREATE TABLE alert (
  id TEXT PRIMARY KEY, account_id TEXT NOT NULL, number_id TEXT, part_key TEXT NOT NULL, news TEXT NOT NULL, at BIGINT NOT NULL,
  received_at BIGINT NOT NULL, acknowledged_by TEXT, acknowledged_at BIGINT, UNIQUE (account_id, part_key)
);
CREATE INDEX alert_account ON alert(account_id, at, id);
