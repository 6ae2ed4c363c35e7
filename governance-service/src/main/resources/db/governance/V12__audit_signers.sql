-- Control plane: the public keys that have signed audit logs. Written and never taken away: what they signed is proved
-- by them.
CREATE TABLE governance.audit_signer (
  id text PRIMARY KEY,
  public_key text NOT NULL,
  -- When a process began last to sign by it.
  begun_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE (begun_at) ON governance.audit_signer TO mnemon_governance;
