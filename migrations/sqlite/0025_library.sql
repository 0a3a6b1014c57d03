-- Files: what went in and what came out.

-- The bytes of a file, once, whoever has it. `object` is its name in the storage.
CREATE TABLE blobs (
    hash            BLOB    NOT NULL PRIMARY KEY,
    object          TEXT    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('image', 'audio', 'text', 'document')),
    media_type      TEXT    NOT NULL,
    size_bytes      BIGINT  NOT NULL CHECK (size_bytes > 0),
    width           BIGINT,
    height          BIGINT,
    duration_ms     BIGINT,
    -- What stands for a picture until it is there.
    blurhash        TEXT,
    created_at      BIGINT  NOT NULL,
    CONSTRAINT blobs_object UNIQUE (object)
);

-- How much a person keeps. It moves with the rows of assets, so that nobody keeps more than allowed, not even at once.
CREATE TABLE library_usage (
    user_id         BLOB    NOT NULL PRIMARY KEY REFERENCES users (id),
    bytes           BIGINT  NOT NULL CHECK (bytes >= 0),
    files           BIGINT  NOT NULL CHECK (files >= 0)
);

CREATE TABLE folders (
    id              BLOB    NOT NULL PRIMARY KEY,
    user_id         BLOB    NOT NULL REFERENCES users (id),
    name            TEXT    NOT NULL,
    -- The name as it is compared.
    folded          TEXT    NOT NULL,
    created_at      BIGINT  NOT NULL,
    CONSTRAINT folders_name UNIQUE (user_id, folded)
);

-- A file of a person's. `folded` is what a search looks at: name, tags and prompt.
CREATE TABLE assets (
    id              BLOB    NOT NULL PRIMARY KEY,
    user_id         BLOB    NOT NULL REFERENCES users (id),
    hash            BLOB    NOT NULL REFERENCES blobs (hash),
    name            TEXT    NOT NULL,
    folded          TEXT    NOT NULL,
    origin          TEXT    NOT NULL CHECK (origin IN ('upload', 'run')),
    run_id          BLOB,
    -- Which output of its run.
    position        BIGINT,
    prompt          TEXT,
    folder_id       BLOB    REFERENCES folders (id),
    created_at      BIGINT  NOT NULL,
    trashed_at      BIGINT,
    CHECK ((origin = 'run') = (run_id IS NOT NULL)),
    CHECK ((run_id IS NULL) = (position IS NULL))
);
CREATE INDEX assets_user ON assets (user_id, id);
CREATE INDEX assets_hash ON assets (hash);
CREATE INDEX assets_folder ON assets (folder_id) WHERE folder_id IS NOT NULL;
CREATE INDEX assets_trashed ON assets (trashed_at) WHERE trashed_at IS NOT NULL;
-- The same file is not uploaded twice, and the same output not kept twice.
CREATE UNIQUE INDEX assets_upload ON assets (user_id, hash) WHERE origin = 'upload';
CREATE UNIQUE INDEX assets_output ON assets (run_id, position) WHERE run_id IS NOT NULL;

CREATE TABLE asset_tags (
    asset_id        BLOB    NOT NULL REFERENCES assets (id) ON DELETE CASCADE,
    tag             TEXT    NOT NULL,
    PRIMARY KEY (asset_id, tag)
);
CREATE INDEX asset_tags_tag ON asset_tags (tag);
