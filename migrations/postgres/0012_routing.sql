-- Which models do a task, in which order and under which conditions. A policy whose source is 'seed' follows each version's
-- seed; one of staff stays.
CREATE TABLE routing_policies (
    task                TEXT    NOT NULL PRIMARY KEY,
    source              TEXT    NOT NULL CHECK (source IN ('seed', 'staff')),
    updated_at          BIGINT  NOT NULL,
    updated_by          UUID    REFERENCES users (id)
);

-- `plans`, `languages` and `regions` are JSON arrays of words; an empty one allows all. `retries` is how often the same model is
-- asked again; `input_tokens_*` bound the length of requests, `max_price_milli` what a million tokens of the answer may cost.
CREATE TABLE routing_candidates (
    task                TEXT    NOT NULL REFERENCES routing_policies (task),
    position            BIGINT  NOT NULL,
    model_id            TEXT    NOT NULL REFERENCES models (id),
    enabled             BOOLEAN NOT NULL,
    retries             BIGINT  NOT NULL CHECK (retries BETWEEN 0 AND 3),
    plans               TEXT    NOT NULL,
    languages           TEXT    NOT NULL,
    regions             TEXT    NOT NULL,
    max_price_milli     BIGINT  CHECK (max_price_milli >= 0),
    input_tokens_min    BIGINT  CHECK (input_tokens_min >= 0),
    input_tokens_max    BIGINT  CHECK (input_tokens_max >= 0),
    PRIMARY KEY (task, position)
);
