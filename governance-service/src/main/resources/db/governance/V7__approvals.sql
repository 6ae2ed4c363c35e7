-- Requests that others have to approve.
CREATE TABLE governance.approval (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('promotion', 'role', 'policy', 'erasure', 'budget', 'custom')),
  -- A unit's id, or the tenant's.
  unit uuid NOT NULL,
  title text NOT NULL,
  payload jsonb NOT NULL,
  -- What it is tied to, as it was when the request was made.
  target_type text,
  target_id text,
  target_version text,
  risk text NOT NULL CHECK (risk IN ('low', 'medium', 'high', 'critical')),
  mode text NOT NULL CHECK (mode IN ('single', 'quorum', 'unanimous')),
  quorum integer NOT NULL CHECK (quorum >= 1),
  reviewers uuid[] NOT NULL,
  reviewer_role text NOT NULL,
  requester uuid NOT NULL,
  -- The person behind the requester: the user of an agent, else itself.
  requester_person uuid NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  escalate_at timestamptz NOT NULL,
  escalate_to uuid[] NOT NULL,
  escalated_at timestamptz,
  state text NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'expired', 'cancelled', 'superseded')),
  reason text,
  closed_at timestamptz,
  PRIMARY KEY (tenant, id),
  CONSTRAINT approval_target CHECK ((target_type IS NULL) = (target_id IS NULL) AND (target_id IS NULL) = (target_version IS NULL)),
  CONSTRAINT approval_closed CHECK ((state = 'pending') = (closed_at IS NULL))
);
CREATE INDEX approval_pending ON governance.approval (tenant, id) WHERE state = 'pending';
GRANT SELECT, INSERT, UPDATE (escalated_at, state, reason, closed_at) ON governance.approval TO mnemon_governance;

-- One vote of a person for a request, whoever it stands in for. Written, never changed.
CREATE TABLE governance.approval_vote (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  approval uuid NOT NULL,
  person uuid NOT NULL,
  principal uuid NOT NULL,
  -- For whom: itself, or the one in whose place it decided.
  reviewer uuid NOT NULL,
  decision text NOT NULL CHECK (decision IN ('approve', 'reject')),
  reason text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant, approval, person),
  CONSTRAINT approval_vote_for UNIQUE (tenant, approval, reviewer),
  CONSTRAINT approval_vote_of FOREIGN KEY (tenant, approval) REFERENCES governance.approval
);
GRANT SELECT, INSERT ON governance.approval_vote TO mnemon_governance;

-- Who decides in whose place, for a time.
CREATE TABLE governance.approval_delegation (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  reviewer uuid NOT NULL,
  deputy uuid NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (tenant, deputy, reviewer)
);
GRANT SELECT, INSERT, UPDATE (until), DELETE ON governance.approval_delegation TO mnemon_governance;

-- What is to be done at a time: ids only, so that background work finds it for all tenants without seeing anything else.
CREATE TABLE governance.due (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  kind text NOT NULL,
  subject uuid NOT NULL,
  -- Work of one lane is done a few at a time.
  lane uuid NOT NULL,
  at timestamptz NOT NULL,
  lease_until timestamptz,
  lease_epoch bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, kind, subject)
);
CREATE INDEX due_at ON governance.due (kind, at);
GRANT SELECT, INSERT, UPDATE (at, lease_until, lease_epoch), DELETE ON governance.due TO mnemon_governance;

-- What happened, for those who want to know: kept as long as it has to be delivered.
CREATE TABLE governance.event (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  type text NOT NULL,
  subject uuid NOT NULL,
  data jsonb NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX event_age ON governance.event (tenant, at);
GRANT SELECT, INSERT, DELETE ON governance.event TO mnemon_governance;

CREATE TABLE governance.outbox (
  tenant uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  aggregate uuid NOT NULL,
  version bigint NOT NULL,
  kind text NOT NULL,
  traceparent text,
  created_at timestamptz NOT NULL,
  lease_owner uuid,
  lease_until timestamptz,
  epoch bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX outbox_order ON governance.outbox (id);
CREATE INDEX outbox_aggregate ON governance.outbox (tenant, aggregate, id);
GRANT SELECT, INSERT ON governance.outbox TO mnemon_governance;

-- Who is told of events over HTTP.
CREATE TABLE governance.webhook (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  url text NOT NULL,
  -- Types of events, e.g. approval.decided, or groups of them, e.g. approval.*.
  events text[] NOT NULL,
  description text NOT NULL,
  -- Wrapped by the keyring; the text is shown once, when it is made.
  secret bytea NOT NULL,
  -- The one before, which signs too until a time.
  old_secret bytea,
  old_secret_until timestamptz,
  created_by uuid NOT NULL,
  created_at timestamptz NOT NULL,
  -- Since when no delivery has succeeded; NULL if the last one did.
  failing_since timestamptz,
  disabled_at timestamptz,
  disabled_reason text,
  PRIMARY KEY (tenant, id),
  CONSTRAINT webhook_old_secret CHECK ((old_secret IS NULL) = (old_secret_until IS NULL))
);
GRANT SELECT, INSERT, DELETE,
  UPDATE (url, events, description, secret, old_secret, old_secret_until, failing_since, disabled_at, disabled_reason)
  ON governance.webhook TO mnemon_governance;

-- An event on its way to one webhook.
CREATE TABLE governance.webhook_delivery (
  tenant uuid NOT NULL REFERENCES governance.tenant,
  id uuid NOT NULL,
  webhook uuid NOT NULL,
  event uuid NOT NULL,
  type text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  attempted_at timestamptz,
  next_attempt_at timestamptz,
  status integer,
  -- Why the last attempt failed, and how the reply began.
  error text,
  reply text,
  PRIMARY KEY (tenant, id),
  CONSTRAINT webhook_delivery_once UNIQUE (tenant, webhook, event),
  CONSTRAINT webhook_delivery_to FOREIGN KEY (tenant, webhook) REFERENCES governance.webhook ON DELETE CASCADE,
  CONSTRAINT webhook_delivery_of FOREIGN KEY (tenant, event) REFERENCES governance.event
);
CREATE INDEX webhook_delivery_of_webhook ON governance.webhook_delivery (tenant, webhook, id);
CREATE INDEX webhook_delivery_of_event ON governance.webhook_delivery (tenant, event);
GRANT SELECT, INSERT, DELETE, UPDATE (state, attempts, attempted_at, next_attempt_at, status, error, reply)
  ON governance.webhook_delivery TO mnemon_governance;

DO $block$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['approval', 'approval_vote', 'approval_delegation', 'due', 'event', 'outbox', 'webhook',
    'webhook_delivery'] LOOP
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
    -- What is done is removed from the two lists also while the tenant stays.
    IF name NOT IN ('due', 'outbox') THEN
      EXECUTE format(
        $policy$
          CREATE POLICY erasure ON governance.%I AS RESTRICTIVE FOR DELETE TO mnemon_governance_jobs
            USING (EXISTS (SELECT FROM governance.tenant t WHERE t.id = tenant AND t.erasing_since IS NOT NULL))
        $policy$,
        name);
    END IF;
  END LOOP;
END
$block$;
-- Background work finds what is to be done for all tenants. These tables hold ids, and nothing that a tenant wrote.
CREATE POLICY jobs ON governance.due TO mnemon_governance_jobs USING (true) WITH CHECK (true);
CREATE POLICY jobs ON governance.outbox TO mnemon_governance_jobs USING (true) WITH CHECK (true);
GRANT UPDATE (lease_until, lease_epoch) ON governance.due TO mnemon_governance_jobs;
GRANT UPDATE (lease_owner, lease_until, epoch, attempts, next_attempt_at) ON governance.outbox TO mnemon_governance_jobs;
