-- The form of the ledger, number 1. Times are milliseconds since 1970-01-01 UTC.

-- The numbers given last. One is never given again, also when what had it was removed.
CREATE TABLE numbers (delivery INTEGER NOT NULL, try INTEGER NOT NULL, claim INTEGER NOT NULL);
INSERT INTO numbers VALUES (0, 0, 0);

-- `value` is the core's `Connection` as JSON.
CREATE TABLE connections (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- How many contacts of a list have been taken in.
CREATE TABLE cursors (run TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;

-- `status` is a place in `Status::ALL`: 0 waiting, 1 claimed, 2 delivered, 3 undecided, 4 failed, 5 dropped, 6 ignored,
-- 7 tested.
-- What is finished has an end. `code`, `fault` and `retry_after` are how the last try ended.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    connection TEXT NOT NULL,
    hook TEXT NOT NULL,
    contact TEXT NOT NULL,
    status INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    anchor INTEGER NOT NULL,
    due INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    ended INTEGER,
    code INTEGER,
    fault TEXT,
    retry_after INTEGER,
    claim INTEGER,
    claimed INTEGER,
    lease INTEGER
);
CREATE INDEX deliveries_fresh ON deliveries (connection, due, id) WHERE status = 0 AND tries = 0;
CREATE INDEX deliveries_tried ON deliveries (connection, due, id) WHERE status = 0 AND tries > 0;
CREATE INDEX deliveries_claimed ON deliveries (connection, lease) WHERE status = 1;
-- 2, 4, 5, 6 and 7. SQLite builds a table for `IN` each time that it writes a row.
CREATE INDEX deliveries_finished ON deliveries (ended, id) WHERE status > 1 AND status <> 3;
CREATE INDEX deliveries_undecided ON deliveries (connection) WHERE status = 3;
CREATE INDEX deliveries_by_contact ON deliveries (contact);

-- Apart, so that what only counts or looks for deliveries need not read them. `value` is a `Packed`.
CREATE TABLE requests (delivery INTEGER PRIMARY KEY, value TEXT NOT NULL);

-- `folded` is the value in lower case.
CREATE TABLE identifiers (
    delivery INTEGER NOT NULL,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    folded TEXT NOT NULL,
    PRIMARY KEY (delivery, place)
) WITHOUT ROWID;
CREATE INDEX identifiers_by_value ON identifiers (folded, delivery);

-- `answer` is the beginning of the answer's body, and all of it where `is_data`: then later templates read it.
CREATE TABLE tries (
    id INTEGER PRIMARY KEY,
    delivery INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    code INTEGER,
    fault TEXT,
    retry_after INTEGER,
    partner_id TEXT,
    answer TEXT,
    is_data INTEGER NOT NULL,
    status INTEGER NOT NULL
);
CREATE INDEX tries_by_delivery ON tries (delivery);
CREATE INDEX tries_by_end ON tries (ended);
CREATE INDEX tries_by_partner_id ON tries (partner_id) WHERE partner_id IS NOT NULL;

-- 'hkpf': no other program's database is taken for a ledger.
PRAGMA application_id = 1751871590;
PRAGMA user_version = 1;
