-- What the log of refusals was for is in the audit log from now on.
DROP TABLE governance.denial;

-- Entries that were written with what they tell of, and are not in the chain yet. Short-lived; they hold ids.
CREATE TABLE governance.audit_pending (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  entry bytea NOT NULL,
  PRIMARY KEY (tenant, id)
);

-- The end of a tenant's chain. Whoever adds to the chain holds this row.
CREATE TABLE governance.audit_head (
  tenant uuid NOT NULL REFERENCES governance.tenant PRIMARY KEY,
  entries bigint NOT NULL,
  -- The hash of the last entry.
  head bytea NOT NULL CHECK (length(head) = 32),
  -- The roots of the perfect subtrees of the Merkle tree over all entries, largest first.
  roots bytea NOT NULL,
  checkpoints bigint NOT NULL DEFAULT 0,
  -- How many entries the last checkpoint covers, and its line.
  checkpointed bigint NOT NULL DEFAULT 0,
  last_checkpoint text NOT NULL DEFAULT '',
  -- When the first entry came that no checkpoint covers.
  open_since timestamptz
);

-- The chain. Written, never changed. What is beside the entry's text repeats it, to be looked for.
CREATE TABLE governance.audit_entry (
  tenant uuid NOT NULL,
  seq bigint NOT NULL,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  action text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('allowed', 'denied')),
  actor text NOT NULL,
  request text NOT NULL,
  resources text[] NOT NULL,
  -- What the hash is of, byte by byte.
  entry text NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (tenant, seq),
  CONSTRAINT audit_entry_once UNIQUE (tenant, id)
);
CREATE INDEX audit_entry_actor ON governance.audit_entry (tenant, actor, seq);
CREATE INDEX audit_entry_request ON governance.audit_entry (tenant, request, seq) WHERE request <> '';
CREATE INDEX audit_entry_resources ON governance.audit_entry USING gin (resources);

-- The signed checkpoints, as the object store keeps them too.
CREATE TABLE governance.audit_checkpoint (
  tenant uuid NOT NULL,
  number bigint NOT NULL,
  entries bigint NOT NULL,
  at timestamptz NOT NULL,
  root bytea NOT NULL CHECK (length(root) = 32),
  object text NOT NULL,
  line text NOT NULL,
  PRIMARY KEY (tenant, number)
);
CREATE INDEX audit_checkpoint_entries ON governance.audit_checkpoint (tenant, entries);

-- Who is behind the pseudonyms of the chain. Without a person's row nobody can tell any more.
CREATE TABLE governance.pseudonym (
  tenant uuid NOT NULL,
  principal uuid NOT NULL,
  pseudonym uuid NOT NULL DEFAULT gen_random_uuid(),
  PRIMARY KEY (tenant, principal),
  CONSTRAINT pseudonym_once UNIQUE (tenant, pseudonym)
);

CREATE TABLE governance.audit_settings (
  tenant uuid NOT NULL REFERENCES governance.tenant PRIMARY KEY,
  reads text NOT NULL CHECK (reads IN ('batched', 'synchronous', 'off'))
);

DO $block$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY
    ARRAY['audit_pending', 'audit_head', 'audit_entry', 'audit_checkpoint', 'pseudonym', 'audit_settings'] LOOP
    EXECUTE format('ALTER TABLE governance.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE governance.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      $policy$
        CREATE POLICY tenant ON governance.%I
          USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
          WITH CHECK (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
      $policy$,
      name);
    EXECUTE format('GRANT SELECT, DELETE ON governance.%I TO mnemon_governance_jobs', name);
  END LOOP;
  FOREACH name IN ARRAY
    ARRAY['audit_head', 'audit_entry', 'audit_checkpoint', 'audit_settings'] LOOP
    EXECUTE format(
      $policy$
        CREATE POLICY erasure ON governance.%I AS RESTRICTIVE FOR DELETE TO mnemon_governance_jobs
          USING (EXISTS (SELECT FROM governance.tenant t WHERE t.id = tenant AND t.erasing_since IS NOT NULL))
      $policy$,
      name);
  END LOOP;
END
$block$;

-- A pseudonym's row may be deleted alone: then nobody knows any more who that was.

-- The role for background work takes what is pending to the chain, and sees whose chain waits for a checkpoint.
CREATE POLICY relay ON governance.audit_pending TO mnemon_governance_jobs USING (true) WITH CHECK (true);
CREATE POLICY due ON governance.audit_head FOR SELECT TO mnemon_governance_jobs USING (true);
GRANT UPDATE (at) ON governance.audit_pending TO mnemon_governance_jobs;

GRANT INSERT, SELECT ON governance.audit_pending TO mnemon_governance;
GRANT SELECT, INSERT, UPDATE (entries, head, roots, checkpoints, checkpointed, last_checkpoint, open_since)
  ON governance.audit_head TO mnemon_governance;
GRANT SELECT, INSERT ON governance.audit_entry, governance.audit_checkpoint TO mnemon_governance;
GRANT SELECT, INSERT ON governance.pseudonym TO mnemon_governance;
GRANT SELECT, INSERT, UPDATE (reads) ON governance.audit_settings TO mnemon_governance;
