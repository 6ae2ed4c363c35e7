-- Audit entries that were written with what they tell of, and are not in the chain yet. Short-lived; they hold ids.
CREATE TABLE memory.audit_pending (
  tenant uuid NOT NULL,
  id     uuid NOT NULL,
  at     timestamptz NOT NULL,
  entry  bytea NOT NULL,
  PRIMARY KEY (tenant, id)
);
ALTER TABLE memory.audit_pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE memory.audit_pending FORCE ROW LEVEL SECURITY;
CREATE POLICY visible ON memory.audit_pending TO mnemon_memory
  USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
  WITH CHECK (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid);
CREATE POLICY jobs ON memory.audit_pending TO mnemon_memory_jobs USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON memory.audit_pending TO mnemon_memory;
GRANT SELECT, UPDATE (at), DELETE ON memory.audit_pending TO mnemon_memory_jobs;
CREATE TRIGGER refuse_fenced BEFORE INSERT OR UPDATE ON memory.audit_pending
  EXECUTE FUNCTION memory.refuse_fenced();
