-- A principal who has left: neither its credentials are good, nor those of agents that act for it.
ALTER TABLE governance.principal ADD COLUMN deactivated_at timestamptz;
GRANT UPDATE (name, deactivated_at) ON governance.principal TO mnemon_governance;

-- What a company's directory says of a principal. A row without its words stays when the directory deletes a user, so
-- that the same person, coming again, is recognised by what the directory calls them.
CREATE TABLE governance.directory_user (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  -- The principal's name in lower case.
  name_key text NOT NULL,
  external_id text,
  display_name text NOT NULL,
  given_name text NOT NULL,
  family_name text NOT NULL,
  formatted_name text NOT NULL,
  emails text[] NOT NULL,
  email_types text[] NOT NULL,
  -- Which of them is the first to be used, from 1.
  primary_email integer,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (tenant, id),
  CONSTRAINT directory_user_principal FOREIGN KEY (tenant, id) REFERENCES governance.principal,
  CONSTRAINT directory_user_emails CHECK (cardinality(emails) = cardinality(email_types))
);
CREATE UNIQUE INDEX directory_user_name ON governance.directory_user (tenant, name_key) WHERE deleted_at IS NULL;
CREATE INDEX directory_user_external_id ON governance.directory_user (tenant, external_id);

CREATE TABLE governance.directory_group (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  display_name text NOT NULL,
  external_id text,
  -- What its members are: of this unit, or of the tenant for the tenant's id, with this role.
  unit uuid,
  role text CHECK (role IN ('viewer', 'agent', 'developer', 'tech_lead', 'architect', 'admin', 'tenant_admin')),
  by_tenant_admin boolean NOT NULL DEFAULT false,
  version bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id),
  CONSTRAINT directory_group_mapping CHECK ((unit IS NULL) = (role IS NULL))
);
CREATE INDEX directory_group_name ON governance.directory_group (tenant, lower(display_name));
CREATE INDEX directory_group_external_id ON governance.directory_group (tenant, external_id);

CREATE TABLE governance.directory_member (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  group_id uuid NOT NULL,
  user_id uuid NOT NULL,
  PRIMARY KEY (tenant, group_id, user_id),
  CONSTRAINT directory_member_group FOREIGN KEY (tenant, group_id) REFERENCES governance.directory_group,
  CONSTRAINT directory_member_user FOREIGN KEY (tenant, user_id) REFERENCES governance.directory_user
);
CREATE INDEX directory_member_user ON governance.directory_member (tenant, user_id);

DO $block$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['directory_user', 'directory_group', 'directory_member'] LOOP
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
GRANT SELECT, INSERT,
  UPDATE (name_key, external_id, display_name, given_name, family_name, formatted_name, emails, email_types,
          primary_email, version, updated_at, deleted_at)
  ON governance.directory_user TO mnemon_governance;
GRANT SELECT, INSERT, DELETE,
  UPDATE (display_name, external_id, unit, role, by_tenant_admin, version, updated_at)
  ON governance.directory_group TO mnemon_governance;
GRANT SELECT, INSERT, DELETE ON governance.directory_member TO mnemon_governance;
