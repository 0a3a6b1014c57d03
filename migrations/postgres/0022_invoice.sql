-- Documents of what was paid and of what went back.

-- Who sells. A change is a new row: what was issued under an old one stays as it was.
CREATE TABLE seller_profiles (
    version         BIGINT  NOT NULL PRIMARY KEY,
    name            TEXT    NOT NULL,
    address         TEXT    NOT NULL,
    registration_id TEXT    NOT NULL,
    tax_id          TEXT    NOT NULL,
    phone           TEXT    NOT NULL,
    -- A picture as a data: address.
    logo            TEXT,
    vat_per_mille   BIGINT  NOT NULL CHECK (vat_per_mille >= 0 AND vat_per_mille <= 1000),
    author_id       UUID    REFERENCES users (id),
    created_at      BIGINT  NOT NULL
);
INSERT INTO seller_profiles (version, name, address, registration_id, tax_id, phone, vat_per_mille, created_at)
    VALUES (1, 'AI Mall', '', '', '', '', 0, 0);

-- What a person wants to have on invoices beside name and address of e-mail.
CREATE TABLE billing_details (
    user_id         UUID    NOT NULL PRIMARY KEY REFERENCES users (id),
    legal_name      TEXT    NOT NULL,
    tax_id          TEXT    NOT NULL,
    address         TEXT    NOT NULL,
    updated_at      BIGINT  NOT NULL
);

-- The last number of a series and a year. It moves in the transaction that issues the document: what is rolled back leaves no gap.
CREATE TABLE invoice_counters (
    series          TEXT    NOT NULL,
    year            BIGINT  NOT NULL,
    last_place      BIGINT  NOT NULL,
    PRIMARY KEY (series, year)
);

-- A document, never changed. `seller` and `buyer` are JSON as they were; an amount is never below zero: what a credit note tells
-- went back, what a reversal tells did not go back after all. `payment` is the gateway's name.
CREATE TABLE invoices (
    id              UUID    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL CHECK (kind IN ('invoice', 'credit_note', 'reversal')),
    series          TEXT    NOT NULL CHECK (series IN ('INV', 'CN')),
    year            BIGINT  NOT NULL,
    place           BIGINT  NOT NULL CHECK (place > 0),
    number          TEXT    NOT NULL,
    user_id         UUID    NOT NULL REFERENCES users (id),
    order_id        UUID    NOT NULL REFERENCES orders (id),
    refund_id       UUID,
    corrects_id     UUID    REFERENCES invoices (id),
    seller_version  BIGINT  NOT NULL REFERENCES seller_profiles (version),
    seller          TEXT    NOT NULL,
    buyer           TEXT    NOT NULL,
    currency        TEXT    NOT NULL CHECK (currency IN ('IRR', 'USD', 'EUR')),
    subtotal_minor  BIGINT  NOT NULL CHECK (subtotal_minor >= 0),
    discount_minor  BIGINT  NOT NULL CHECK (discount_minor >= 0),
    rounding_minor  BIGINT  NOT NULL CHECK (rounding_minor >= 0),
    total_minor     BIGINT  NOT NULL CHECK (total_minor >= 0),
    vat_per_mille   BIGINT  NOT NULL,
    vat_minor       BIGINT  NOT NULL CHECK (vat_minor >= 0 AND vat_minor <= total_minor),
    payment         TEXT    NOT NULL,
    reference       TEXT,
    issued_at       BIGINT  NOT NULL,
    CONSTRAINT invoices_place UNIQUE (series, year, place),
    CONSTRAINT invoices_number UNIQUE (number),
    CHECK (subtotal_minor - discount_minor - rounding_minor = total_minor),
    CHECK ((kind = 'invoice') = (series = 'INV')),
    CHECK ((kind = 'invoice') = (corrects_id IS NULL)),
    CHECK ((kind = 'invoice') = (refund_id IS NULL))
);
CREATE UNIQUE INDEX invoices_order ON invoices (order_id) WHERE kind = 'invoice';
CREATE UNIQUE INDEX invoices_refund ON invoices (refund_id, kind) WHERE refund_id IS NOT NULL;
CREATE INDEX invoices_corrects ON invoices (order_id, id);
CREATE INDEX invoices_user ON invoices (user_id, id);

CREATE TABLE invoice_lines (
    invoice_id      UUID    NOT NULL REFERENCES invoices (id),
    position        BIGINT  NOT NULL,
    name_fa         TEXT    NOT NULL,
    name_en         TEXT    NOT NULL,
    quantity        BIGINT  NOT NULL CHECK (quantity > 0),
    unit_minor      BIGINT  NOT NULL,
    amount_minor    BIGINT  NOT NULL,
    coins_milli     BIGINT  NOT NULL,
    PRIMARY KEY (invoice_id, position)
);

-- For sums by day.
CREATE INDEX orders_paid ON orders (paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX ledger_transactions_created ON ledger_transactions (created_at);
