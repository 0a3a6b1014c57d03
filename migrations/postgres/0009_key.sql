-- Keys for programs. What is spent stands here, so that a limit is one guarded UPDATE. `scopes` are codes with blanks
-- between, `models` and `ip_allow` JSON arrays; an empty one allows all. A key is never deleted: its history stays.
CREATE TABLE api_keys (
    id              UUID    NOT NULL PRIMARY KEY,
    user_id         UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name            TEXT    NOT NULL,
    scopes          TEXT    NOT NULL,
    models          TEXT    NOT NULL,
    ip_allow        TEXT    NOT NULL,
    limit_milli     BIGINT  CHECK (limit_milli > 0),
    spent_milli     BIGINT  NOT NULL DEFAULT 0 CHECK (spent_milli >= 0),
    reserved_milli  BIGINT  NOT NULL DEFAULT 0 CHECK (reserved_milli >= 0),
    created_at      BIGINT  NOT NULL,
    expires_at      BIGINT,
    revoked_at      BIGINT,
    used_at         BIGINT,
    used_ip         TEXT
);
CREATE INDEX api_keys_user ON api_keys (user_id, id);

-- What a program sends: only the hash is here, with its ends for showing. The current one has no end; a rotated one
-- works until its own.
CREATE TABLE api_key_secrets (
    secret_hash     BYTEA   NOT NULL PRIMARY KEY,
    key_id          UUID    NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    shown_start     TEXT    NOT NULL,
    shown_end       TEXT    NOT NULL,
    created_at      BIGINT  NOT NULL,
    expires_at      BIGINT
);
CREATE INDEX api_key_secrets_key ON api_key_secrets (key_id);
CREATE UNIQUE INDEX api_key_secrets_current ON api_key_secrets (key_id) WHERE expires_at IS NULL;

-- Which key a run was asked for with.
ALTER TABLE runs ADD COLUMN key_id UUID REFERENCES api_keys (id);
CREATE INDEX runs_key ON runs (key_id, created_at) WHERE key_id IS NOT NULL;
