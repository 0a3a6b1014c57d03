-- Sold coins: what a person owes, the house's side of sales, and coins that expire.

-- The same table with more accounts: 'debt' is a person's, 0 or below (what the person owes the house); 'sold', 'expired' and 'adjusted'
-- are the house's. SQLite changes a CHECK only by building the table anew.
CREATE TABLE ledger_postings_new (
    transaction_id  BLOB    NOT NULL REFERENCES ledger_transactions (id),
    account         TEXT    NOT NULL CHECK (account IN ('available', 'held', 'debt', 'granted', 'revenue', 'sold', 'expired', 'adjusted')),
    owner_id        BLOB    REFERENCES users (id),
    amount_milli    BIGINT  NOT NULL CHECK (amount_milli <> 0),
    PRIMARY KEY (transaction_id, account)
);
INSERT INTO ledger_postings_new (transaction_id, account, owner_id, amount_milli)
    SELECT transaction_id, account, owner_id, amount_milli FROM ledger_postings;
DROP TABLE ledger_postings;
ALTER TABLE ledger_postings_new RENAME TO ledger_postings;
CREATE INDEX ledger_postings_owner ON ledger_postings (owner_id, account);

-- What a movement was for, and who of the staff made it and why.
ALTER TABLE ledger_transactions ADD COLUMN order_id BLOB;
ALTER TABLE ledger_transactions ADD COLUMN author_id BLOB REFERENCES users (id);
ALTER TABLE ledger_transactions ADD COLUMN reason TEXT;
CREATE INDEX ledger_transactions_order ON ledger_transactions (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX ledger_transactions_run ON ledger_transactions (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX ledger_transactions_kind ON ledger_transactions (kind, id);

-- How many of the coins expire (Σ left of the lots), what is owed (−Σ of the debt's postings), and which coins are spent first.
ALTER TABLE wallets ADD COLUMN expiring_milli BIGINT NOT NULL DEFAULT 0 CHECK (expiring_milli >= 0);
ALTER TABLE wallets ADD COLUMN owed_milli BIGINT NOT NULL DEFAULT 0 CHECK (owed_milli >= 0);
ALTER TABLE wallets ADD COLUMN spend_order TEXT NOT NULL DEFAULT 'quota_first' CHECK (spend_order IN ('quota_first', 'wallet_first'));

-- Coins that expire. All others are what a wallet holds beyond its lots.
CREATE TABLE coin_lots (
    id              BLOB    NOT NULL PRIMARY KEY,
    user_id         BLOB    NOT NULL REFERENCES users (id),
    transaction_id  BLOB    NOT NULL REFERENCES ledger_transactions (id),
    order_id        BLOB,
    source          TEXT    NOT NULL CHECK (source IN ('package', 'plan', 'trial', 'gift', 'redeem', 'adjustment')),
    amount_milli    BIGINT  NOT NULL CHECK (amount_milli > 0),
    left_milli      BIGINT  NOT NULL CHECK (left_milli >= 0 AND left_milli <= amount_milli),
    expires_at      BIGINT  NOT NULL,
    created_at      BIGINT  NOT NULL,
    CONSTRAINT coin_lots_transaction UNIQUE (transaction_id)
);
CREATE INDEX coin_lots_due ON coin_lots (expires_at) WHERE left_milli > 0;
CREATE INDEX coin_lots_user ON coin_lots (user_id, expires_at) WHERE left_milli > 0;

-- Coins that staff gives or takes by hand. Above a limit another one of the staff decides; each is decided once.
-- What the person did not have any more became a debt (owed_milli).
CREATE TABLE adjustments (
    id              BLOB    NOT NULL PRIMARY KEY,
    user_id         BLOB    NOT NULL REFERENCES users (id),
    amount_milli    BIGINT  NOT NULL CHECK (amount_milli <> 0),
    reason          TEXT    NOT NULL,
    expires_at      BIGINT,
    state           TEXT    NOT NULL CHECK (state IN ('proposed', 'applied', 'rejected')),
    proposed_by     BLOB    NOT NULL REFERENCES users (id),
    created_at      BIGINT  NOT NULL,
    decided_by      BLOB    REFERENCES users (id),
    decided_at      BIGINT,
    owed_milli      BIGINT  NOT NULL DEFAULT 0 CHECK (owed_milli >= 0),
    CHECK (state <> 'applied' OR decided_by IS NULL OR decided_by <> proposed_by)
);
CREATE INDEX adjustments_open ON adjustments (id) WHERE state = 'proposed';
CREATE INDEX adjustments_alone ON adjustments (user_id, proposed_by, created_at);
