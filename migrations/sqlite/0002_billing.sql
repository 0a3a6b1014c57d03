-- What a person can spend and what is set aside, in thousandths of a coin. Both are sums of postings;
-- they stand here so that a spend is one guarded UPDATE.
CREATE TABLE wallets (
    user_id         BLOB    NOT NULL PRIMARY KEY REFERENCES users (id),
    available_milli BIGINT  NOT NULL CHECK (available_milli >= 0),
    held_milli      BIGINT  NOT NULL CHECK (held_milli >= 0)
);

-- The journal: append-only. The key makes a command happen once; the hash tells a replay from a reuse.
CREATE TABLE ledger_transactions (
    id              BLOB    NOT NULL PRIMARY KEY,
    kind            TEXT    NOT NULL,
    idempotency_key TEXT    NOT NULL,
    input_hash      BLOB    NOT NULL,
    user_id         BLOB    NOT NULL REFERENCES users (id),
    run_id          BLOB,
    created_at      BIGINT  NOT NULL,
    CONSTRAINT ledger_transactions_key UNIQUE (idempotency_key)
);
CREATE INDEX ledger_transactions_user ON ledger_transactions (user_id, id);

-- Each transaction's postings sum to zero. An account is a wallet's 'available' or 'held' (with its owner),
-- or one of the house's ('granted', 'revenue'; no owner).
CREATE TABLE ledger_postings (
    transaction_id  BLOB    NOT NULL REFERENCES ledger_transactions (id),
    account         TEXT    NOT NULL CHECK (account IN ('available', 'held', 'granted', 'revenue')),
    owner_id        BLOB    REFERENCES users (id),
    amount_milli    BIGINT  NOT NULL CHECK (amount_milli <> 0),
    PRIMARY KEY (transaction_id, account)
);
CREATE INDEX ledger_postings_owner ON ledger_postings (owner_id, account);

-- Coins set aside for a run. Every hold ends: settled, released, or released because it was forgotten.
CREATE TABLE holds (
    id              BLOB    NOT NULL PRIMARY KEY,
    user_id         BLOB    NOT NULL REFERENCES users (id),
    run_id          BLOB    NOT NULL,
    amount_milli    BIGINT  NOT NULL CHECK (amount_milli > 0),
    charged_milli   BIGINT  NOT NULL DEFAULT 0 CHECK (charged_milli >= 0 AND charged_milli <= amount_milli),
    state           TEXT    NOT NULL CHECK (state IN ('open', 'settled', 'released', 'expired')),
    created_at      BIGINT  NOT NULL,
    expires_at      BIGINT  NOT NULL,
    ended_at        BIGINT,
    CONSTRAINT holds_run_key UNIQUE (run_id)
);
CREATE INDEX holds_open ON holds (expires_at) WHERE state = 'open';
