-- How far uploads have come, so that one that broke off goes on where it stood. No content.
CREATE TABLE memory.upload (
  tenant     uuid NOT NULL,
  principal  uuid NOT NULL,
  name       text NOT NULL,
  lines      bigint NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, principal, name)
);

-- Deleted memories whose content is still there. A row goes when nothing of the content is left anywhere.
CREATE TABLE memory.purge (
  tenant      uuid NOT NULL,
  memory_id   uuid NOT NULL,
  deleted_at  timestamptz NOT NULL,
  -- Whether somebody asked not to wait for the usual time.
  urgent      boolean NOT NULL DEFAULT false,
  lease_until timestamptz,
  PRIMARY KEY (tenant, memory_id)
);
CREATE INDEX purge_due ON memory.purge (urgent DESC, deleted_at);

-- How long the memories of a layer are kept.
CREATE TABLE memory.retention (
  tenant      uuid NOT NULL,
  layer       text NOT NULL,
  after_days  integer NOT NULL,
  action      text NOT NULL,
  -- How many memories somebody has agreed to lose at once; 0 for no more than the usual share.
  allowance   bigint NOT NULL DEFAULT 0,
  updated_at  timestamptz NOT NULL,
  changed_by  uuid NOT NULL,
  last_run_at timestamptz,
  next_run_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, layer)
);
CREATE INDEX retention_due ON memory.retention (next_run_at);

CREATE INDEX near_duplicate_other ON memory.near_duplicate (tenant, other_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON memory.upload, memory.purge, memory.retention TO mnemon_memory;
GRANT SELECT, UPDATE, DELETE ON memory.purge TO mnemon_memory_jobs;
GRANT SELECT (tenant, layer, next_run_at), UPDATE (next_run_at) ON memory.retention TO mnemon_memory_jobs;

DO $$
DECLARE
  t text;
  tenant_is text := 'tenant = NULLIF(current_setting(''app.tenant'', true), '''')::uuid';
BEGIN
  FOREACH t IN ARRAY ARRAY['upload', 'purge', 'retention'] LOOP
    EXECUTE format('ALTER TABLE memory.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE memory.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY visible ON memory.%I TO mnemon_memory USING (%s) WITH CHECK (%s)',
      t, tenant_is, tenant_is);
    EXECUTE format(
      'CREATE TRIGGER refuse_fenced BEFORE INSERT OR UPDATE ON memory.%I EXECUTE FUNCTION memory.refuse_fenced()', t);
  END LOOP;
END $$;
CREATE POLICY jobs ON memory.purge TO mnemon_memory_jobs USING (true) WITH CHECK (true);
CREATE POLICY jobs ON memory.retention TO mnemon_memory_jobs USING (true) WITH CHECK (true);

-- Whoever deletes a memory, by whatever statement, its content is purged later; whoever restores it, it is not.
CREATE FUNCTION memory.mark_for_purge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.deleted_at IS NULL THEN
    DELETE FROM memory.purge WHERE tenant = NEW.tenant AND memory_id = NEW.id;
  ELSE
    INSERT INTO memory.purge (tenant, memory_id, deleted_at) VALUES (NEW.tenant, NEW.id, NEW.deleted_at)
    ON CONFLICT (tenant, memory_id) DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER mark_for_purge AFTER UPDATE OF deleted_at ON memory.memory
  FOR EACH ROW WHEN (OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
  EXECUTE FUNCTION memory.mark_for_purge();

-- From then on a deleted memory is an id, a version and a time.
ALTER TABLE memory.memory ADD COLUMN purged_at timestamptz;

-- Whose time has run out is deleted by background work, which sees that and no more.
CREATE INDEX memory_expired ON memory.memory (expires_at) WHERE deleted_at IS NULL AND expires_at IS NOT NULL;
GRANT SELECT (tenant, id, expires_at, deleted_at) ON memory.memory TO mnemon_memory_jobs;
CREATE POLICY expired ON memory.memory FOR SELECT TO mnemon_memory_jobs
  USING (deleted_at IS NULL AND expires_at < now());

-- What was deleted before; the owner sees it only while row-level security does not hold for it.
ALTER TABLE memory.memory NO FORCE ROW LEVEL SECURITY;
ALTER TABLE memory.purge NO FORCE ROW LEVEL SECURITY;
INSERT INTO memory.purge (tenant, memory_id, deleted_at)
SELECT tenant, id, deleted_at FROM memory.memory WHERE deleted_at IS NOT NULL;
ALTER TABLE memory.memory FORCE ROW LEVEL SECURITY;
ALTER TABLE memory.purge FORCE ROW LEVEL SECURITY;
