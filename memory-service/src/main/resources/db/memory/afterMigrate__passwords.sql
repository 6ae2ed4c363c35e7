-- The roles' password is a setting and may change between starts.
DO $block$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['mnemon_memory', 'mnemon_memory_jobs'] LOOP
    -- The spaces keep Flyway from overlooking the placeholder behind the quote's own sign.
    EXECUTE format('ALTER ROLE %I PASSWORD %L', role, btrim($password$ ${password} $password$));
  END LOOP;
END
$block$;
