-- What people are told. `notice_key` makes one told once; `data` is what it says, as JSON: the words are the reader's.
CREATE TABLE notices (
    id              UUID    NOT NULL PRIMARY KEY,
    user_id         UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    notice_key      TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    data            TEXT    NOT NULL,
    created_at      BIGINT  NOT NULL,
    read_at         BIGINT,
    CONSTRAINT notices_key UNIQUE (notice_key)
);
CREATE INDEX notices_user ON notices (user_id, id);
CREATE INDEX notices_unread ON notices (user_id) WHERE read_at IS NULL;

-- When somebody was told that coins expire soon, or that few are left.
ALTER TABLE coin_lots ADD COLUMN told_at BIGINT;
ALTER TABLE wallets ADD COLUMN low_told_at BIGINT;
