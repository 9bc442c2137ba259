-- A queue that was given up stays for its history; its open tickets went to the other one.
ALTER TABLE queue ADD COLUMN archived BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE queue ADD COLUMN heir_id TEXT REFERENCES queue(id);

-- Whose tickets a queue takes: those of these numbers, or of every number when there is none here.
CREATE TABLE number_queue (
  number_id TEXT NOT NULL REFERENCES number(id), queue_id TEXT NOT NULL REFERENCES queue(id),
  PRIMARY KEY (queue_id, number_id)
);

-- Reasons for closing, a tree for each queue. One that was taken out stays for the tickets that have it.
CREATE TABLE close_reason (
  id TEXT PRIMARY KEY, queue_id TEXT NOT NULL REFERENCES queue(id), level BIGINT NOT NULL, position BIGINT NOT NULL,
  label TEXT NOT NULL, outcome TEXT NOT NULL, archived BOOLEAN NOT NULL
);
CREATE INDEX close_reason_queue ON close_reason(queue_id, position);

-- Which promise `due` is about, and what decides promises besides what the row shows.
ALTER TABLE ticket ADD COLUMN promise TEXT;
-- When a person answered first.
ALTER TABLE ticket ADD COLUMN answered_at BIGINT;
-- When it was opened again, if it was.
ALTER TABLE ticket ADD COLUMN reopened_at BIGINT;
-- The opening the customer was told of; before it they are not told again.
ALTER TABLE ticket ADD COLUMN away_until BIGINT;
ALTER TABLE ticket ADD COLUMN reason_id TEXT REFERENCES close_reason(id);
