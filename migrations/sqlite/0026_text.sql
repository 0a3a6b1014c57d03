-- Texts that were written for people, and the forms that people keep for them.

CREATE TABLE texts (
    id                  BLOB    NOT NULL PRIMARY KEY,
    user_id             BLOB    NOT NULL REFERENCES users (id),
    -- Texts that were ordered together are versions of one another.
    order_id            BLOB    NOT NULL,
    variant             BIGINT  NOT NULL CHECK (variant BETWEEN 1 AND 4),
    -- Written for a passage of this text.
    part_of             BLOB,
    task                TEXT    NOT NULL,
    title               TEXT    NOT NULL,
    -- Title and material as a search looks at them.
    folded              TEXT    NOT NULL,
    -- The form that was filled in, as JSON.
    form                TEXT    NOT NULL,
    output              TEXT    NOT NULL,
    state               TEXT    NOT NULL CHECK (state IN ('writing', 'complete', 'cancelled', 'interrupted', 'failed')),
    model_id            TEXT    NOT NULL,
    run_id              BLOB    NOT NULL,
    favourite           BOOLEAN NOT NULL,
    client_request_id   TEXT,
    created_at          BIGINT  NOT NULL,
    -- When its person changed what was written.
    edited_at           BIGINT,
    CONSTRAINT texts_run UNIQUE (run_id),
    CONSTRAINT texts_request UNIQUE (user_id, client_request_id, variant)
);
CREATE INDEX texts_user ON texts (user_id, id);
CREATE INDEX texts_order ON texts (order_id);
CREATE INDEX texts_part ON texts (part_of) WHERE part_of IS NOT NULL;

CREATE TABLE text_templates (
    id                  BLOB    NOT NULL PRIMARY KEY,
    user_id             BLOB    NOT NULL REFERENCES users (id),
    name                TEXT    NOT NULL,
    -- The name as it is compared.
    folded              TEXT    NOT NULL,
    form                TEXT    NOT NULL,
    created_at          BIGINT  NOT NULL,
    CONSTRAINT text_templates_name UNIQUE (user_id, folded)
);
