-- What a statement may see is the same for all its rows. Written as a subquery the list of scopes is read from its
-- text once in a statement, not once for every row.
DO $$
DECLARE
  t text;
  tenant_is text := 'tenant = NULLIF(current_setting(''app.tenant'', true), '''')::uuid';
  scope_is text := '(scope_id = ANY ((SELECT NULLIF(current_setting(''app.scopes'', true), '''')::uuid[])::uuid[])'
    || ' OR (SELECT NULLIF(current_setting(''app.job'', true), '''') IS NOT NULL))';
BEGIN
  FOREACH t IN ARRAY ARRAY['memory', 'version', 'vector', 'near_duplicate', 'supersession', 'operation_item', 'usage',
      'reward', 'recall_use', 'promotion'] LOOP
    EXECUTE format('ALTER POLICY visible ON memory.%I USING (%s AND %s) WITH CHECK (%s AND %s)',
      t, tenant_is, scope_is, tenant_is, scope_is);
  END LOOP;
END $$;
