-- The consent ledger. Entries are only added: triggers refuse everything else, also replacing by insertion.
-- An entry keeps the contact it was recorded for; `contact_merge` tells into whom that contact went.
CREATE TABLE consent_entry (
  id TEXT PRIMARY KEY,
  -- What happened, told apart from everything else: the same thing told twice is one entry.
  entry_key TEXT NOT NULL UNIQUE,
  contact_id TEXT NOT NULL, identity_kind TEXT, identity TEXT, purpose TEXT NOT NULL, act TEXT NOT NULL, source TEXT NOT NULL,
  wording TEXT NOT NULL, wording_version BIGINT, evidence TEXT NOT NULL,
  recorded_by TEXT, recorder TEXT, recorded_at BIGINT NOT NULL, effective_at BIGINT NOT NULL
);
CREATE INDEX consent_contact ON consent_entry(contact_id, effective_at);
CREATE TRIGGER consent_entry_once BEFORE INSERT ON consent_entry
WHEN EXISTS (SELECT 1 FROM consent_entry WHERE id = NEW.id OR entry_key = NEW.entry_key)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER consent_entry_no_update BEFORE UPDATE ON consent_entry
BEGIN SELECT RAISE(ABORT, 'the consent ledger only grows'); END;
CREATE TRIGGER consent_entry_no_delete BEFORE DELETE ON consent_entry
BEGIN SELECT RAISE(ABORT, 'the consent ledger only grows'); END;

CREATE TABLE contact_merge (from_id TEXT PRIMARY KEY, into_id TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX contact_merge_into ON contact_merge(into_id);
CREATE TRIGGER contact_merge_once BEFORE INSERT ON contact_merge
WHEN EXISTS (SELECT 1 FROM contact_merge WHERE from_id = NEW.from_id)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER contact_merge_no_update BEFORE UPDATE ON contact_merge
BEGIN SELECT RAISE(ABORT, 'the consent ledger only grows'); END;
CREATE TRIGGER contact_merge_no_delete BEFORE DELETE ON contact_merge
BEGIN SELECT RAISE(ABORT, 'the consent ledger only grows'); END;

-- Templates sent into a closed window, by the category they had then.
CREATE TABLE template_sent (message_id TEXT PRIMARY KEY, category TEXT NOT NULL, at BIGINT NOT NULL);

-- One opt-in page a number; what it said at any time stands in its wordings, which are only added.
CREATE TABLE optin_page (
  number_id TEXT PRIMARY KEY REFERENCES number(id), slug TEXT NOT NULL UNIQUE, enabled BOOLEAN NOT NULL, updated_at BIGINT NOT NULL
);
CREATE TABLE optin_wording (
  number_id TEXT NOT NULL REFERENCES number(id), version BIGINT NOT NULL, purposes TEXT NOT NULL, wording TEXT NOT NULL,
  privacy TEXT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (number_id, version)
);
CREATE TRIGGER optin_wording_no_update BEFORE UPDATE ON optin_wording
BEGIN SELECT RAISE(ABORT, 'wordings only grow'); END;
CREATE TRIGGER optin_wording_no_delete BEFORE DELETE ON optin_wording
BEGIN SELECT RAISE(ABORT, 'wordings only grow'); END;

-- Forms that were sent in and wait for their confirmation from WhatsApp.
CREATE TABLE optin_request (
  id TEXT PRIMARY KEY,
  -- SHA-256 of the code: a stolen database confirms nothing.
  code TEXT NOT NULL UNIQUE, number_id TEXT NOT NULL REFERENCES number(id), version BIGINT NOT NULL, locale TEXT NOT NULL,
  via TEXT NOT NULL, phone_key TEXT NOT NULL, address TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  used_at BIGINT, used_by TEXT
);
CREATE INDEX optin_request_expiry ON optin_request(expires_at) WHERE used_at IS NULL;
