-- What a model can do, when it ends, and who said so. Lists are JSON arrays of words; `pinned` names the facts that staff set
-- and no list changes.
-- Ids are compared and sorted by their bytes, as SQLite and the program do.
ALTER TABLE models ALTER COLUMN id TYPE TEXT COLLATE "C";
ALTER TABLE models ADD COLUMN capabilities TEXT NOT NULL DEFAULT '["chat"]';
ALTER TABLE models ADD COLUMN input_modalities TEXT NOT NULL DEFAULT '["text"]';
ALTER TABLE models ADD COLUMN output_modalities TEXT NOT NULL DEFAULT '["text"]';
ALTER TABLE models ADD COLUMN voices TEXT NOT NULL DEFAULT '[]';
ALTER TABLE models ADD COLUMN sizes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE models ADD COLUMN retires_on TEXT;
ALTER TABLE models ADD COLUMN successor_id TEXT;
ALTER TABLE models ADD COLUMN source TEXT NOT NULL DEFAULT 'seed' CHECK (source IN ('seed', 'sync', 'staff'));
ALTER TABLE models ADD COLUMN margin TEXT;
ALTER TABLE models ADD COLUMN pinned TEXT NOT NULL DEFAULT '[]';
ALTER TABLE models ADD COLUMN updated_by UUID REFERENCES users (id);
UPDATE models SET source = 'sync' WHERE position >= 1000;
CREATE INDEX models_retires_on ON models (retires_on) WHERE retires_on IS NOT NULL;

-- What a unit costs us, in decimal US dollars for `per` units. Rows are closed, never edited: the price of any day can be read
-- back. Of the open rows of a component whose conditions hold, the one with the highest position counts. `utc_*` are HHMM.
CREATE TABLE model_prices (
    id                  UUID    NOT NULL PRIMARY KEY,
    model_id            TEXT COLLATE "C" NOT NULL REFERENCES models (id),
    component           TEXT    NOT NULL,
    usd                 TEXT    NOT NULL,
    per                 BIGINT  NOT NULL CHECK (per > 0),
    prompt_tokens_over  BIGINT  CHECK (prompt_tokens_over >= 0),
    utc_from            BIGINT  CHECK (utc_from BETWEEN 0 AND 2359),
    utc_to              BIGINT  CHECK (utc_to BETWEEN 0 AND 2359),
    position            BIGINT  NOT NULL,
    valid_from          BIGINT  NOT NULL,
    valid_to            BIGINT,
    source              TEXT    NOT NULL CHECK (source IN ('seed', 'sync', 'staff')),
    author              UUID    REFERENCES users (id),
    CHECK (valid_to >= valid_from),
    CHECK ((utc_from IS NULL) = (utc_to IS NULL))
);
CREATE INDEX model_prices_open ON model_prices (model_id) WHERE valid_to IS NULL;
CREATE INDEX model_prices_model ON model_prices (model_id, valid_from);

INSERT INTO model_prices (id, model_id, component, usd, per, position, valid_from, source)
SELECT gen_random_uuid(), id, 'input', input_usd, 1000000, 0, updated_at, source FROM models WHERE input_usd IS NOT NULL;
INSERT INTO model_prices (id, model_id, component, usd, per, position, valid_from, source)
SELECT gen_random_uuid(), id, 'output', output_usd, 1000000, 0, updated_at, source FROM models WHERE output_usd IS NOT NULL;
ALTER TABLE models DROP COLUMN input_usd;
ALTER TABLE models DROP COLUMN output_usd;

-- What is asked for each unit of cost, by plan; for one model, or for all of them where model_id is ''.
CREATE TABLE margins (
    plan                TEXT    NOT NULL,
    model_id            TEXT    NOT NULL DEFAULT '',
    margin              TEXT    NOT NULL,
    updated_at          BIGINT  NOT NULL,
    updated_by          UUID    REFERENCES users (id),
    PRIMARY KEY (plan, model_id)
);

-- How asking a provider for its models went the last time. `ok_at` is the last time it went well.
CREATE TABLE provider_syncs (
    provider            TEXT    NOT NULL PRIMARY KEY,
    started_at          BIGINT  NOT NULL,
    ended_at            BIGINT,
    listed              BIGINT,
    changed             BIGINT,
    failure             TEXT,
    detail              TEXT,
    ok_at               BIGINT
);

-- Work that is done once a day, by whichever process is first.
CREATE TABLE daily_jobs (
    name                TEXT    NOT NULL PRIMARY KEY,
    started_at          BIGINT  NOT NULL
);
