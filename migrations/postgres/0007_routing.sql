-- How tickets find an agent.
ALTER TABLE queue ADD COLUMN policy TEXT NOT NULL DEFAULT '{}';
-- How well somebody knows what a queue is about, 1–5.
ALTER TABLE queue_member ADD COLUMN skill BIGINT NOT NULL DEFAULT 3;
-- How much somebody serves at once; the weights of their tickets add up to it at most.
ALTER TABLE users ADD COLUMN capacity BIGINT NOT NULL DEFAULT 6;
ALTER TABLE ticket ADD COLUMN priority BIGINT NOT NULL DEFAULT 0;
-- When the next promise to the customer is broken.
ALTER TABLE ticket ADD COLUMN due BIGINT;
-- JSON list of label ids.
ALTER TABLE ticket ADD COLUMN labels TEXT NOT NULL DEFAULT '[]';
-- Who handed an offered ticket over.
ALTER TABLE ticket ADD COLUMN offered_by TEXT REFERENCES users(id);
DROP INDEX ticket_queued;
CREATE INDEX ticket_queued ON ticket(priority DESC, risk_key, since, id) WHERE state = 'queued';
CREATE INDEX ticket_until ON ticket(until) WHERE state IN ('offered', 'snoozed');
