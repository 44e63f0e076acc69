-- Weak labels: signs that a mail was welcome, of users who allow them to be learned from.

-- 1 where the user allows it.
ALTER TABLE users ADD COLUMN weak_labels INTEGER NOT NULL DEFAULT 0 CHECK (weak_labels IN (0, 1));

CREATE TABLE weak_labels (
  user     TEXT    NOT NULL REFERENCES users (user) ON DELETE CASCADE,
  id       TEXT    NOT NULL,
  sign     TEXT    NOT NULL CHECK (sign IN ('replied', 'kept')),
  given_at INTEGER NOT NULL,
  sender   TEXT,
  subject  TEXT,
  encoder  TEXT    NOT NULL,
  base     TEXT    NOT NULL,
  vector   BLOB    NOT NULL,
  PRIMARY KEY (user, id)
) STRICT;
-- Eviction: the oldest go first.
CREATE INDEX weak_labels_by_time ON weak_labels (user, given_at, id);
