-- Coins that buy themselves: with a card that is kept at Stripe, when few are left, up to so much money a month.

-- Whom Stripe knows a person as, and their card there. `session` is the page on which a card is being set up.
CREATE TABLE topup_cards (
    user_id         UUID    NOT NULL PRIMARY KEY REFERENCES users (id),
    customer        TEXT    NOT NULL,
    method          TEXT,
    brand           TEXT,
    last4           TEXT,
    exp_month       BIGINT,
    exp_year        BIGINT,
    session         TEXT,
    updated_at      BIGINT  NOT NULL
);
CREATE INDEX topup_cards_customer ON topup_cards (customer);

-- Cards that Stripe is still to forget.
CREATE TABLE topup_detachments (
    method          TEXT    NOT NULL PRIMARY KEY,
    due_at          BIGINT  NOT NULL,
    tries           BIGINT  NOT NULL DEFAULT 0
);

-- What a person agreed to, and since when. `tries` counts refusals of the card in a row; before `retry_at` nothing is tried.
CREATE TABLE topup_rules (
    user_id         UUID    NOT NULL PRIMARY KEY REFERENCES users (id),
    state           TEXT    NOT NULL CHECK (state IN ('on', 'off', 'paused')),
    reason          TEXT,
    threshold_milli BIGINT  NOT NULL CHECK (threshold_milli > 0),
    offer_id        UUID    NOT NULL REFERENCES offers (id),
    currency        TEXT    NOT NULL CHECK (currency IN ('USD', 'EUR')),
    price_minor_max BIGINT  NOT NULL CHECK (price_minor_max > 0),
    month_minor_max BIGINT  NOT NULL CHECK (month_minor_max > 0),
    tries           BIGINT  NOT NULL DEFAULT 0,
    retry_at        BIGINT,
    agreed_at       BIGINT  NOT NULL
);
CREATE INDEX topup_rules_on ON topup_rules (user_id) WHERE state = 'on';

-- Orders that made themselves. `charging`: what became of the charge is not known; `manual`: its person has to pay it.
CREATE TABLE topup_orders (
    order_id        UUID    NOT NULL PRIMARY KEY REFERENCES orders (id),
    user_id         UUID    NOT NULL REFERENCES users (id),
    state           TEXT    NOT NULL CHECK (state IN ('charging', 'manual', 'paid', 'failed')),
    currency        TEXT    NOT NULL,
    amount_minor    BIGINT  NOT NULL CHECK (amount_minor > 0),
    customer        TEXT    NOT NULL,
    method          TEXT    NOT NULL,
    intent          TEXT,
    created_at      BIGINT  NOT NULL
);
CREATE UNIQUE INDEX topup_orders_open ON topup_orders (user_id) WHERE state IN ('charging', 'manual');
CREATE INDEX topup_orders_user ON topup_orders (user_id, created_at);

-- How far the end of what is paid by hand was announced: not at all, a week before, a day before.
ALTER TABLE subscription_periods ADD COLUMN reminded BIGINT NOT NULL DEFAULT 0;
CREATE INDEX subscription_periods_end ON subscription_periods (ends_at);
