-- The roles that the service logs in as, for requests and for background work: they own nothing, so row-level security
-- holds for them. Their password follows the configuration at every start.
DO $block$
DECLARE
  role text;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('mnemon_governance'));
  FOREACH role IN ARRAY ARRAY['mnemon_governance', 'mnemon_governance_jobs'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      EXECUTE format(
        'CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS', role);
    END IF;
    -- The spaces keep Flyway from overlooking the placeholder behind the quote's own sign.
    EXECUTE format('ALTER ROLE %I PASSWORD %L', role, btrim($password$ ${app_password} $password$));
  END LOOP;
END
$block$;
