-- Which claim of a token names a person as the company's directory does, and by which of its attributes.
ALTER TABLE governance.issuer
  ADD COLUMN directory_claim text,
  ADD COLUMN directory_attribute text,
  ADD CONSTRAINT issuer_directory CHECK (
    (directory_claim IS NULL) = (directory_attribute IS NULL)
    AND directory_attribute IN ('external_id', 'user_name'));

GRANT UPDATE (directory_claim, directory_attribute) ON governance.issuer TO mnemon_governance;
