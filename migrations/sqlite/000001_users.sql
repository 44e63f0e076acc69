-- Users, and the prior that a user's adapter may start from.
--
-- Conventions of every file here: times are milliseconds since 1970 (UTC); names of users are compared byte by byte; tables
-- with BLOBs keep their rowid, because SQLite finds and rewrites such rows several times faster than in WITHOUT ROWID tables.

CREATE TABLE users (
  user       TEXT    NOT NULL PRIMARY KEY,
  created_at INTEGER NOT NULL,
  -- Raised whenever the user's marks, prior or threshold change. Drawn from counters.revision, so that no two states of a
  -- user share a number, not even across an erasure and a new user of the same name.
  revision   INTEGER NOT NULL,
  -- Probability from which mail is spam, 0 to 1; NULL: the installation's default.
  threshold  REAL
) STRICT;

-- A copy of another user's adapter, as it was at taken_at. The other user may live on another server: no foreign key.
CREATE TABLE priors (
  user       TEXT    NOT NULL PRIMARY KEY REFERENCES users (user) ON DELETE CASCADE,
  taken_from TEXT    NOT NULL,
  taken_at   INTEGER NOT NULL,
  head       BLOB    NOT NULL
) STRICT;

-- Everyone whose marks went into a prior: taken_from, and whoever that user's own prior came from. Erasing any of them takes
-- the prior back.
CREATE TABLE prior_sources (
  user   TEXT NOT NULL REFERENCES priors (user) ON DELETE CASCADE,
  source TEXT NOT NULL,
  PRIMARY KEY (user, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX prior_sources_by_source ON prior_sources (source, user);

-- What the whole database counts: one row.
CREATE TABLE counters (
  only     INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
  -- The last revision given to any user.
  revision INTEGER NOT NULL,
  -- Marks that there are now.
  marks    INTEGER NOT NULL,
  -- Marks ever put or taken away, by whatever way; replacing one is both.
  changes  INTEGER NOT NULL
) STRICT;
INSERT INTO counters VALUES (1, 0, 0, 0);

-- What is counted of each user: the accuracy table reads these rows and nothing else, so its cost is one short row a user
-- however many messages and marks there are. (Counting through covering indices would read millions of entries for
-- the same page.) Triggers keep the numbers in the statement that changes a row, so no way of changing rows can forget them.
CREATE TABLE tallies (
  user               TEXT    NOT NULL PRIMARY KEY REFERENCES users (user) ON DELETE CASCADE,
  -- Rows of the score log.
  messages           INTEGER NOT NULL DEFAULT 0,
  spam_marks         INTEGER NOT NULL DEFAULT 0,
  ham_marks          INTEGER NOT NULL DEFAULT 0,
  last_mark_at       INTEGER,
  -- Of the marked mail, judged before its label was known: ham judged spam, and spam not judged spam, by the base alone, by
  -- base and shared head, and by all three heads as the user was told.
  base_ham_lost      INTEGER NOT NULL DEFAULT 0,
  base_spam_missed   INTEGER NOT NULL DEFAULT 0,
  shared_ham_lost    INTEGER NOT NULL DEFAULT 0,
  shared_spam_missed INTEGER NOT NULL DEFAULT 0,
  own_ham_lost       INTEGER NOT NULL DEFAULT 0,
  own_spam_missed    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TRIGGER users_inserted AFTER INSERT ON users BEGIN
  INSERT INTO tallies (user) VALUES (NEW.user);
END;
