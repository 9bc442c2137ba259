-- Templates: what Meta decides about them, which queues use them, and files for their heads.
ALTER TABLE template ADD COLUMN provider_id TEXT NOT NULL DEFAULT '';
ALTER TABLE template ADD COLUMN rejection TEXT;
ALTER TABLE template ADD COLUMN upcoming_category TEXT;
ALTER TABLE template ADD COLUMN upcoming_at BIGINT;
ALTER TABLE template ADD COLUMN paused_until BIGINT;
ALTER TABLE template ADD COLUMN disable_at BIGINT;
ALTER TABLE template ADD COLUMN synced_at BIGINT;

-- No row for a template: every queue may use it.
CREATE TABLE template_queue (
  template_id TEXT NOT NULL REFERENCES template(id), queue_id TEXT NOT NULL REFERENCES queue(id), PRIMARY KEY (template_id, queue_id)
);

-- Files handed to the provider; their bytes are not kept here.
CREATE TABLE upload (
  id TEXT PRIMARY KEY, number_id TEXT NOT NULL REFERENCES number(id),
  -- For messages, valid for 30 days; for the example of a template.
  media_id TEXT, handle TEXT,
  kind TEXT NOT NULL, mime TEXT NOT NULL, filename TEXT NOT NULL, size BIGINT NOT NULL, at BIGINT NOT NULL
);
CREATE INDEX upload_at ON upload(at);
