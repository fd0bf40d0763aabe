
-- Nobody may do anything that isn't granted. The last of the files: it holds for all functions before it.
revoke all on all functions in schema "${schema}" from public;
