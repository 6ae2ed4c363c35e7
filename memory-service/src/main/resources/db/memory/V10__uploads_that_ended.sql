-- Whether an upload came to its end: sent again it is meant to bring back what is not there any more. Of those that
-- came before this is known of none, and most of them did.
ALTER TABLE memory.upload ADD COLUMN is_complete boolean NOT NULL DEFAULT true;
ALTER TABLE memory.upload ALTER COLUMN is_complete SET DEFAULT false;
