-- Who said on which day a model ends: what a list told, a list can take back. `end_seen` is the day of an end that staff has
-- seen to, so that nobody is warned of it any more.
ALTER TABLE models ADD COLUMN retires_said TEXT CHECK (retires_said IN ('seed', 'sync', 'staff'));
ALTER TABLE models ADD COLUMN end_seen TEXT;
UPDATE models SET retires_said = CASE WHEN pinned LIKE '%"retires_on"%' THEN 'staff' WHEN source = 'sync' THEN 'sync' ELSE 'seed' END
WHERE retires_on IS NOT NULL;

-- How many models of the last good list had a price; unknown until it is asked for again.
ALTER TABLE provider_syncs ADD COLUMN priced BIGINT;

-- Two names that their provider never had: without a price, nobody could use them.
DELETE FROM margins WHERE model_id IN ('groq/qwen3.6-27b', 'groq/qwen3.8-27b');
DELETE FROM models WHERE id IN ('groq/qwen3.6-27b', 'groq/qwen3.8-27b') AND source = 'seed'
    AND NOT EXISTS (SELECT 1 FROM model_prices p WHERE p.model_id = models.id);
