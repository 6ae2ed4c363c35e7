-- The record of memories. Runs as the owner; the service uses the role mnemon_memory, which owns nothing.
-- Every table of tenant data is under row-level security by tenant and scope: see ARCHITECTURE.md.

-- Which scopes exist, so that "everything the caller may see" can be spelt out as scope ids. It holds no content.
CREATE TABLE memory.scope (
  tenant      uuid NOT NULL,
  scope_id    uuid NOT NULL,
  layer       text NOT NULL,
  user_id     uuid,
  user_name   text COLLATE "C",
  agent_id    uuid,
  agent_name  text,
  session     text,
  unit_id     uuid,
  -- Whether the scope ever held a secret memory: only then is it worth decrypting to search.
  has_secrets boolean NOT NULL DEFAULT false,
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant, scope_id)
);
CREATE INDEX scope_by_user ON memory.scope (tenant, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX scope_by_user_name ON memory.scope (tenant, user_name) WHERE user_name IS NOT NULL;
CREATE INDEX scope_by_unit ON memory.scope (tenant, unit_id) WHERE unit_id IS NOT NULL;

CREATE TABLE memory.memory (
  tenant            uuid NOT NULL,
  id                uuid NOT NULL,
  scope_id          uuid NOT NULL,
  layer             text NOT NULL,
  kind              text NOT NULL,
  -- Ciphertext under key_id; clear UTF-8 where key_id is NULL.
  content           bytea NOT NULL,
  key_id            uuid,
  -- Keyed hash of the content, and what must be unique in a scope (see Deduplication).
  content_hash      bytea NOT NULL,
  dedup_hash        bytea NOT NULL,
  event_time        timestamptz NOT NULL,
  valid_from        timestamptz,
  valid_to          timestamptz,
  expires_at        timestamptz,
  episode           text,
  source_message_id text,
  -- The order of arrival: breaks ties of event_time among the turns of an episode.
  arrival           bigint GENERATED ALWAYS AS IDENTITY,
  tags              text[] NOT NULL,
  metadata          jsonb,
  importance        double precision NOT NULL,
  sensitivity       text NOT NULL,
  source            text NOT NULL,
  provenance        jsonb NOT NULL,
  version           bigint NOT NULL,
  -- How and by whom this version came about.
  change            text NOT NULL,
  changed_by        uuid NOT NULL,
  created_at        timestamptz NOT NULL,
  updated_at        timestamptz NOT NULL,
  deleted_at        timestamptz,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX memory_once ON memory.memory (tenant, scope_id, dedup_hash) WHERE deleted_at IS NULL;
CREATE INDEX memory_newest ON memory.memory (tenant, scope_id, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX memory_episode ON memory.memory (tenant, scope_id, episode, event_time, arrival)
  WHERE deleted_at IS NULL AND episode IS NOT NULL;
CREATE INDEX memory_secret ON memory.memory (tenant, scope_id, id DESC)
  WHERE deleted_at IS NULL AND sensitivity = 'secret';

-- Versions that were replaced; the newest one is in memory.memory.
CREATE TABLE memory.version (
  tenant      uuid NOT NULL,
  memory_id   uuid NOT NULL,
  version     bigint NOT NULL,
  scope_id    uuid NOT NULL,
  kind        text NOT NULL,
  content     bytea NOT NULL,
  key_id      uuid,
  event_time  timestamptz NOT NULL,
  valid_from  timestamptz,
  valid_to    timestamptz,
  expires_at  timestamptz,
  tags        text[] NOT NULL,
  metadata    jsonb,
  importance  double precision NOT NULL,
  sensitivity text NOT NULL,
  change      text NOT NULL,
  changed_by  uuid NOT NULL,
  updated_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant, memory_id, version)
);

-- Vectors are part of the record, so that rebuilding an index never embeds again.
CREATE TABLE memory.vector (
  tenant    uuid NOT NULL,
  memory_id uuid NOT NULL,
  space     text NOT NULL,
  scope_id  uuid NOT NULL,
  -- The version of the content that it was made from.
  version   bigint NOT NULL,
  -- Little-endian float32.
  embedding bytea NOT NULL,
  PRIMARY KEY (tenant, memory_id, space)
);

-- Memories of one scope that say nearly the same.
CREATE TABLE memory.near_duplicate (
  tenant    uuid NOT NULL,
  memory_id uuid NOT NULL,
  other_id  uuid NOT NULL,
  scope_id  uuid NOT NULL,
  cosine    real NOT NULL,
  PRIMARY KEY (tenant, memory_id, other_id)
);

-- Answers to calls that may be repeated: which memories they were about, never their content.
CREATE TABLE memory.idempotency (
  tenant       uuid NOT NULL,
  principal    uuid NOT NULL,
  key          text NOT NULL,
  request_hash bytea NOT NULL,
  outcome      jsonb NOT NULL,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant, principal, key)
);
CREATE INDEX idempotency_age ON memory.idempotency (created_at);

-- Data keys, wrapped by the keyring.
CREATE TABLE memory.data_key (
  tenant     uuid NOT NULL,
  key_id     uuid NOT NULL,
  owner      text NOT NULL,
  -- NULL once the key was destroyed: the row stays, so that no other is made in its place.
  wrapped    bytea,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, key_id),
  UNIQUE (tenant, owner)
);

CREATE TABLE memory.outbox (
  tenant          uuid NOT NULL,
  id              bigint GENERATED ALWAYS AS IDENTITY,
  aggregate       uuid NOT NULL,
  version         bigint NOT NULL,
  kind            text NOT NULL,
  traceparent     text,
  created_at      timestamptz NOT NULL,
  lease_owner     uuid,
  lease_until     timestamptz,
  epoch           bigint NOT NULL DEFAULT 0,
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX outbox_order ON memory.outbox (id);
CREATE INDEX outbox_aggregate ON memory.outbox (tenant, aggregate, id);

-- The vector space the vectors of this database belong to. One row; no tenant data.
CREATE TABLE memory.vector_space (
  only_row   boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  model      text NOT NULL,
  dimensions integer NOT NULL,
  codec      text NOT NULL
);

-- Roles: one for requests, one for background work that sees which rows to work on but no content.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mnemon_memory') THEN
    CREATE ROLE mnemon_memory LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mnemon_memory_jobs') THEN
    CREATE ROLE mnemon_memory_jobs LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
  END IF;
END $$;
GRANT USAGE ON SCHEMA memory TO mnemon_memory, mnemon_memory_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE
  ON memory.scope, memory.memory, memory.version, memory.vector, memory.near_duplicate, memory.idempotency,
     memory.data_key
  TO mnemon_memory;
GRANT SELECT, INSERT ON memory.vector_space TO mnemon_memory;
GRANT INSERT, SELECT ON memory.outbox TO mnemon_memory;
GRANT SELECT, UPDATE, DELETE ON memory.outbox TO mnemon_memory_jobs;
GRANT SELECT (tenant, principal, key, created_at), DELETE ON memory.idempotency TO mnemon_memory_jobs;

-- Row-level security. Content is visible by tenant and scope; background work inside a tenant (app.job) sees all of
-- that tenant's scopes. Directories without content are visible by tenant.
DO $$
DECLARE
  t text;
  tenant_is text := 'tenant = NULLIF(current_setting(''app.tenant'', true), '''')::uuid';
  scope_is text := '(scope_id = ANY (NULLIF(current_setting(''app.scopes'', true), '''')::uuid[])'
    || ' OR NULLIF(current_setting(''app.job'', true), '''') IS NOT NULL)';
BEGIN
  FOREACH t IN ARRAY ARRAY['memory', 'version', 'vector', 'near_duplicate'] LOOP
    EXECUTE format('ALTER TABLE memory.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE memory.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY visible ON memory.%I USING (%s AND %s) WITH CHECK (%s AND %s)',
      t, tenant_is, scope_is, tenant_is, scope_is);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['scope', 'idempotency', 'data_key', 'outbox'] LOOP
    EXECUTE format('ALTER TABLE memory.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE memory.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY visible ON memory.%I TO mnemon_memory USING (%s) WITH CHECK (%s)',
      t, tenant_is, tenant_is);
  END LOOP;
END $$;
CREATE POLICY jobs ON memory.outbox TO mnemon_memory_jobs USING (true) WITH CHECK (true);
-- What background work may forget: answers nobody can ask to repeat any more.
CREATE POLICY outdated ON memory.idempotency TO mnemon_memory_jobs
  USING (created_at < now() - interval '24 hours');
