CREATE TABLE conversations (
    id              UUID    NOT NULL PRIMARY KEY,
    user_id         UUID    NOT NULL REFERENCES users (id),
    title           TEXT    NOT NULL,
    model_id        TEXT,
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL,
    deleted_at      BIGINT
);
CREATE INDEX conversations_user ON conversations (user_id, updated_at) WHERE deleted_at IS NULL;

-- A tree by parent only: siblings are other answers to the same question.
CREATE TABLE messages (
    id                  UUID    NOT NULL PRIMARY KEY,
    conversation_id     UUID    NOT NULL REFERENCES conversations (id),
    parent_id           UUID    REFERENCES messages (id),
    role                TEXT    NOT NULL CHECK (role IN ('user', 'assistant')),
    content             TEXT    NOT NULL,
    state               TEXT    NOT NULL CHECK (state IN ('complete', 'streaming', 'cancelled', 'interrupted', 'failed')),
    model_id            TEXT,
    run_id              UUID    REFERENCES runs (id),
    client_request_id   TEXT,
    created_at          BIGINT  NOT NULL
);
CREATE INDEX messages_conversation ON messages (conversation_id, id);
CREATE UNIQUE INDEX messages_run ON messages (run_id) WHERE role = 'assistant';
CREATE UNIQUE INDEX messages_client_request ON messages (conversation_id, client_request_id) WHERE client_request_id IS NOT NULL;
