-- When who may do what in the tenant has changed last, for those who keep what they were told.
ALTER TABLE governance.tenant ADD COLUMN epoch_changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE INDEX tenant_epoch_changed ON governance.tenant (epoch_changed_at);
GRANT UPDATE (epoch_changed_at) ON governance.tenant TO mnemon_governance;

-- Control plane: the processes that keep what governance told them, and how far they have dropped it again.
CREATE TABLE governance.watcher (
  id uuid PRIMARY KEY,
  -- Nothing older than what was known at this moment is relied upon; null before the first answer.
  dropped_as_of timestamptz,
  -- Until then it may rely on what it keeps.
  lease_until timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON governance.watcher TO mnemon_governance;

-- Control plane: the cells, and which of them a tenant lives in. Moving a tenant moves its epoch.
CREATE TABLE governance.cell (
  name text PRIMARY KEY CHECK (name ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$')
);
INSERT INTO governance.cell (name) VALUES ('local');
GRANT SELECT ON governance.cell TO mnemon_governance;
ALTER TABLE governance.tenant ADD COLUMN cell text NOT NULL DEFAULT 'local' REFERENCES governance.cell;
CREATE INDEX tenant_cell ON governance.tenant (cell);
