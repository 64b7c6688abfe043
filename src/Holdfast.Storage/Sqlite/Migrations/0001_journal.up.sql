-- The truth. Rows are only ever added at the end, and no secondary index exists, so that an append touches one page.
CREATE TABLE journal (
    position      INTEGER PRIMARY KEY, -- from 1, without gaps, over all accounts
    account       BLOB    NOT NULL,    -- the 16 bytes of the id, in the order of its text
    seq           INTEGER NOT NULL,    -- from 1, without gaps, in the account
    at            INTEGER NOT NULL,    -- microseconds since 1970
    kind          TEXT    NOT NULL,
    catalogue     INTEGER NOT NULL,
    caller_id     TEXT,
    request_hash  INTEGER NOT NULL,
    hold          TEXT,
    operation     TEXT,
    asset         TEXT,
    amount        INTEGER,             -- millionths of the asset
    body          TEXT    NOT NULL,    -- JSON
    previous_hash BLOB    NOT NULL,
    hash          BLOB    NOT NULL
) STRICT;

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append only');
END;

CREATE TRIGGER journal_is_never_shortened BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append only');
END;

-- How far the index reaches; what stands behind that position is indexed in memory.
CREATE TABLE index_state (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    position      INTEGER NOT NULL,
    reference_key BLOB    NOT NULL     -- the secret of the references' hash, so that no caller can choose collisions
) STRICT;

-- A run is a sorted list of records about the entries from one position to another. The runs of a kind cover the
-- journal from 1 to index_state.position without gaps; eight of a level are merged into one of the next.
CREATE TABLE index_run (
    run            INTEGER PRIMARY KEY,
    kind           TEXT    NOT NULL CHECK (kind IN ('entry', 'reference')),
    level          INTEGER NOT NULL,
    position_first INTEGER NOT NULL,
    position_last  INTEGER NOT NULL,
    records        INTEGER NOT NULL
) STRICT;

-- Records of equal width, big-endian, in ascending order of their bytes:
-- entry: account 16, seq 8, position 8; reference: hash 8, position 8.
-- Blocks of a run that index_run does not name are what a crash or a merge left behind, and are deleted in time.
CREATE TABLE index_block (
    run     INTEGER NOT NULL,
    first   BLOB    NOT NULL, -- the first of the records
    records BLOB    NOT NULL,
    PRIMARY KEY (run, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
    account BLOB    NOT NULL,
    seq     INTEGER NOT NULL,
    hash    BLOB    NOT NULL,
    state   TEXT    NOT NULL,
    PRIMARY KEY (account, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    account     BLOB PRIMARY KEY NOT NULL,
    external_id TEXT UNIQUE,
    email       TEXT,
    opened_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX account_email ON account (email) WHERE email IS NOT NULL;

CREATE TABLE key (
    secret_hash BLOB PRIMARY KEY NOT NULL,
    account     BLOB NOT NULL,
    key_id      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Sums over all accounts may pass 64 bits, so an amount is the decimal text of a 128-bit count of millionths.
CREATE TABLE book (
    asset  TEXT NOT NULL,
    book   TEXT NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (asset, book)
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue (
    version  INTEGER PRIMARY KEY,
    since    INTEGER NOT NULL,
    document TEXT    NOT NULL
) STRICT;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO index_state (one, position, reference_key) VALUES (1, 0, randomblob(16));
