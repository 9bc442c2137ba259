-- The queue's own reason for which the ticket ended, all of its path, as it was called then.
ALTER TABLE survey ADD COLUMN detail TEXT;
DROP INDEX survey_day;
-- Holds everything the sums need.
CREATE INDEX survey_day ON survey(day, queue_id, agent_id, reason, detail, score);
