-- A data key that the keyring does not open any more may be retired: its owner gets another, and what it protects opens
-- again when the ring has its key again.
ALTER TABLE memory.data_key ADD COLUMN retired_at timestamptz;
ALTER TABLE memory.data_key DROP CONSTRAINT data_key_tenant_owner_key;
CREATE UNIQUE INDEX data_key_owner ON memory.data_key (tenant, owner) WHERE retired_at IS NULL;
GRANT SELECT (retired_at), UPDATE (retired_at) ON memory.data_key TO mnemon_memory_jobs;
CREATE POLICY retiring ON memory.data_key FOR UPDATE TO mnemon_memory_jobs USING (true) WITH CHECK (true);
