-- The role that the service logs in as: it owns nothing, so row-level security holds for it.
-- Its password follows the configuration at every start.
DO $block$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('mnemon_governance'));
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mnemon_governance') THEN
    CREATE ROLE mnemon_governance LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS;
  END IF;
  -- The spaces keep Flyway from overlooking the placeholder behind the quote's own sign.
  EXECUTE format('ALTER ROLE mnemon_governance PASSWORD %L', btrim($password$ ${app_password} $password$));
END
$block$;
