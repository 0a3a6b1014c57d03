-- Work that waits its turn, until its run has ended.

-- When the provider of work that is charged whoever listens was asked; before that nothing can have been charged.
ALTER TABLE runs ADD COLUMN asked_at BIGINT;

CREATE TABLE queue (
    run_id          UUID    NOT NULL PRIMARY KEY REFERENCES runs (id),
    user_id         UUID    NOT NULL REFERENCES users (id),
    -- Who is asked first.
    provider        TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'taken', 'parked')),
    -- Whose turn it is: the lowest.
    turn            BIGINT  NOT NULL,
    -- Not before then; of parked work, since when it is.
    due_at          BIGINT  NOT NULL,
    -- How often it was taken.
    tries           BIGINT  NOT NULL,
    -- Why it was put back.
    problem         TEXT,
    plan            TEXT    NOT NULL,
    work            TEXT    NOT NULL,
    -- Files of the work, in the storage.
    files           BIGINT  NOT NULL,
    queued_at       BIGINT  NOT NULL
);
CREATE INDEX queue_turn ON queue (turn, run_id) WHERE state = 'waiting';
CREATE INDEX queue_user ON queue (user_id, state);
CREATE INDEX queue_provider ON queue (provider) WHERE state = 'taken';

-- Whoever takes work writes here first, so that no two processes count at once.
CREATE TABLE queue_gate (
    id              BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    claims          BIGINT  NOT NULL
);
INSERT INTO queue_gate (id, claims) VALUES (1, 0);
