-- People, their devices, and the tokens that speak for a device.
CREATE TABLE users (
    id              UUID    NOT NULL PRIMARY KEY,
    email           TEXT    NOT NULL,
    full_name       TEXT    NOT NULL,
    password_hash   TEXT    NOT NULL,
    role            TEXT    NOT NULL CHECK (role IN ('user', 'designer', 'admin')),
    language        TEXT    NOT NULL CHECK (language IN ('fa', 'en')),
    theme           TEXT    NOT NULL CHECK (theme IN ('system', 'light', 'dark', 'gradient')),
    created_at      BIGINT  NOT NULL,
    CONSTRAINT users_email_key UNIQUE (email)
);

-- A signed-in device: a browser or an API client.
CREATE TABLE sessions (
    id              UUID    NOT NULL PRIMARY KEY,
    user_id         UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind            TEXT    NOT NULL CHECK (kind IN ('page', 'api')),
    ip              TEXT    NOT NULL,
    agent           TEXT    NOT NULL,
    created_at      BIGINT  NOT NULL,
    seen_at         BIGINT  NOT NULL,
    ended_at        BIGINT
);
CREATE INDEX sessions_user ON sessions (user_id, seen_at);

-- What a client holds: only the hash is here. A used refresh token that comes again ends its session.
CREATE TABLE session_tokens (
    token_hash      BYTEA   NOT NULL PRIMARY KEY,
    session_id      UUID    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    purpose         TEXT    NOT NULL CHECK (purpose IN ('page', 'refresh')),
    created_at      BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL,
    used_at         BIGINT
);
CREATE INDEX session_tokens_session ON session_tokens (session_id);

-- The one-time link by which the first admin comes in.
CREATE TABLE admin_invitations (
    token_hash      BYTEA   NOT NULL PRIMARY KEY,
    created_at      BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL,
    used_at         BIGINT
);
