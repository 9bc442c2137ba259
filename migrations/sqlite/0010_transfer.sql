-- How a ticket was handed over, as JSON, until somebody answers the customer; and by whom.
ALTER TABLE ticket ADD COLUMN handover TEXT;
ALTER TABLE ticket ADD COLUMN handed_by TEXT REFERENCES users(id);
CREATE INDEX ticket_offered ON ticket(agent_id) WHERE state = 'offered';
-- Whoever sees the queue a ticket left may see the event too, and so may these people (ids with spaces between).
ALTER TABLE event ADD COLUMN left_queue_id TEXT;
ALTER TABLE event ADD COLUMN others TEXT NOT NULL DEFAULT '';
