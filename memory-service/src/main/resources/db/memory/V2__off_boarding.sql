-- Tenants that leave or have left: nothing of theirs is ever written again. No tenant data, no row-level security.
CREATE TABLE memory.fence (
  id         uuid PRIMARY KEY,
  created_at timestamptz NOT NULL
);
GRANT SELECT, INSERT ON memory.fence TO mnemon_memory;
GRANT DELETE ON memory.outbox TO mnemon_memory;

-- A writer holds the shared lock of its tenant until its transaction ends, so who has set the fence and then takes the
-- lock alone knows that no earlier writer is left; a later one finds the fence.
CREATE FUNCTION memory.refuse_fenced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  writer uuid := NULLIF(current_setting('app.tenant', true), '')::uuid;
BEGIN
  IF writer IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock_shared(hashtext('mnemon_memory_fence'), hashtext(writer::text));
    IF EXISTS (SELECT FROM memory.fence WHERE id = writer) THEN
      RAISE EXCEPTION 'tenant % has left', writer USING ERRCODE = 'MN401';
    END IF;
  END IF;
  RETURN NULL;
END
$$;

DO $$
DECLARE
  t text;
BEGIN
  FOR t IN
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant'
    WHERE c.relnamespace = 'memory'::regnamespace AND c.relkind = 'r'
  LOOP
    EXECUTE format(
      'CREATE TRIGGER refuse_fenced BEFORE INSERT OR UPDATE ON memory.%I EXECUTE FUNCTION memory.refuse_fenced()', t);
  END LOOP;
END $$;
