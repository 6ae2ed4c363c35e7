-- Control plane: which tenants there are. No tenant data, no row-level security.
CREATE TABLE governance.tenant (
  id uuid PRIMARY KEY,
  name text NOT NULL CONSTRAINT tenant_name UNIQUE,
  -- Grows with every change of who may do what in the tenant.
  epoch bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  -- Which request made it, for as long as a repetition of that request must be recognised.
  created_by uuid,
  idempotency_key text,
  fingerprint text,
  CONSTRAINT tenant_request UNIQUE (created_by, idempotency_key)
);

-- Tenant data: the tenant is first in every key, and row-level security holds for everybody, the owner too.
CREATE TABLE governance.unit (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  parent uuid,
  kind text NOT NULL CHECK (kind IN ('organization', 'team', 'project')),
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id),
  CONSTRAINT unit_name UNIQUE NULLS NOT DISTINCT (tenant, parent, name),
  CONSTRAINT unit_parent FOREIGN KEY (tenant, parent) REFERENCES governance.unit,
  CONSTRAINT unit_root CHECK ((kind = 'organization') = (parent IS NULL))
);

CREATE TABLE governance.principal (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('user', 'agent', 'application')),
  name text NOT NULL,
  -- The delegation of an agent: the user for whom it acts with a key of its own.
  on_behalf_of uuid,
  -- The unit through whose application a subject was first used.
  home_unit uuid,
  platform_admin boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id),
  CONSTRAINT principal_name UNIQUE (tenant, name),
  CONSTRAINT principal_delegation FOREIGN KEY (tenant, on_behalf_of) REFERENCES governance.principal,
  CONSTRAINT principal_home FOREIGN KEY (tenant, home_unit) REFERENCES governance.unit,
  CONSTRAINT principal_delegates CHECK (on_behalf_of IS NULL OR kind = 'agent')
);
CREATE INDEX principal_of_home ON governance.principal (tenant, home_unit) WHERE home_unit IS NOT NULL;

CREATE TABLE governance.membership (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  principal uuid NOT NULL,
  -- A unit's id, or the tenant's for a role on the whole tenant.
  unit uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'agent', 'developer', 'tech_lead', 'architect', 'admin', 'tenant_admin')),
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, principal, unit),
  CONSTRAINT membership_principal FOREIGN KEY (tenant, principal) REFERENCES governance.principal
);
CREATE INDEX membership_unit ON governance.membership (tenant, unit, principal);

CREATE TABLE governance.api_key (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  principal uuid NOT NULL,
  -- SHA-256 of the secret part of the key's text; the text itself is nowhere.
  secret_hash bytea NOT NULL CHECK (length(secret_hash) = 32),
  scopes text[] NOT NULL,
  act_for_unit uuid,
  act_for_prefix text,
  expires_at timestamptz,
  created_at timestamptz NOT NULL,
  created_by uuid NOT NULL,
  -- Made at the first start, for a file in the data folder.
  bootstrap boolean NOT NULL DEFAULT false,
  revoked_at timestamptz,
  PRIMARY KEY (tenant, id),
  CONSTRAINT api_key_principal FOREIGN KEY (tenant, principal) REFERENCES governance.principal,
  CONSTRAINT api_key_act_for CHECK ((act_for_unit IS NULL) = (act_for_prefix IS NULL))
);
CREATE INDEX api_key_of_principal ON governance.api_key (tenant, principal, id);

-- Who was refused a subject. Written, never changed.
CREATE TABLE governance.denial (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  principal uuid NOT NULL,
  credential uuid,
  action text NOT NULL,
  subject_kind text NOT NULL,
  subject text NOT NULL,
  reason text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);

-- What a request with an Idempotency-Key made.
CREATE TABLE governance.idempotency (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  principal uuid NOT NULL,
  key text NOT NULL,
  -- SHA-256 of the request, in hex.
  fingerprint text NOT NULL,
  -- The id of what the request made.
  resource uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, principal, key)
);
CREATE INDEX idempotency_age ON governance.idempotency (tenant, created_at);

DO $block$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['unit', 'principal', 'membership', 'api_key', 'denial', 'idempotency'] LOOP
    EXECUTE format('ALTER TABLE governance.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE governance.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format(
      $policy$
        CREATE POLICY tenant ON governance.%I
          USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
          WITH CHECK (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
      $policy$,
      name);
  END LOOP;
END
$block$;

GRANT USAGE ON SCHEMA governance TO mnemon_governance;
GRANT SELECT, INSERT, UPDATE (epoch, created_by, idempotency_key, fingerprint) ON governance.tenant TO mnemon_governance;
GRANT SELECT, INSERT ON governance.unit, governance.principal TO mnemon_governance;
GRANT SELECT, INSERT, UPDATE (role, expires_at), DELETE ON governance.membership TO mnemon_governance;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON governance.api_key TO mnemon_governance;
GRANT INSERT ON governance.denial TO mnemon_governance;
GRANT SELECT, INSERT, UPDATE, DELETE ON governance.idempotency TO mnemon_governance;
