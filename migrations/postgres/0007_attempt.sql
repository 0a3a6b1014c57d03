-- A run may make several requests: which one this was, with whose price, and whose word its cost is
-- ('provider', 'table', 'unknown').
ALTER TABLE attempts ADD COLUMN number BIGINT NOT NULL DEFAULT 1;
ALTER TABLE attempts ADD COLUMN model_id TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN status BIGINT;
ALTER TABLE attempts ADD COLUMN begun_ms BIGINT;
ALTER TABLE attempts ADD COLUMN cost_source TEXT NOT NULL DEFAULT 'unknown';
CREATE INDEX attempts_age ON attempts (created_at);
