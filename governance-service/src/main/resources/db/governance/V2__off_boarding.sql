-- Set when the end of a tenant was confirmed: from then on none of its credentials is good.
ALTER TABLE governance.tenant ADD COLUMN erasing_since timestamptz;
GRANT UPDATE (erasing_since) ON governance.tenant TO mnemon_governance;

-- Control plane: what was offered to be erased, until it is confirmed. One offer for a tenant, the latest.
CREATE TABLE governance.erasure_offer (
  id uuid PRIMARY KEY,
  -- SHA-256 of the confirmation; the confirmation itself is nowhere.
  confirmation_sha256 text NOT NULL,
  offered_to uuid NOT NULL,
  -- Rows by table.
  counts jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON governance.erasure_offer TO mnemon_governance;

-- Control plane: the erasures that are to be done, and the proof of those that are. It names no tenant but by id.
CREATE TABLE governance.erasure (
  id uuid PRIMARY KEY,
  name_sha256 text NOT NULL,
  requested_by uuid NOT NULL,
  requested_at timestamptz NOT NULL,
  export_sha256 text,
  exported_at timestamptz,
  counts jsonb,
  rescan jsonb,
  obstacle text,
  erased_at timestamptz,
  lease_until timestamptz,
  lease_epoch bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL
);
CREATE INDEX erasure_due ON governance.erasure (next_attempt_at) WHERE erased_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON governance.erasure TO mnemon_governance;

-- Tenant data: who exported the tenant, and what came of it.
CREATE TABLE governance.tenant_export (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  principal uuid NOT NULL,
  started_at timestamptz NOT NULL,
  -- Of an export that came to its end.
  finished_at timestamptz,
  lines bigint,
  sha256 text,
  PRIMARY KEY (tenant, id)
);
GRANT SELECT, INSERT, UPDATE (finished_at, lines, sha256) ON governance.tenant_export TO mnemon_governance;
ALTER TABLE governance.tenant_export ENABLE ROW LEVEL SECURITY;
ALTER TABLE governance.tenant_export FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON governance.tenant_export
  USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
  WITH CHECK (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid);

-- The role for background work reads one tenant at a time, and deletes only where the end was confirmed.
GRANT USAGE ON SCHEMA governance TO mnemon_governance_jobs;
DO $block$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY
    ARRAY['unit', 'principal', 'membership', 'api_key', 'denial', 'idempotency', 'tenant_export'] LOOP
    EXECUTE format('GRANT SELECT, DELETE ON governance.%I TO mnemon_governance_jobs', name);
    EXECUTE format(
      $policy$
        CREATE POLICY erasure ON governance.%I AS RESTRICTIVE FOR DELETE TO mnemon_governance_jobs
          USING (EXISTS (SELECT FROM governance.tenant t WHERE t.id = tenant AND t.erasing_since IS NOT NULL))
      $policy$,
      name);
  END LOOP;
END
$block$;
-- The row is locked before it is deleted.
GRANT SELECT, DELETE, UPDATE (epoch) ON governance.tenant TO mnemon_governance_jobs;
