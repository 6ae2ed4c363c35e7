-- Memories that have changed, last first: a question about what was known earlier reads them as they were.
CREATE INDEX memory_changed ON memory.memory (tenant, scope_id, updated_at DESC)
  WHERE deleted_at IS NULL AND version > 1;
