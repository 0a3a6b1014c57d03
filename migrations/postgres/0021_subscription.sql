-- Plans that people have. Nobody has two at once. What is written here of the offer and the period is what runs now; the
-- periods below decide.
CREATE TABLE subscriptions (
    id              UUID    NOT NULL PRIMARY KEY,
    user_id         UUID    NOT NULL REFERENCES users (id),
    offer_id        UUID    NOT NULL,
    revision        BIGINT  NOT NULL,
    plan_code       TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('active', 'past_due', 'ended')),
    gateway         TEXT    NOT NULL CHECK (gateway IN ('zarinpal', 'card', 'stripe')),
    stripe_customer TEXT,
    stripe_id       TEXT,
    period_start    BIGINT  NOT NULL,
    period_end      BIGINT  NOT NULL,
    cancel_at_end   BOOLEAN NOT NULL DEFAULT FALSE,
    -- At Stripe: what was changed to, until the first invoice of it is paid.
    next_offer_id   UUID,
    next_revision   BIGINT,
    grace_until     BIGINT,
    -- When the gateway was last asked; when it is asked next; whether it is still to be told that this is over.
    told_at         BIGINT  NOT NULL DEFAULT 0,
    check_at        BIGINT,
    to_cancel       BOOLEAN NOT NULL DEFAULT FALSE,
    created_at      BIGINT  NOT NULL,
    ended_at        BIGINT,
    ended_reason    TEXT,
    ended_by        UUID    REFERENCES users (id),
    FOREIGN KEY (offer_id, revision) REFERENCES offer_revisions (offer_id, revision)
);
CREATE UNIQUE INDEX subscriptions_running ON subscriptions (user_id) WHERE state <> 'ended';
CREATE UNIQUE INDEX subscriptions_stripe ON subscriptions (stripe_id) WHERE stripe_id IS NOT NULL;
CREATE INDEX subscriptions_due ON subscriptions (period_end) WHERE state <> 'ended';
CREATE INDEX subscriptions_check ON subscriptions (check_at) WHERE check_at IS NOT NULL;
CREATE INDEX subscriptions_to_cancel ON subscriptions (id) WHERE to_cancel;

-- What was paid for, or tried: an order or an invoice makes one period. `cover_until` is when the plan's prices end without
-- further news: with the period, or some days of grace later where a gateway renews by itself. Months are counted from
-- `anchor_at`, so that the 31st comes back after February.
CREATE TABLE subscription_periods (
    id              UUID    NOT NULL PRIMARY KEY,
    subscription_id UUID    NOT NULL REFERENCES subscriptions (id),
    user_id         UUID    NOT NULL REFERENCES users (id),
    offer_id        UUID    NOT NULL,
    revision        BIGINT  NOT NULL,
    starts_at       BIGINT  NOT NULL,
    ends_at         BIGINT  NOT NULL,
    cover_until     BIGINT  NOT NULL,
    anchor_at       BIGINT  NOT NULL,
    is_trial        BOOLEAN NOT NULL,
    order_id        UUID    NOT NULL,
    invoice_id      TEXT,
    created_at      BIGINT  NOT NULL,
    CONSTRAINT subscription_periods_order UNIQUE (order_id),
    CONSTRAINT subscription_periods_invoice UNIQUE (invoice_id),
    FOREIGN KEY (offer_id, revision) REFERENCES offer_revisions (offer_id, revision)
);
CREATE INDEX subscription_periods_user ON subscription_periods (user_id, cover_until);
CREATE INDEX subscription_periods_subscription ON subscription_periods (subscription_id, ends_at);

-- The coins of a period, a month each. `granted_at` is written with the posting; what is dropped never comes.
CREATE TABLE subscription_windows (
    period_id       UUID    NOT NULL REFERENCES subscription_periods (id),
    number          BIGINT  NOT NULL,
    user_id         UUID    NOT NULL REFERENCES users (id),
    starts_at       BIGINT  NOT NULL,
    ends_at         BIGINT  NOT NULL,
    coins_milli     BIGINT  NOT NULL CHECK (coins_milli >= 0),
    granted_at      BIGINT,
    dropped_at      BIGINT,
    PRIMARY KEY (period_id, number)
);
CREATE INDEX subscription_windows_due ON subscription_windows (starts_at) WHERE granted_at IS NULL AND dropped_at IS NULL;

-- What Stripe said of the period that an order pays for, until the order is handed over.
CREATE TABLE subscription_terms (
    order_id        UUID    NOT NULL PRIMARY KEY,
    invoice_id      TEXT,
    stripe_id       TEXT    NOT NULL,
    stripe_customer TEXT,
    starts_at       BIGINT  NOT NULL,
    ends_at         BIGINT  NOT NULL,
    -- `whole`: a period of the plan; `fresh`: one that takes the place of what ran; `rest`: the rest of what runs, for more.
    scope           TEXT    NOT NULL CHECK (scope IN ('whole', 'fresh', 'rest')),
    created_at      BIGINT  NOT NULL,
    CONSTRAINT subscription_terms_invoice UNIQUE (invoice_id)
);

-- Who tried a plan: once.
CREATE TABLE subscription_trials (
    user_id         UUID    NOT NULL PRIMARY KEY REFERENCES users (id),
    order_id        UUID    NOT NULL,
    created_at      BIGINT  NOT NULL
);

-- A line may be a trial, and may bring days without coins.
ALTER TABLE order_lines ADD COLUMN is_trial BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_coins_milli_check;
ALTER TABLE order_lines ADD CONSTRAINT order_lines_coins_milli_check CHECK (coins_milli >= 0);
