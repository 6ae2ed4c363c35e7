-- Roles that a tenant made: a viewer who may do some more.
CREATE TABLE governance.custom_role (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  name text NOT NULL,
  actions text[] NOT NULL,
  created_at timestamptz NOT NULL,
  created_by uuid NOT NULL,
  PRIMARY KEY (tenant, id),
  CONSTRAINT custom_role_name UNIQUE (tenant, name)
);

ALTER TABLE governance.membership
  ADD COLUMN custom_role uuid,
  ADD CONSTRAINT membership_custom_role FOREIGN KEY (tenant, custom_role) REFERENCES governance.custom_role,
  ADD CONSTRAINT membership_custom_role_is_a_viewer CHECK (custom_role IS NULL OR role = 'viewer');
CREATE INDEX membership_of_custom_role ON governance.membership (tenant, custom_role) WHERE custom_role IS NOT NULL;
GRANT UPDATE (custom_role) ON governance.membership TO mnemon_governance;

-- The policies that a tenant wrote, every version of them. The last one of a name holds, unless it deletes the policy.
CREATE TABLE governance.policy (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  name text NOT NULL,
  version bigint NOT NULL,
  text text NOT NULL,
  description text NOT NULL,
  deleted boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by uuid NOT NULL,
  PRIMARY KEY (tenant, name, version)
);

GRANT SELECT, INSERT, DELETE ON governance.custom_role TO mnemon_governance;
GRANT SELECT, INSERT ON governance.policy TO mnemon_governance;

DO $block$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['custom_role', 'policy'] LOOP
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
    EXECUTE format(
      $policy$
        CREATE POLICY erasure ON governance.%I AS RESTRICTIVE FOR DELETE TO mnemon_governance_jobs
          USING (EXISTS (SELECT FROM governance.tenant t WHERE t.id = tenant AND t.erasing_since IS NOT NULL))
      $policy$,
      name);
  END LOOP;
END
$block$;
