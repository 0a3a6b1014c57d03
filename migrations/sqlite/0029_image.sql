-- Orders of the image studio. What is drawn are files of the library.
CREATE TABLE drawings (
    run_id          BLOB    NOT NULL PRIMARY KEY REFERENCES runs (id),
    user_id         BLOB    NOT NULL REFERENCES users (id),
    -- What was ordered, as JSON.
    request         TEXT    NOT NULL,
    -- The order's name, given by whoever sent it.
    request_id      TEXT,
    created_at      BIGINT  NOT NULL,
    -- Since when it is off the wall.
    hidden_at       BIGINT,
    CONSTRAINT drawings_request UNIQUE (user_id, request_id)
);
CREATE INDEX drawings_user ON drawings (user_id, run_id);
