-- Answers to REST calls that came with an Idempotency-Key. An answer is NULL while the call is in flight.
CREATE TABLE idempotent_requests (
    user_id         UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    idempotency_key TEXT    NOT NULL,
    request_hash    BYTEA   NOT NULL,
    status          BIGINT,
    answer          TEXT,
    created_at      BIGINT  NOT NULL,
    PRIMARY KEY (user_id, idempotency_key)
);
CREATE INDEX idempotent_requests_age ON idempotent_requests (created_at);
