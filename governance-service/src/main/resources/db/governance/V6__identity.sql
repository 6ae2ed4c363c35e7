-- Tenant data: whose tokens are good, and what they say.
CREATE TABLE governance.issuer (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  name text NOT NULL,
  -- As its tokens write it.
  url text NOT NULL,
  audiences text[] NOT NULL,
  -- Found by discovery if NULL.
  jwks_uri text,
  algorithms text[] NOT NULL,
  principal_claim text NOT NULL,
  groups_claim text NOT NULL,
  create_users boolean NOT NULL,
  disabled boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id),
  CONSTRAINT issuer_name UNIQUE (tenant, name),
  CONSTRAINT issuer_url UNIQUE (tenant, url)
);

CREATE TABLE governance.issuer_mapping (
  tenant uuid NOT NULL,
  issuer uuid NOT NULL,
  group_name text NOT NULL,
  -- A unit's id, or the tenant's for a role on the whole tenant.
  unit uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('viewer', 'agent', 'developer', 'tech_lead', 'architect', 'admin', 'tenant_admin')),
  lasts_seconds bigint NOT NULL CHECK (lasts_seconds > 0),
  PRIMARY KEY (tenant, issuer, group_name, unit),
  CONSTRAINT issuer_mapping_issuer FOREIGN KEY (tenant, issuer) REFERENCES governance.issuer
);

-- Control plane: which tenant a token is for, before that is known. It is read as it stands, and written by one tenant.
CREATE TABLE governance.issuer_audience (
  url text NOT NULL,
  audience text NOT NULL,
  tenant uuid NOT NULL,
  issuer uuid NOT NULL,
  CONSTRAINT issuer_audience_taken PRIMARY KEY (url, audience),
  CONSTRAINT issuer_audience_issuer FOREIGN KEY (tenant, issuer) REFERENCES governance.issuer
);
CREATE INDEX issuer_audience_of ON governance.issuer_audience (tenant, issuer);

-- Tenant data: who somebody is whom an issuer knows. With an actor: the agent that acts for this subject.
CREATE TABLE governance.principal_identity (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  -- The issuer's URL: who somebody is outlives the trust in the issuer.
  issuer text NOT NULL,
  subject text NOT NULL,
  actor text NOT NULL DEFAULT '',
  principal uuid NOT NULL,
  -- When the latest token that was shown had been issued: the groups in it are those that count.
  latest_token timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, issuer, subject, actor),
  CONSTRAINT principal_identity_principal FOREIGN KEY (tenant, principal) REFERENCES governance.principal
);
CREATE INDEX principal_identity_of ON governance.principal_identity (tenant, principal);

-- Tenant data: which tokens were good and are not any more, for as long as they would be.
CREATE TABLE governance.token_cutoff (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  issuer text NOT NULL,
  -- Empty where only the session is known.
  subject text NOT NULL,
  -- Of tokens with which an agent acts for the subject; of all if empty.
  actor text NOT NULL,
  -- Of one session of the issuer; of all if empty.
  session text NOT NULL,
  issued_until timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, issuer, subject, actor, session)
);
CREATE INDEX token_cutoff_session ON governance.token_cutoff (tenant, issuer, session) WHERE session <> '';
CREATE INDEX token_cutoff_age ON governance.token_cutoff (tenant, expires_at);

-- Tenant data: the logout tokens that were used.
CREATE TABLE governance.logout_token (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  issuer text NOT NULL,
  jti text NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT logout_token_used PRIMARY KEY (tenant, issuer, jti)
);
CREATE INDEX logout_token_age ON governance.logout_token (tenant, expires_at);

-- Who gave a role: empty for a person, else e.g. the issuer whose token showed a group. Each gives and takes its own.
ALTER TABLE governance.membership ADD COLUMN source text NOT NULL DEFAULT '';
ALTER TABLE governance.membership DROP CONSTRAINT membership_pkey;
ALTER TABLE governance.membership ADD PRIMARY KEY (tenant, principal, unit, source);
CREATE INDEX membership_source ON governance.membership (tenant, source) WHERE source <> '';

ALTER TABLE governance.api_key ADD COLUMN last_used_at timestamptz;
ALTER TABLE governance.api_key ADD COLUMN replaced_by uuid;

DO $block$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY
    ARRAY['issuer', 'issuer_mapping', 'issuer_audience', 'principal_identity', 'token_cutoff', 'logout_token'] LOOP
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
CREATE POLICY door ON governance.issuer_audience FOR SELECT TO mnemon_governance USING (true);

GRANT SELECT, INSERT, DELETE,
  UPDATE (name, audiences, jwks_uri, algorithms, principal_claim, groups_claim, create_users, disabled)
  ON governance.issuer TO mnemon_governance;
GRANT SELECT, INSERT, DELETE ON governance.issuer_mapping, governance.issuer_audience TO mnemon_governance;
GRANT SELECT, INSERT, DELETE, UPDATE (principal, latest_token) ON governance.principal_identity TO mnemon_governance;
GRANT SELECT, INSERT, DELETE, UPDATE (issued_until, expires_at) ON governance.token_cutoff TO mnemon_governance;
GRANT SELECT, INSERT, DELETE ON governance.logout_token TO mnemon_governance;
GRANT UPDATE (last_used_at, expires_at, replaced_by) ON governance.api_key TO mnemon_governance;
