-- Entries of a time are looked for in the order of time.
CREATE INDEX audit_entry_at ON governance.audit_entry (tenant, at, seq);
