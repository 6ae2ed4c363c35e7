-- What was recalled, so that it is recognised when it comes back, and can be said to have been of use. Ids and keyed
-- hashes, no content; forgotten after a while.
CREATE TABLE memory.recall (
  tenant     uuid NOT NULL,
  recall_id  uuid NOT NULL,
  principal  uuid NOT NULL,
  at         timestamptz NOT NULL,
  memory_ids uuid[] NOT NULL,
  -- Keyed hashes of what those memories say, and which of them says it.
  hashes     bytea[] NOT NULL,
  hash_of    uuid[] NOT NULL,
  PRIMARY KEY (tenant, recall_id)
);
CREATE INDEX recall_recent ON memory.recall (tenant, principal, at DESC);
CREATE INDEX recall_age ON memory.recall (at);

-- Which memory ended the validity of which other, and why. At most one link of an older memory stands; an undone one
-- stays, so that the pair is left alone from then on.
CREATE TABLE memory.supersession (
  tenant       uuid NOT NULL,
  older        uuid NOT NULL,
  newer        uuid NOT NULL,
  scope_id     uuid NOT NULL,
  reason       text NOT NULL,
  at           timestamptz NOT NULL,
  -- The end of validity that the link has set, and the one it found.
  closed_at    timestamptz NOT NULL,
  open_until   timestamptz,
  undone       timestamptz,
  PRIMARY KEY (tenant, older, newer)
);
CREATE UNIQUE INDEX supersession_stands ON memory.supersession (tenant, older) WHERE undone IS NULL;
CREATE INDEX supersession_newer ON memory.supersession (tenant, newer) WHERE undone IS NULL;

-- Work that goes on after an answer. It holds ids, no content; what a caller sees of it are its items.
CREATE TABLE memory.operation (
  tenant        uuid NOT NULL,
  id            uuid NOT NULL,
  principal     uuid NOT NULL,
  kind          text NOT NULL,
  state         text NOT NULL,
  failure       text,
  created_at    timestamptz NOT NULL,
  finished_at   timestamptz,
  -- What a language model has read and written for it.
  model         text,
  input_tokens  bigint NOT NULL DEFAULT 0,
  output_tokens bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX operation_age ON memory.operation (created_at);
CREATE TABLE memory.operation_item (
  tenant    uuid NOT NULL,
  operation uuid NOT NULL,
  place     integer NOT NULL,
  memory_id uuid NOT NULL,
  scope_id  uuid NOT NULL,
  state     text NOT NULL,
  outcome   jsonb,
  PRIMARY KEY (tenant, operation, place)
);
-- The operations that are not finished; an outbox like memory.outbox.
CREATE TABLE memory.enrichment (
  tenant          uuid NOT NULL,
  id              bigint GENERATED ALWAYS AS IDENTITY,
  aggregate       uuid NOT NULL,
  version         bigint NOT NULL,
  kind            text NOT NULL,
  traceparent     text,
  created_at      timestamptz NOT NULL,
  lease_owner     uuid,
  lease_until     timestamptz,
  epoch           bigint NOT NULL DEFAULT 0,
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX enrichment_order ON memory.enrichment (id);
CREATE INDEX enrichment_aggregate ON memory.enrichment (tenant, aggregate, id);

GRANT SELECT, INSERT, UPDATE, DELETE
  ON memory.recall, memory.supersession, memory.operation, memory.operation_item TO mnemon_memory;
GRANT SELECT, INSERT, DELETE ON memory.enrichment TO mnemon_memory;
GRANT SELECT, UPDATE, DELETE ON memory.enrichment TO mnemon_memory_jobs;
GRANT SELECT (tenant, recall_id, at), DELETE ON memory.recall TO mnemon_memory_jobs;
GRANT SELECT (tenant, id, created_at, state), DELETE ON memory.operation TO mnemon_memory_jobs;
GRANT SELECT (tenant, operation), DELETE ON memory.operation_item TO mnemon_memory_jobs;

DO $$
DECLARE
  t text;
  tenant_is text := 'tenant = NULLIF(current_setting(''app.tenant'', true), '''')::uuid';
  scope_is text := '(scope_id = ANY (NULLIF(current_setting(''app.scopes'', true), '''')::uuid[])'
    || ' OR NULLIF(current_setting(''app.job'', true), '''') IS NOT NULL)';
BEGIN
  FOREACH t IN ARRAY ARRAY['recall', 'supersession', 'operation', 'operation_item', 'enrichment'] LOOP
    EXECUTE format('ALTER TABLE memory.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE memory.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE TRIGGER refuse_fenced BEFORE INSERT OR UPDATE ON memory.%I EXECUTE FUNCTION memory.refuse_fenced()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['supersession', 'operation_item'] LOOP
    EXECUTE format('CREATE POLICY visible ON memory.%I TO mnemon_memory USING (%s AND %s) WITH CHECK (%s AND %s)',
      t, tenant_is, scope_is, tenant_is, scope_is);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['recall', 'operation', 'enrichment'] LOOP
    EXECUTE format('CREATE POLICY visible ON memory.%I TO mnemon_memory USING (%s) WITH CHECK (%s)',
      t, tenant_is, tenant_is);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['recall', 'operation', 'operation_item', 'enrichment'] LOOP
    EXECUTE format('CREATE POLICY jobs ON memory.%I TO mnemon_memory_jobs USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
