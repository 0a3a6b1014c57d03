-- What is sold. `revision` is the newest one; a plan's `code` is its name in rules and stays. An archived offer is sold no
-- more and never deleted: orders refer to it.
CREATE TABLE offers (
    id              UUID    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL CHECK (kind IN ('package', 'plan')),
    code            TEXT    CHECK ((kind = 'plan') = (code IS NOT NULL)),
    revision        BIGINT  NOT NULL CHECK (revision > 0),
    position        BIGINT  NOT NULL,
    created_at      BIGINT  NOT NULL,
    archived_at     BIGINT
);
CREATE UNIQUE INDEX offers_code ON offers (code) WHERE code IS NOT NULL;

-- What an offer said, and when: never changed, never deleted. An order keeps the offer and the revision it was made from.
-- `features_*` and `models` are JSON arrays; no model named means all. `price_multiplier` is an exact decimal.
CREATE TABLE offer_revisions (
    offer_id            UUID    NOT NULL REFERENCES offers (id),
    revision            BIGINT  NOT NULL CHECK (revision > 0),
    name_fa             TEXT    NOT NULL,
    name_en             TEXT    NOT NULL,
    description_fa      TEXT    NOT NULL,
    description_en      TEXT    NOT NULL,
    coins_milli         BIGINT  NOT NULL CHECK (coins_milli > 0),
    bonus_milli         BIGINT  NOT NULL CHECK (bonus_milli >= 0),
    expires_days        BIGINT  CHECK (expires_days > 0),
    limit_per_user      BIGINT  CHECK (limit_per_user > 0),
    period              TEXT    CHECK (period IN ('monthly', 'yearly')),
    features_fa         TEXT    NOT NULL,
    features_en         TEXT    NOT NULL,
    price_multiplier    TEXT    NOT NULL,
    models              TEXT    NOT NULL,
    queue_priority      BIGINT  NOT NULL,
    trial_days          BIGINT  CHECK (trial_days > 0),
    trial_milli         BIGINT  CHECK (trial_milli > 0),
    highlight           BOOLEAN NOT NULL,
    enabled             BOOLEAN NOT NULL,
    created_at          BIGINT  NOT NULL,
    created_by          UUID    REFERENCES users (id),
    PRIMARY KEY (offer_id, revision)
);

-- What a revision costs, in the smallest unit of each currency it is sold for.
CREATE TABLE offer_prices (
    offer_id        UUID    NOT NULL,
    revision        BIGINT  NOT NULL,
    currency        TEXT    NOT NULL CHECK (currency IN ('IRR', 'USD', 'EUR')),
    amount_minor    BIGINT  NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (offer_id, revision, currency),
    FOREIGN KEY (offer_id, revision) REFERENCES offer_revisions (offer_id, revision)
);
