-- Questions to customers after a ticket, and what they answered. The id is that of the message that asked.
CREATE TABLE survey (
  id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL REFERENCES ticket(id),
  -- What the sums tell apart, as it was when the ticket ended.
  queue_id TEXT NOT NULL, agent_id TEXT, reason TEXT NOT NULL, day TEXT NOT NULL,
  scale TEXT NOT NULL, comment_asked BOOLEAN NOT NULL, asked_at BIGINT NOT NULL, until BIGINT NOT NULL,
  -- From 1 to 5, and the provider's time of the message that said so.
  score BIGINT, answered_at BIGINT, comment TEXT, commented_at BIGINT
);
CREATE INDEX survey_ticket ON survey(ticket_id, asked_at);
CREATE INDEX survey_until ON survey(until);
-- Holds everything the sums need.
CREATE INDEX survey_day ON survey(day, queue_id, agent_id, reason, score);
CREATE INDEX survey_answered ON survey(day, answered_at) WHERE score IS NOT NULL;

-- How long customers waited for somebody to take their ticket, lately.
CREATE TABLE queue_wait (queue_id TEXT NOT NULL, at BIGINT NOT NULL, waited BIGINT NOT NULL);
CREATE INDEX queue_wait_at ON queue_wait(queue_id, at);

-- When a customer was told how a ticket stands.
CREATE TABLE status_answer (conversation_id TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX status_answer_at ON status_answer(conversation_id, at);
