-- Marks that were taken back, replaced or dropped, so that the marks of any moment can be put back.

-- When the mark came to this database: marked_at, but for a mark that was imported or put back later.
ALTER TABLE marks ADD COLUMN put_at INTEGER NOT NULL DEFAULT 0;
UPDATE marks SET put_at = marked_at;

-- The earliest moment to which the user's marks can be put back: what went before this migration is not known.
ALTER TABLE users ADD COLUMN undo_since INTEGER NOT NULL DEFAULT 0;
UPDATE users SET undo_since = CAST(1000 * unixepoch('subsec') AS INTEGER);

-- A row was among the user's marks from put_at on until just before removed_at.
CREATE TABLE past_marks (
  user           TEXT    NOT NULL REFERENCES users (user) ON DELETE CASCADE,
  id             TEXT    NOT NULL,
  put_at         INTEGER NOT NULL,
  removed_at     INTEGER NOT NULL,
  -- As in marks.
  label          TEXT    NOT NULL CHECK (label IN ('spam', 'ham')),
  marked_at      INTEGER NOT NULL,
  sender         TEXT,
  subject        TEXT,
  encoder        TEXT    NOT NULL,
  base           TEXT    NOT NULL,
  base_logit     REAL    NOT NULL,
  shared_logit   REAL    NOT NULL,
  adapter_logit  REAL    NOT NULL,
  logit          REAL    NOT NULL,
  probability    REAL    NOT NULL,
  threshold      REAL    NOT NULL,
  verdict        TEXT    NOT NULL CHECK (verdict IN ('spam', 'unsure', 'ham')),
  shared_version INTEGER NOT NULL,
  vector         BLOB    NOT NULL
) STRICT;
-- What was removed after a moment.
CREATE INDEX past_marks_by_time ON past_marks (user, removed_at, put_at);
-- Pruning.
CREATE INDEX past_marks_by_age ON past_marks (removed_at);
