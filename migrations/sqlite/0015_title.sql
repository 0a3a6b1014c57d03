-- The run that is to name a conversation, until it has or the person did.
ALTER TABLE conversations ADD COLUMN title_run_id BLOB;
CREATE INDEX conversations_title_run ON conversations (title_run_id) WHERE title_run_id IS NOT NULL;
