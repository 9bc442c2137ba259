-- The text menu of a number as it is being written, and which version customers meet.
CREATE TABLE menu (
  number_id TEXT PRIMARY KEY REFERENCES number(id), draft TEXT NOT NULL, revision BIGINT NOT NULL,
  saved_by TEXT NOT NULL, saved_at BIGINT NOT NULL, published BIGINT
);

-- Menus that were published; they are only added.
CREATE TABLE menu_version (
  number_id TEXT NOT NULL REFERENCES number(id), version BIGINT NOT NULL, body TEXT NOT NULL, steps BIGINT NOT NULL,
  published_by TEXT NOT NULL, published_at BIGINT NOT NULL, restored BIGINT, PRIMARY KEY (number_id, version)
);

-- How far the customer of a ticket came (JSON), until when an answer is waited for, why it ended, and when the menu itself closed
-- the ticket.
CREATE TABLE menu_walk (
  ticket_id TEXT PRIMARY KEY REFERENCES ticket(id), number_id TEXT NOT NULL REFERENCES number(id), version BIGINT NOT NULL,
  walk TEXT NOT NULL, due BIGINT, outcome TEXT, ended_at BIGINT
);
CREATE INDEX menu_walk_due ON menu_walk(due, ticket_id) WHERE due IS NOT NULL;

-- What customers answered, the newest answer to each question.
CREATE TABLE contact_field (
  contact_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, ticket_id TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (contact_id, name)
);
