-- How providers are reached, where staff said so: what is NULL comes from the settings. Secrets are sealed with a key derived from
-- APP_SECRET; the last four characters of a key stand beside it for showing.
CREATE TABLE connections (
    id                  TEXT    NOT NULL PRIMARY KEY,
    kind                TEXT    NOT NULL CHECK (kind IN ('openai_compat', 'anthropic', 'gemini', 'mj_task', 'sandbox')),
    dialect             TEXT    NOT NULL,
    name                TEXT,
    base_url            TEXT,
    key_sealed          BYTEA,
    key_last4           TEXT,
    key_set_at          BIGINT,
    proxy_sealed        BYTEA,
    enabled             BOOLEAN NOT NULL,
    position            BIGINT  NOT NULL,
    interrupted         TEXT    NOT NULL CHECK (interrupted IN ('free', 'used')),
    low_balance_usd     TEXT,
    created_at          BIGINT  NOT NULL,
    updated_at          BIGINT  NOT NULL,
    updated_by          UUID    REFERENCES users (id)
);

-- One row, counted up with every change of what decides which providers are on; every process looks at it.
CREATE TABLE connection_version (
    id                  BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    version             BIGINT  NOT NULL
);
INSERT INTO connection_version (id, version) VALUES (1, 1);

-- A key that was refused, or whose account is used up. `key_mark` tells the key from others; `until` is when it is tried again.
CREATE TABLE connection_faults (
    id                  UUID    NOT NULL PRIMARY KEY,
    provider            TEXT    NOT NULL,
    class               TEXT    NOT NULL CHECK (class IN ('credential', 'quota')),
    key_mark            TEXT    NOT NULL,
    status              BIGINT,
    detail              TEXT    NOT NULL,
    created_at          BIGINT  NOT NULL,
    until               BIGINT,
    ended_at            BIGINT,
    ended_by            UUID    REFERENCES users (id)
);
CREATE UNIQUE INDEX connection_faults_open ON connection_faults (provider, class) WHERE ended_at IS NULL;

-- What is left of the account with a provider, as it said the last time; decimal US dollars. `ok_at` is the last time it went well.
CREATE TABLE connection_balances (
    provider            TEXT    NOT NULL PRIMARY KEY,
    asked_at            BIGINT  NOT NULL,
    remaining_usd       TEXT,
    used_usd            TEXT,
    limit_usd           TEXT,
    failure             TEXT,
    detail              TEXT,
    ok_at               BIGINT
);
