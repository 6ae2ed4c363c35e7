-- The roles' password is a setting and may change between starts.
ALTER ROLE mnemon_memory PASSWORD '${password}';
ALTER ROLE mnemon_memory_jobs PASSWORD '${password}';
