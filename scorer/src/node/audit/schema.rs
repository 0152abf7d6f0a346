//! The tables, version by version. A version is never changed once written; the next one adds to it.

use rusqlite::Connection;

/// The newest version.
pub const SCHEMA_VERSION: i64 = 3;

/// What brings a database from each version to the next.
pub(super) const STEPS: [&str; 3] = [
    "
    CREATE TABLE tick (
        id INTEGER PRIMARY KEY,
        feed TEXT NOT NULL,
        first_at_ms INTEGER NOT NULL,
        last_at_ms INTEGER NOT NULL,
        repeats INTEGER NOT NULL,
        data_time_ms INTEGER NOT NULL,
        input_hash BLOB NOT NULL,
        model_hash BLOB NOT NULL,
        score INTEGER NOT NULL,
        half_width INTEGER NOT NULL,
        depth_bps INTEGER NOT NULL,
        detail TEXT NOT NULL
    ) STRICT;
    CREATE INDEX tick_by_feed ON tick (feed, first_at_ms);
    CREATE INDEX tick_by_input ON tick (input_hash);
    CREATE TABLE publication (
        id INTEGER PRIMARY KEY,
        tick INTEGER NOT NULL REFERENCES tick (id),
        feed TEXT NOT NULL,
        publisher TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        observed_at INTEGER NOT NULL,
        cause TEXT NOT NULL,
        prepared_at_ms INTEGER NOT NULL,
        signature TEXT,
        ticket TEXT,
        outcome TEXT NOT NULL,
        settled_at_ms INTEGER,
        slot INTEGER,
        error_class TEXT,
        error TEXT
    ) STRICT;
    CREATE INDEX publication_by_sequence ON publication (feed, sequence);
    CREATE INDEX publication_by_signature ON publication (signature);
    CREATE INDEX publication_by_outcome ON publication (outcome) WHERE outcome = 'in_flight';
    CREATE INDEX publication_by_tick ON publication (tick);
",
    // Within a feed it gives the numbers in their order, so that the last tick is found without a look at the others.
    "
    DROP INDEX tick_by_feed;
    CREATE INDEX tick_by_feed ON tick (feed);
",
    // What a model on trial says comes after the tick, and is not what is sealed. The leaves are last, so that what is asked of the others does not read them. They go when none of their rows is left.
    "
    CREATE TABLE seal (
        number INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        kept_from_ms INTEGER NOT NULL,
        last_tick INTEGER NOT NULL,
        last_publication INTEGER NOT NULL,
        ticks INTEGER NOT NULL,
        publications INTEGER NOT NULL,
        publisher TEXT NOT NULL,
        root BLOB NOT NULL,
        head BLOB NOT NULL,
        signature TEXT NOT NULL,
        leaves BLOB
    ) STRICT;
    CREATE INDEX seal_by_time ON seal (at_ms);
    CREATE INDEX seal_of_ticks_alone ON seal (last_tick) WHERE leaves IS NOT NULL AND publications = 0;
    ALTER TABLE tick ADD COLUMN shadow TEXT;
",
];

/// Brings `connection` to the newest version, each step whole or not at all. The version found, where it is newer.
pub(super) fn migrate(connection: &mut Connection) -> Result<Result<(), i64>, rusqlite::Error> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > SCHEMA_VERSION {
        return Ok(Err(found));
    }
    let done = usize::try_from(found).unwrap_or(0);
    for (step, version) in STEPS.iter().zip(1_i64..).skip(done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(Ok(()))
}
