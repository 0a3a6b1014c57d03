-- Paid work. `lease_*` names the process that works on it and until when it is believed to live.
CREATE TABLE runs (
    id                  UUID    NOT NULL PRIMARY KEY,
    user_id             UUID    NOT NULL REFERENCES users (id),
    kind                TEXT    NOT NULL,
    state               TEXT    NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted', 'uncertain')),
    model_id            TEXT    NOT NULL,
    quote_milli         BIGINT  NOT NULL CHECK (quote_milli > 0),
    price               TEXT    NOT NULL,
    input_tokens_quoted BIGINT  NOT NULL,
    cost_milli          BIGINT  NOT NULL DEFAULT 0,
    input_tokens        BIGINT,
    output_tokens       BIGINT,
    estimated           BOOLEAN NOT NULL DEFAULT FALSE,
    output_bytes        BIGINT  NOT NULL DEFAULT 0,
    error               TEXT,
    lease_owner         UUID,
    lease_until         BIGINT,
    cancel_requested_at BIGINT,
    created_at          BIGINT  NOT NULL,
    finished_at         BIGINT
);
CREATE INDEX runs_user ON runs (user_id, created_at);
CREATE INDEX runs_running ON runs (lease_until) WHERE state = 'running';

-- The event log, packed: one row holds the events first_seq … last_seq. Append-only.
CREATE TABLE run_events (
    run_id              UUID    NOT NULL REFERENCES runs (id),
    first_seq           BIGINT  NOT NULL,
    last_seq            BIGINT  NOT NULL,
    events              TEXT    NOT NULL,
    PRIMARY KEY (run_id, first_seq)
);

-- One request to one provider. What it really cost us stays here.
CREATE TABLE attempts (
    id                  UUID    NOT NULL PRIMARY KEY,
    run_id              UUID    NOT NULL REFERENCES runs (id),
    provider            TEXT    NOT NULL,
    model_asked         TEXT    NOT NULL,
    model_served        TEXT,
    request_id          TEXT,
    outcome             TEXT    NOT NULL,
    detail              TEXT,
    first_output_ms     BIGINT,
    total_ms            BIGINT  NOT NULL,
    usage               TEXT,
    cost_usd            TEXT,
    created_at          BIGINT  NOT NULL
);
CREATE INDEX attempts_run ON attempts (run_id);
