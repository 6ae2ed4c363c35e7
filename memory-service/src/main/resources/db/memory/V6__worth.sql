-- What memories are worth.

-- How often a memory was of use and when last: beside it, because this makes no version.
CREATE TABLE memory.usage (
  tenant     uuid NOT NULL,
  memory_id  uuid NOT NULL,
  scope_id   uuid NOT NULL,
  uses       bigint NOT NULL,
  last_use   timestamptz NOT NULL,
  -- Whether its latest rewards make it a candidate for the archive.
  is_poor    boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant, memory_id)
);

-- Rewards, as they were given. A reason is sealed like the memory's content.
CREATE TABLE memory.reward (
  tenant    uuid NOT NULL,
  id        uuid NOT NULL,
  memory_id uuid NOT NULL,
  scope_id  uuid NOT NULL,
  kind      text NOT NULL,
  score     double precision NOT NULL,
  reason    bytea,
  key_id    uuid,
  recall_id uuid,
  principal uuid NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX reward_latest ON memory.reward (tenant, memory_id, id DESC);

-- What was said to be of use, so that it counts once. Forgotten with the recalls.
CREATE TABLE memory.recall_use (
  tenant    uuid NOT NULL,
  recall_id uuid NOT NULL,
  memory_id uuid NOT NULL,
  scope_id  uuid NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (tenant, recall_id, memory_id)
);
CREATE INDEX recall_use_age ON memory.recall_use (at);

-- Where the content and the vector lie once they have left for the archive.
ALTER TABLE memory.memory ADD COLUMN archived uuid;

-- Objects of the archive, written down before they are put: one that no memory points to is removed after a while.
CREATE TABLE memory.archive_object (
  tenant     uuid NOT NULL,
  id         uuid NOT NULL,
  memory_id  uuid NOT NULL,
  created_at timestamptz NOT NULL,
  -- Since when nothing points to it, as far as that was noticed.
  loose_since timestamptz,
  PRIMARY KEY (tenant, id)
);

-- Memories that are to reach more people. The copy's content is made when it is made; here are ids only.
CREATE TABLE memory.promotion (
  tenant         uuid NOT NULL,
  id             uuid NOT NULL,
  memory_id      uuid NOT NULL,
  memory_version bigint NOT NULL,
  scope_id       uuid NOT NULL,
  layer          text NOT NULL,
  unit_id        uuid,
  -- proposed, pending, promoted, dismissed or refused.
  state          text NOT NULL,
  score          double precision,
  reason         text,
  -- Who asked, and as whom it is carried out.
  principal      uuid,
  caller         bytea,
  approval_id    uuid,
  copy_id        uuid,
  created_at     timestamptz NOT NULL,
  closed_at      timestamptz,
  -- When the approval is looked at next, and how often it was.
  next_at        timestamptz,
  attempts       integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX promotion_open ON memory.promotion (tenant, memory_id) WHERE state IN ('proposed', 'pending');
CREATE INDEX promotion_of ON memory.promotion (tenant, memory_id);
CREATE INDEX promotion_due ON memory.promotion (next_at) WHERE state = 'pending';

-- Which tenant's memories are looked through next, by whom until when.
CREATE TABLE memory.worth_turn (
  tenant      uuid NOT NULL PRIMARY KEY,
  due_at      timestamptz NOT NULL,
  lease_until timestamptz
);
CREATE INDEX worth_turn_due ON memory.worth_turn (due_at);

GRANT SELECT, INSERT, UPDATE, DELETE
  ON memory.usage, memory.reward, memory.recall_use, memory.archive_object, memory.promotion TO mnemon_memory;
GRANT SELECT, DELETE ON memory.worth_turn TO mnemon_memory;
GRANT SELECT, INSERT, UPDATE, DELETE ON memory.worth_turn TO mnemon_memory_jobs;
GRANT SELECT (tenant, recall_id, at), DELETE ON memory.recall_use TO mnemon_memory_jobs;
GRANT SELECT (tenant, id, state, next_at), UPDATE (next_at) ON memory.promotion TO mnemon_memory_jobs;
GRANT SELECT (tenant) ON memory.scope TO mnemon_memory_jobs;
GRANT SELECT ON memory.fence TO mnemon_memory_jobs;

DO $$
DECLARE
  t text;
  tenant_is text := 'tenant = NULLIF(current_setting(''app.tenant'', true), '''')::uuid';
  scope_is text := '(scope_id = ANY (NULLIF(current_setting(''app.scopes'', true), '''')::uuid[])'
    || ' OR NULLIF(current_setting(''app.job'', true), '''') IS NOT NULL)';
BEGIN
  FOREACH t IN ARRAY ARRAY['usage', 'reward', 'recall_use', 'archive_object', 'promotion', 'worth_turn'] LOOP
    EXECUTE format('ALTER TABLE memory.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE memory.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE TRIGGER refuse_fenced BEFORE INSERT OR UPDATE ON memory.%I EXECUTE FUNCTION memory.refuse_fenced()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['usage', 'reward', 'recall_use', 'promotion'] LOOP
    EXECUTE format('CREATE POLICY visible ON memory.%I TO mnemon_memory USING (%s AND %s) WITH CHECK (%s AND %s)',
      t, tenant_is, scope_is, tenant_is, scope_is);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['archive_object', 'worth_turn'] LOOP
    EXECUTE format('CREATE POLICY visible ON memory.%I TO mnemon_memory USING (%s) WITH CHECK (%s)',
      t, tenant_is, tenant_is);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['recall_use', 'promotion', 'worth_turn'] LOOP
    EXECUTE format('CREATE POLICY jobs ON memory.%I TO mnemon_memory_jobs USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
CREATE POLICY jobs ON memory.scope FOR SELECT TO mnemon_memory_jobs USING (true);
