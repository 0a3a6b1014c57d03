-- Models on offer. Prices are decimal US dollars for a million tokens, as text: exact on every engine. NULL = unknown.
CREATE TABLE models (
    id                  TEXT    NOT NULL PRIMARY KEY,
    provider            TEXT    NOT NULL,
    provider_model      TEXT    NOT NULL,
    name                TEXT    NOT NULL,
    context_tokens      BIGINT  NOT NULL CHECK (context_tokens > 0),
    output_tokens_max   BIGINT  NOT NULL CHECK (output_tokens_max > 0),
    input_usd           TEXT,
    output_usd          TEXT,
    enabled             BOOLEAN NOT NULL,
    position            BIGINT  NOT NULL,
    updated_at          BIGINT  NOT NULL
);
CREATE INDEX models_provider ON models (provider);
