-- Sound that is written down, and texts that are spoken.

-- What went in, and what is known of it beside its parts. `asset_id` names a file of the library, which its owner may delete.
CREATE TABLE recordings (
    id              UUID    NOT NULL PRIMARY KEY,
    user_id         UUID    NOT NULL REFERENCES users (id),
    -- The API key that pays for what is still to come.
    key_id          UUID,
    name            TEXT    NOT NULL,
    asset_id        UUID    NOT NULL,
    duration_ms     BIGINT  NOT NULL CHECK (duration_ms > 0),
    model_id        TEXT    NOT NULL,
    -- The language that was named; the one that was heard stands with the parts.
    asked_language  TEXT,
    -- How loud it is from its beginning to its end, 0 to 100, as a JSON list.
    peaks           TEXT    NOT NULL,
    summary_state   TEXT    NOT NULL CHECK (summary_state IN ('none', 'wanted', 'working', 'done', 'failed')),
    summary_model   TEXT,
    summary_run_id  UUID,
    summary         TEXT,
    request_id      TEXT,
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL
);
CREATE INDEX recordings_user ON recordings (user_id, id);
CREATE INDEX recordings_wanted ON recordings (id) WHERE summary_state = 'wanted';
CREATE UNIQUE INDEX recordings_summary_run ON recordings (summary_run_id) WHERE summary_run_id IS NOT NULL;
CREATE UNIQUE INDEX recordings_request ON recordings (user_id, request_id) WHERE request_id IS NOT NULL;

-- One run each. A part that failed gets another run.
CREATE TABLE recording_parts (
    recording_id    UUID    NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    position        BIGINT  NOT NULL,
    start_ms        BIGINT  NOT NULL,
    end_ms          BIGINT  NOT NULL CHECK (end_ms > start_ms),
    run_id          UUID    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    language        TEXT,
    -- Whether the model told when each piece was said.
    is_timed        BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (recording_id, position)
);
CREATE UNIQUE INDEX recording_parts_run ON recording_parts (run_id);

-- What was said, as its owner corrected it. Positions of one part begin with a million times its own.
CREATE TABLE recording_segments (
    recording_id    UUID    NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
    position        BIGINT  NOT NULL,
    start_ms        BIGINT  NOT NULL,
    end_ms          BIGINT  NOT NULL,
    content         TEXT    NOT NULL,
    PRIMARY KEY (recording_id, position)
);

CREATE TABLE speeches (
    id              UUID    NOT NULL PRIMARY KEY,
    user_id         UUID    NOT NULL REFERENCES users (id),
    key_id          UUID,
    name            TEXT    NOT NULL,
    content         TEXT    NOT NULL,
    model_id        TEXT    NOT NULL,
    voice           TEXT,
    speed_percent   BIGINT  NOT NULL,
    format          TEXT    NOT NULL CHECK (format IN ('mp3', 'wav')),
    -- All of it, in the library, once every part is there.
    asset_id        UUID,
    request_id      TEXT,
    created_at      BIGINT  NOT NULL,
    updated_at      BIGINT  NOT NULL
);
CREATE INDEX speeches_user ON speeches (user_id, id);
CREATE INDEX speeches_unjoined ON speeches (id) WHERE asset_id IS NULL;
CREATE UNIQUE INDEX speeches_request ON speeches (user_id, request_id) WHERE request_id IS NOT NULL;

-- One run each. `object` is the part's sound in the storage until all parts are joined.
CREATE TABLE speech_parts (
    speech_id       UUID    NOT NULL REFERENCES speeches (id) ON DELETE CASCADE,
    position        BIGINT  NOT NULL,
    content         TEXT    NOT NULL,
    run_id          UUID    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'done', 'failed')),
    object          TEXT,
    PRIMARY KEY (speech_id, position)
);
CREATE UNIQUE INDEX speech_parts_run ON speech_parts (run_id);
