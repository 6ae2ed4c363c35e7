-- Whether somebody was ever called otherwise. What was remembered for them before lies under the name of that time, so
-- for an application that acts for names with a prefix they must be told by their ids.
ALTER TABLE governance.principal ADD COLUMN renamed boolean NOT NULL DEFAULT false;
GRANT UPDATE (renamed) ON governance.principal TO mnemon_governance;
CREATE INDEX principal_renamed ON governance.principal (tenant) WHERE renamed;

-- Who was renamed so far was not written down. Only a directory renames, and it counts its changes: whoever was changed
-- may have been renamed. To be marked for nothing changes no answer. The owner sees the rows only while row-level
-- security does not hold for it.
ALTER TABLE governance.principal NO FORCE ROW LEVEL SECURITY;
ALTER TABLE governance.directory_user NO FORCE ROW LEVEL SECURITY;
UPDATE governance.principal p
SET renamed = true
FROM governance.directory_user u
WHERE u.tenant = p.tenant AND u.id = p.id AND u.version > 1;
ALTER TABLE governance.principal FORCE ROW LEVEL SECURITY;
ALTER TABLE governance.directory_user FORCE ROW LEVEL SECURITY;
