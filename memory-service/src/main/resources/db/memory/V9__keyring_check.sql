-- Before anything is read or written the service looks whether its keyring is the one that wrapped the data keys here.
-- A wrapped key opens nothing without the ring, so the role that sees ids of all tenants may see it.
GRANT SELECT (tenant, key_id, owner, wrapped, created_at) ON memory.data_key TO mnemon_memory_jobs;
CREATE POLICY jobs ON memory.data_key FOR SELECT TO mnemon_memory_jobs USING (true);
