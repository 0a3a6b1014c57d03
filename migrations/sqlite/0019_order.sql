-- What people buy. Gateway, currency and amounts never change; `total_minor` is what the payer is asked for: of a card-to-card
-- payment a few rial less than `subtotal - discount`, so that its line in the bank's list is the only one.
CREATE TABLE orders (
    id              BLOB    NOT NULL PRIMARY KEY,
    user_id         BLOB    NOT NULL REFERENCES users (id),
    state           TEXT    NOT NULL CHECK (state IN ('created', 'pending', 'paid', 'fulfilled', 'expired', 'cancelled', 'refunded', 'disputed')),
    gateway         TEXT    NOT NULL CHECK (gateway IN ('zarinpal', 'stripe', 'card')),
    currency        TEXT    NOT NULL CHECK (currency IN ('IRR', 'USD', 'EUR')),
    subtotal_minor  BIGINT  NOT NULL CHECK (subtotal_minor > 0),
    discount_minor  BIGINT  NOT NULL CHECK (discount_minor >= 0 AND discount_minor <= subtotal_minor),
    total_minor     BIGINT  NOT NULL CHECK (total_minor >= 0 AND total_minor <= subtotal_minor - discount_minor),
    refunded_minor  BIGINT  NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0 AND refunded_minor <= total_minor),
    -- The coins that went back with the money.
    taken_milli     BIGINT  NOT NULL DEFAULT 0 CHECK (taken_milli >= 0),
    discount_code   TEXT,
    -- The gateway's names for it: Zarinpal's authority or Stripe's session, the payment it became, the bank's number.
    gateway_ref     TEXT,
    payment_ref     TEXT,
    bank_ref        TEXT,
    payer_card      TEXT,
    fee_minor       BIGINT,
    created_at      BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL,
    paid_at         BIGINT,
    ended_at        BIGINT,
    -- When the gateway is asked next what became of it; how often it was.
    check_at        BIGINT,
    checks          BIGINT  NOT NULL DEFAULT 0,
    CONSTRAINT orders_gateway_ref UNIQUE (gateway, gateway_ref)
);
CREATE INDEX orders_user ON orders (user_id, id);
CREATE INDEX orders_check ON orders (check_at) WHERE check_at IS NOT NULL;
CREATE INDEX orders_open ON orders (expires_at) WHERE state IN ('created', 'pending');
CREATE INDEX orders_payment ON orders (payment_ref) WHERE payment_ref IS NOT NULL;

CREATE TABLE order_lines (
    order_id        BLOB    NOT NULL REFERENCES orders (id),
    position        BIGINT  NOT NULL,
    offer_id        BLOB    NOT NULL,
    revision        BIGINT  NOT NULL,
    name_fa         TEXT    NOT NULL,
    name_en         TEXT    NOT NULL,
    quantity        BIGINT  NOT NULL CHECK (quantity > 0),
    unit_minor      BIGINT  NOT NULL CHECK (unit_minor > 0),
    coins_milli     BIGINT  NOT NULL CHECK (coins_milli > 0),
    expires_days    BIGINT,
    PRIMARY KEY (order_id, position),
    FOREIGN KEY (offer_id, revision) REFERENCES offer_revisions (offer_id, revision)
);
CREATE INDEX order_lines_offer ON order_lines (offer_id);

-- The outbox: written with the payment, done with the posting.
CREATE TABLE deliveries (
    order_id        BLOB    NOT NULL PRIMARY KEY REFERENCES orders (id),
    created_at      BIGINT  NOT NULL,
    due_at          BIGINT  NOT NULL,
    tries           BIGINT  NOT NULL DEFAULT 0,
    problem         TEXT,
    done_at         BIGINT
);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE done_at IS NULL;

-- What happened to an order, a line a step; `author_id` is the staff member who did it.
CREATE TABLE order_steps (
    id              BLOB    NOT NULL PRIMARY KEY,
    order_id        BLOB    NOT NULL REFERENCES orders (id),
    step            TEXT    NOT NULL,
    detail          TEXT,
    author_id       BLOB    REFERENCES users (id),
    created_at      BIGINT  NOT NULL
);
CREATE INDEX order_steps_order ON order_steps (order_id, id);

-- Events that gateways sent by themselves. The name makes one happen once; it counts as done when its work is committed.
CREATE TABLE gateway_events (
    gateway         TEXT    NOT NULL,
    event_id        TEXT    NOT NULL,
    kind            TEXT    NOT NULL,
    outcome         TEXT,
    received_at     BIGINT  NOT NULL,
    done_at         BIGINT,
    PRIMARY KEY (gateway, event_id)
);

-- Money that goes back. `coins_milli` is what is taken out of the wallet for it.
CREATE TABLE refunds (
    id              BLOB    NOT NULL PRIMARY KEY,
    order_id        BLOB    NOT NULL REFERENCES orders (id),
    amount_minor    BIGINT  NOT NULL CHECK (amount_minor > 0),
    coins_milli     BIGINT  NOT NULL CHECK (coins_milli >= 0),
    state           TEXT    NOT NULL CHECK (state IN ('asked', 'done', 'failed', 'unknown')),
    gateway_ref     TEXT,
    reason          TEXT    NOT NULL,
    author_id       BLOB    REFERENCES users (id),
    created_at      BIGINT  NOT NULL,
    ended_at        BIGINT
);
CREATE INDEX refunds_order ON refunds (order_id);
CREATE UNIQUE INDEX refunds_gateway_ref ON refunds (gateway_ref) WHERE gateway_ref IS NOT NULL;

-- Money that a payer's bank takes back.
CREATE TABLE disputes (
    gateway_ref     TEXT    NOT NULL PRIMARY KEY,
    order_id        BLOB    NOT NULL REFERENCES orders (id),
    amount_minor    BIGINT  NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('open', 'won', 'lost')),
    created_at      BIGINT  NOT NULL,
    ended_at        BIGINT
);

-- Cards of the house that people pay to.
CREATE TABLE cards (
    id              BLOB    NOT NULL PRIMARY KEY,
    number          TEXT    NOT NULL,
    holder          TEXT    NOT NULL,
    bank            TEXT    NOT NULL,
    daily_minor_max BIGINT  CHECK (daily_minor_max > 0),
    enabled         BOOLEAN NOT NULL,
    created_at      BIGINT  NOT NULL,
    used_at         BIGINT,
    CONSTRAINT cards_number UNIQUE (number)
);

-- A payment from card to card. While it is open, its card takes no other payment of the same amount.
CREATE TABLE card_payments (
    order_id        BLOB    NOT NULL PRIMARY KEY REFERENCES orders (id),
    card_id         BLOB    NOT NULL REFERENCES cards (id),
    amount_minor    BIGINT  NOT NULL CHECK (amount_minor > 0),
    receipt         TEXT    NOT NULL CHECK (receipt IN ('awaited', 'submitted', 'seconded', 'approved', 'rejected')),
    tries           BIGINT  NOT NULL DEFAULT 0,
    reason          TEXT,
    is_open         BOOLEAN NOT NULL,
    claimed_by      BLOB    REFERENCES users (id),
    claimed_until   BIGINT,
    first_approver  BLOB    REFERENCES users (id)
);
CREATE UNIQUE INDEX card_payments_open ON card_payments (card_id, amount_minor) WHERE is_open;

-- What payers sent as proof, made anew as a picture without anything but its pixels. `print` is what the picture looks like.
CREATE TABLE receipts (
    id              BLOB    NOT NULL PRIMARY KEY,
    order_id        BLOB    NOT NULL REFERENCES orders (id),
    user_id         BLOB    NOT NULL REFERENCES users (id),
    image           BLOB    NOT NULL,
    content_hash    BLOB    NOT NULL,
    print           BIGINT  NOT NULL,
    tracking        TEXT,
    last4           TEXT,
    note            TEXT,
    created_at      BIGINT  NOT NULL
);
CREATE INDEX receipts_order ON receipts (order_id, id);
CREATE INDEX receipts_hash ON receipts (content_hash);
CREATE INDEX receipts_print ON receipts (print);
CREATE INDEX receipts_tracking ON receipts (tracking) WHERE tracking IS NOT NULL;
