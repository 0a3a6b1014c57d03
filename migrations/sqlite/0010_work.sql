-- What kind of request a run makes, who pays for it, and what it would cost where that is uncertain.
ALTER TABLE runs ADD COLUMN work TEXT NOT NULL DEFAULT 'chat';
ALTER TABLE runs ADD COLUMN paid_by TEXT NOT NULL DEFAULT 'person' CHECK (paid_by IN ('person', 'house'));
ALTER TABLE runs ADD COLUMN estimate_milli BIGINT;
-- The name of a long task at its provider.
ALTER TABLE runs ADD COLUMN task_provider TEXT;
ALTER TABLE runs ADD COLUMN task_id TEXT;
CREATE INDEX runs_uncertain ON runs (id) WHERE state = 'uncertain';
CREATE INDEX runs_house ON runs (created_at) WHERE paid_by = 'house';

-- How an uncertain run was decided: by staff, or by the provider's books (no author).
CREATE TABLE run_resolutions (
    run_id              BLOB    NOT NULL PRIMARY KEY REFERENCES runs (id),
    verdict             TEXT    NOT NULL CHECK (verdict IN ('charge', 'release')),
    charged_milli       BIGINT  NOT NULL CHECK (charged_milli >= 0),
    note                TEXT    NOT NULL,
    author              BLOB    REFERENCES users (id),
    created_at          BIGINT  NOT NULL
);

-- How often a provider's books were asked for what a request cost.
ALTER TABLE attempts ADD COLUMN asked BIGINT NOT NULL DEFAULT 0;
CREATE INDEX attempts_unpriced ON attempts (created_at) WHERE cost_source = 'unknown' AND request_id IS NOT NULL;
