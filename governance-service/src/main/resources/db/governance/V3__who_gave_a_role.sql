-- Whether somebody gave the role, as it stands, who answers for the whole tenant. Only then an application of the
-- unit acts for its holder: whoever administers one team could else make anybody a member and act for them.
ALTER TABLE governance.membership ADD COLUMN by_tenant_admin boolean NOT NULL DEFAULT false;
GRANT UPDATE (by_tenant_admin) ON governance.membership TO mnemon_governance;
