-- Who is there. What somebody chose is kept apart from whether any socket of theirs lives.
CREATE TABLE presence (
  user_id TEXT PRIMARY KEY REFERENCES users(id),
  -- available, paused, offline: as chosen, by themselves or by whoever `set_by` names.
  choice TEXT NOT NULL, reason TEXT, set_by TEXT,
  -- Whether the desk counts them as there: a socket lives, or was lost less than the grace period ago.
  online BOOLEAN NOT NULL, lost_at BIGINT,
  -- Since when they stand as they stand (offline while not online, else as chosen).
  since BIGINT NOT NULL,
  -- When they last got a ticket: who got one longest ago has been idle longest.
  served_at BIGINT NOT NULL,
  -- They went offline: their tickets are to be looked at.
  leaving BOOLEAN NOT NULL
);
CREATE INDEX presence_lost ON presence(lost_at) WHERE lost_at IS NOT NULL;
CREATE INDEX presence_leaving ON presence(user_id) WHERE leaving;
-- A node says that it lives; the sockets of one that no longer does are gone.
CREATE TABLE presence_node (node TEXT PRIMARY KEY, until BIGINT NOT NULL);
CREATE TABLE presence_socket (
  -- Per node and session (its hash); all tabs of a browser share one.
  node TEXT NOT NULL, session TEXT NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (node, session)
);
CREATE INDEX presence_socket_user ON presence_socket(user_id);
CREATE INDEX presence_socket_session ON presence_socket(session);

-- Who served it last, and until or since when: returning customers prefer them.
ALTER TABLE ticket ADD COLUMN served_by TEXT REFERENCES users(id);
ALTER TABLE ticket ADD COLUMN served_at BIGINT;
-- Who had it and did not answer: given to them again only when nobody else can take it.
ALTER TABLE ticket ADD COLUMN silent_by TEXT REFERENCES users(id);
CREATE INDEX ticket_waiting_queue ON ticket(queue_id, priority DESC, risk_key, since, id) WHERE state = 'queued';
CREATE INDEX ticket_offered_by ON ticket(offered_by) WHERE state = 'offered';
CREATE INDEX ticket_unanswered ON ticket(queue_id, waiting_since) WHERE state = 'assigned' AND waiting_since IS NOT NULL;
