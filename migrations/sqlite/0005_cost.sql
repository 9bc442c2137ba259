-- What messages cost. Amounts are whole millionths of a unit, days are text (2026-10-01) in the desk's time zone. The Postgres
-- file has the same tables and columns.
CREATE TABLE price (
  id TEXT PRIMARY KEY, market TEXT NOT NULL, category TEXT NOT NULL,
  -- Holds only while the customer's window is open.
  inside_window BOOLEAN NOT NULL,
  currency TEXT NOT NULL, amount BIGINT NOT NULL, valid_from TEXT NOT NULL,
  -- The last day; absent = until another row follows.
  valid_until TEXT,
  source TEXT NOT NULL, source_date TEXT, updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX price_start ON price(market, category, inside_window, valid_from);

-- What the provider told of a message's price and what it came to, as JSON.
ALTER TABLE message ADD COLUMN cost TEXT;

-- One row a delivered message, with everything the sums tell apart.
CREATE TABLE message_cost (
  message_id TEXT PRIMARY KEY REFERENCES message(id), day TEXT NOT NULL,
  number_id TEXT NOT NULL, queue_id TEXT NOT NULL,
  -- Who wrote it; absent = the desk itself.
  agent_id TEXT,
  -- Its name; absent = free-form.
  template TEXT,
  -- The provider's word; absent = it told none.
  category TEXT,
  -- Why it was free, if it was.
  free TEXT,
  -- Absent = free, or nobody knows.
  currency TEXT, amount BIGINT,
  market TEXT, delivered_at BIGINT NOT NULL
);
-- Holds everything the sums need, in the order they group by.
CREATE INDEX message_cost_day ON message_cost(day, number_id, queue_id, agent_id, template, category, free, currency, amount);

-- The sums of days that are over, so that a long period is read in no time. A message that is delivered late makes its day stale.
CREATE TABLE cost_day (day TEXT PRIMARY KEY, stale BOOLEAN NOT NULL, sums TEXT NOT NULL);

-- Brazil, US$ a delivered message.
INSERT INTO price (id, market, category, inside_window, currency, amount, valid_from, valid_until, source, source_date, updated_at)
VALUES
  ('prc_brazil1', 'BR', 'marketing', false, 'USD', 62500, '2026-01-01', NULL,
   'Tabela da Meta de janeiro de 2026, por fonte secundária', '2026-01-01', 0),
  ('prc_brazil2', 'BR', 'utility', false, 'USD', 6800, '2026-01-01', NULL,
   'Tabela da Meta de janeiro de 2026, por fonte secundária', '2026-01-01', 0),
  ('prc_brazil3', 'BR', 'utility', true, 'USD', 0, '2025-07-01', '2026-09-30',
   'Meta, Pricing: grátis com a janela aberta até 30/09/2026', '2026-07-01', 0),
  ('prc_brazil4', 'BR', 'authentication', false, 'USD', 6800, '2026-01-01', NULL,
   'Tabela da Meta de janeiro de 2026, por fonte secundária', '2026-01-01', 0),
  ('prc_brazil5', 'BR', 'service', false, 'USD', 0, '2025-07-01', '2026-09-30',
   'Meta, Pricing: grátis com a janela aberta até 30/09/2026', '2026-07-01', 0),
  ('prc_brazil6', 'BR', 'service', false, 'USD', 6800, '2026-10-01', NULL,
   'Meta, anúncio de 01/07/2026: mensagens livres ao preço de utilidade e autenticação', '2026-07-01', 0);
