-- Codes that take something off a price: a share of it, or an amount. `used` counts uses that are reserved or made, so
-- that the limit is one guarded UPDATE.
CREATE TABLE discounts (
    id                  UUID    NOT NULL PRIMARY KEY,
    code                TEXT    NOT NULL,
    percent             BIGINT  CHECK (percent BETWEEN 1 AND 100),
    first_purchase      BOOLEAN NOT NULL,
    enabled             BOOLEAN NOT NULL,
    starts_at           BIGINT,
    ends_at             BIGINT,
    uses_max            BIGINT  CHECK (uses_max > 0),
    uses_per_user_max   BIGINT  CHECK (uses_per_user_max > 0),
    used                BIGINT  NOT NULL DEFAULT 0 CHECK (used >= 0),
    created_at          BIGINT  NOT NULL,
    created_by          UUID    REFERENCES users (id)
);
CREATE UNIQUE INDEX discounts_code ON discounts (code);

-- The amounts of a code: what it takes off, what its share is capped at, from which sum on it counts.
CREATE TABLE discount_amounts (
    discount_id     UUID    NOT NULL REFERENCES discounts (id),
    role            TEXT    NOT NULL CHECK (role IN ('off', 'cap', 'minimum')),
    currency        TEXT    NOT NULL CHECK (currency IN ('IRR', 'USD', 'EUR')),
    amount_minor    BIGINT  NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (discount_id, role, currency)
);

-- Whom and what a code is for; without a row it is for all.
CREATE TABLE discount_users (
    discount_id     UUID    NOT NULL REFERENCES discounts (id),
    user_id         UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (discount_id, user_id)
);
CREATE TABLE discount_offers (
    discount_id     UUID    NOT NULL REFERENCES discounts (id),
    offer_id        UUID    NOT NULL REFERENCES offers (id),
    PRIMARY KEY (discount_id, offer_id)
);

-- One use of a code: reserved with its order, used when the order is paid, returned when it is not.
CREATE TABLE discount_uses (
    order_id        UUID    NOT NULL PRIMARY KEY,
    discount_id     UUID    NOT NULL REFERENCES discounts (id),
    user_id         UUID    NOT NULL REFERENCES users (id),
    state           TEXT    NOT NULL CHECK (state IN ('reserved', 'used', 'returned')),
    currency        TEXT    NOT NULL CHECK (currency IN ('IRR', 'USD', 'EUR')),
    off_minor       BIGINT  NOT NULL CHECK (off_minor >= 0),
    created_at      BIGINT  NOT NULL,
    ended_at        BIGINT
);
CREATE INDEX discount_uses_discount ON discount_uses (discount_id, user_id);

-- Codes that are worth coins, made together. `redeemed` counts those that were used.
CREATE TABLE code_batches (
    id              UUID    NOT NULL PRIMARY KEY,
    name            TEXT    NOT NULL,
    coins_milli     BIGINT  NOT NULL CHECK (coins_milli > 0),
    codes           BIGINT  NOT NULL CHECK (codes > 0),
    redeemed        BIGINT  NOT NULL DEFAULT 0 CHECK (redeemed BETWEEN 0 AND codes),
    expires_at      BIGINT,
    coins_days      BIGINT  CHECK (coins_days > 0),
    per_user_max    BIGINT  CHECK (per_user_max > 0),
    created_at      BIGINT  NOT NULL,
    created_by      UUID    REFERENCES users (id),
    revoked_at      BIGINT
);

-- Only the hash of a code is here, with its end for showing.
CREATE TABLE redeem_codes (
    code_hash       BYTEA   NOT NULL PRIMARY KEY,
    batch_id        UUID    NOT NULL REFERENCES code_batches (id),
    last4           TEXT    NOT NULL,
    user_id         UUID    REFERENCES users (id),
    redeemed_at     BIGINT
);
CREATE INDEX redeem_codes_batch ON redeem_codes (batch_id, user_id);
