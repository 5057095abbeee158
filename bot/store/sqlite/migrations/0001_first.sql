-- Where each inbound led. Grows for ever: the proof that it was done.
CREATE TABLE journal (
    key         TEXT PRIMARY KEY,
    log         INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    failed      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows are only ever put at the end (id) and overwritten in place at the same length, so
-- no copy of words is left behind in a page when rows move. Moments are milliseconds.
CREATE TABLE record (
    id          INTEGER PRIMARY KEY,
    log         INTEGER NOT NULL,
    seq         INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    raw         INTEGER NOT NULL,
    erased      INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    platform    TEXT NOT NULL,
    channel     TEXT NOT NULL,
    actor       TEXT NOT NULL,
    actor_name  TEXT NOT NULL,
    message     TEXT NOT NULL,
    parent      TEXT NOT NULL,
    origin      INTEGER NOT NULL,
    payload     ANY NOT NULL,
    salt        BLOB NOT NULL,
    digest      BLOB NOT NULL,
    hash        BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_place ON record (log, seq);
CREATE INDEX record_folded ON record (log, seq) WHERE raw = 0;
CREATE INDEX record_origin ON record (log, origin, seq) WHERE origin > 0;

-- Where each log ends: cut-off records are missed.
CREATE TABLE log (
    id   INTEGER PRIMARY KEY,
    seq  INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE brief (
    id          INTEGER PRIMARY KEY,
    open        INTEGER NOT NULL,
    declared_at INTEGER NOT NULL,
    document    TEXT NOT NULL
) STRICT;
CREATE INDEX brief_open ON brief (declared_at) WHERE open = 1;

CREATE TABLE room (
    platform TEXT NOT NULL,
    channel  TEXT NOT NULL,
    log      INTEGER NOT NULL,
    name     TEXT NOT NULL,
    PRIMARY KEY (platform, channel)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: an id is never used twice, not even after its row is gone.
CREATE TABLE effect (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    incident   INTEGER NOT NULL,
    platform   TEXT NOT NULL,
    collapse   TEXT NOT NULL,
    attempts   INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    dead       INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    document   TEXT NOT NULL
) STRICT;
CREATE INDEX effect_collapse ON effect (incident, platform, collapse) WHERE collapse <> '';

CREATE TABLE timer (
    incident INTEGER NOT NULL,
    name     TEXT NOT NULL,
    due      INTEGER NOT NULL,
    PRIMARY KEY (incident, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert (
    source    TEXT NOT NULL,
    name      TEXT NOT NULL,
    service   TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    document  TEXT NOT NULL,
    PRIMARY KEY (source, name, service)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_service ON alert (service, starts_at);
