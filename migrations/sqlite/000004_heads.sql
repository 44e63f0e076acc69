-- Learned heads, in the binary form of the program's codec.

-- The solved adapter of a user: a cache, only ever of the user's revision in force.
CREATE TABLE adapters (
  user           TEXT    NOT NULL PRIMARY KEY REFERENCES users (user) ON DELETE CASCADE,
  revision       INTEGER NOT NULL,
  encoder        TEXT    NOT NULL,
  base           TEXT    NOT NULL,
  shared_version INTEGER NOT NULL,
  head           BLOB    NOT NULL
) STRICT;

CREATE TRIGGER users_revised AFTER UPDATE OF revision ON users BEGIN
  DELETE FROM adapters WHERE user = NEW.user;
END;

-- Every refit of the shared head, published or refused. Numbers are never used twice.
CREATE TABLE shared_heads (
  version         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  created_at      INTEGER NOT NULL,
  encoder         TEXT    NOT NULL,
  base            TEXT    NOT NULL,
  -- What it learned from.
  users           INTEGER NOT NULL,
  marks           INTEGER NOT NULL,
  -- The gate: number of held-out marks, and their mean log-loss (nats) under the head in force and under this one.
  held_out        INTEGER NOT NULL,
  log_loss_before REAL    NOT NULL,
  log_loss_after  REAL    NOT NULL,
  published       INTEGER NOT NULL CHECK (published IN (0, 1)),
  -- Only of the newest published for its encoder and base, which is in force; NULL in all others.
  head            BLOB
) STRICT;
CREATE INDEX shared_heads_published ON shared_heads (encoder, base, version) WHERE published = 1;
