-- Who brought whom, and what that earned.

-- The rules of the programme. A change is a new row: what was earned keeps the rate of its day.
CREATE TABLE referral_programmes (
    version         BIGINT  NOT NULL PRIMARY KEY,
    enabled         BOOLEAN NOT NULL,
    rate_per_mille  BIGINT  NOT NULL CHECK (rate_per_mille BETWEEN 0 AND 1000),
    review_days     BIGINT  NOT NULL CHECK (review_days BETWEEN 0 AND 365),
    first_only      BOOLEAN NOT NULL,
    months          BIGINT  NOT NULL CHECK (months BETWEEN 1 AND 120),
    minimum_milli   BIGINT  NOT NULL CHECK (minimum_milli >= 0),
    cap_milli       BIGINT  CHECK (cap_milli > 0),
    author_id       UUID    REFERENCES users (id),
    created_at      BIGINT  NOT NULL
);
INSERT INTO referral_programmes (version, enabled, rate_per_mille, review_days, first_only, months, minimum_milli, created_at)
    VALUES (1, TRUE, 100, 14, FALSE, 12, 0, 0);

-- People who looked at their link: its code, and how they want to be paid.
CREATE TABLE referrers (
    user_id         UUID    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    code            TEXT    NOT NULL,
    payout          TEXT    NOT NULL DEFAULT 'coins' CHECK (payout IN ('coins', 'bank')),
    account         TEXT    NOT NULL DEFAULT '',
    created_at      BIGINT  NOT NULL,
    CONSTRAINT referrers_code UNIQUE (code)
);

-- Who came by whose link: written with the account, never changed. `purchases` counts what was bought for money since.
CREATE TABLE referrals (
    referred_id     UUID    NOT NULL PRIMARY KEY REFERENCES users (id),
    referrer_id     UUID    NOT NULL REFERENCES users (id),
    purchases       BIGINT  NOT NULL DEFAULT 0,
    created_at      BIGINT  NOT NULL,
    CHECK (referred_id <> referrer_id)
);
CREATE INDEX referrals_referrer ON referrals (referrer_id, referred_id);

-- What a purchase earned its buyer's referrer; an order earns once. `taken_*` is the share of money that went back. `way` and
-- `account` are the referrer's choice when it was approved, `pay_key` names the posting of what was paid in coins, `changes`
-- counts the postings after that one; `paid_minor` is what was sent to the bank.
CREATE TABLE commissions (
    id              UUID    NOT NULL PRIMARY KEY,
    order_id        UUID    NOT NULL REFERENCES orders (id),
    referrer_id     UUID    NOT NULL REFERENCES users (id),
    referred_id     UUID    NOT NULL REFERENCES referrals (referred_id),
    rate_per_mille  BIGINT  NOT NULL,
    base_milli      BIGINT  NOT NULL CHECK (base_milli > 0),
    coins_milli     BIGINT  NOT NULL CHECK (coins_milli > 0),
    taken_milli     BIGINT  NOT NULL DEFAULT 0,
    currency        TEXT    NOT NULL CHECK (currency IN ('IRR', 'USD', 'EUR')),
    amount_minor    BIGINT  NOT NULL CHECK (amount_minor >= 0),
    taken_minor     BIGINT  NOT NULL DEFAULT 0,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'approved', 'paid', 'refused', 'cancelled')),
    same_address    BOOLEAN NOT NULL,
    same_card       BOOLEAN NOT NULL,
    way             TEXT    CHECK (way IN ('coins', 'bank')),
    account         TEXT,
    pay_key         TEXT,
    changes         BIGINT  NOT NULL DEFAULT 0,
    reason          TEXT,
    reference       TEXT,
    decided_by      UUID    REFERENCES users (id),
    decided_at      BIGINT,
    payable_at      BIGINT  NOT NULL,
    paid_at         BIGINT,
    paid_minor      BIGINT,
    created_at      BIGINT  NOT NULL,
    CONSTRAINT commissions_order UNIQUE (order_id),
    CONSTRAINT commissions_pay_key UNIQUE (pay_key),
    CHECK (taken_milli BETWEEN 0 AND coins_milli),
    CHECK (taken_minor BETWEEN 0 AND amount_minor),
    CHECK ((state = 'paid') = (paid_at IS NOT NULL)),
    CHECK ((paid_minor IS NOT NULL) = (state = 'paid' AND way = 'bank')),
    CHECK ((pay_key IS NOT NULL) = (state = 'paid' AND way = 'coins'))
);
CREATE INDEX commissions_referrer ON commissions (referrer_id, id);
CREATE INDEX commissions_referred ON commissions (referred_id);
CREATE INDEX commissions_open ON commissions (id) WHERE state IN ('waiting', 'approved');
