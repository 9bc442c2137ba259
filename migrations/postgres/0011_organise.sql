-- When a ticket came back from being put aside and its owner has not looked at it yet.
ALTER TABLE ticket ADD COLUMN returned_at BIGINT;

CREATE TABLE label (
  id TEXT PRIMARY KEY, name TEXT NOT NULL,
  -- The name without case and accents.
  name_key TEXT COLLATE "C" NOT NULL, color TEXT NOT NULL, archived BOOLEAN NOT NULL, created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX label_name ON label(name_key);

-- Which tickets have a label, with the sort keys of their rows, so that a list of one label is one indexed query too.
CREATE TABLE ticket_label (
  ticket_id TEXT COLLATE "C" NOT NULL REFERENCES ticket(id), label_id TEXT NOT NULL REFERENCES label(id) ON DELETE CASCADE,
  closed BOOLEAN NOT NULL, recent_key BIGINT NOT NULL, waiting_key BIGINT NOT NULL, risk_key BIGINT NOT NULL,
  PRIMARY KEY (ticket_id, label_id)
);
CREATE INDEX ticket_label_recent ON ticket_label(label_id, closed, recent_key, ticket_id);
CREATE INDEX ticket_label_waiting ON ticket_label(label_id, closed, waiting_key, ticket_id);
CREATE INDEX ticket_label_risk ON ticket_label(label_id, closed, risk_key, ticket_id);

-- Few tickets have another priority than the usual one: their lists are read here, the others among all.
CREATE INDEX ticket_priority_recent ON ticket(priority, recent_key, id) WHERE state <> 'closed' AND priority <> 0;
CREATE INDEX ticket_priority_waiting ON ticket(priority, waiting_key, id) WHERE state <> 'closed' AND priority <> 0;
CREATE INDEX ticket_priority_risk ON ticket(priority, risk_key, id) WHERE state <> 'closed' AND priority <> 0;
CREATE INDEX ticket_priority_closed_recent ON ticket(priority, recent_key, id) WHERE state = 'closed' AND priority <> 0;
CREATE INDEX ticket_priority_closed_waiting ON ticket(priority, waiting_key, id) WHERE state = 'closed' AND priority <> 0;
CREATE INDEX ticket_priority_closed_risk ON ticket(priority, risk_key, id) WHERE state = 'closed' AND priority <> 0;

-- Who is named in which note. The ticket is the note's.
CREATE TABLE mention (
  message_id TEXT COLLATE "C" NOT NULL REFERENCES message(id), user_id TEXT NOT NULL REFERENCES users(id),
  ticket_id TEXT NOT NULL REFERENCES ticket(id), by_name TEXT NOT NULL, at BIGINT NOT NULL, seen_at BIGINT,
  PRIMARY KEY (message_id, user_id)
);
CREATE INDEX mention_user ON mention(user_id, at, message_id);
CREATE INDEX mention_unseen ON mention(user_id, ticket_id) WHERE seen_at IS NULL;
