-- The score log: one row for each mail that was scored for a user, with the first judgement, never overwritten.
-- The same mail has the same id for every user, so the key is (user, id).

CREATE TABLE messages (
  user           TEXT    NOT NULL REFERENCES users (user) ON DELETE CASCADE,
  id             TEXT    NOT NULL,
  scored_at      INTEGER NOT NULL,
  -- NULL where the setting leaves them out.
  sender         TEXT,
  subject        TEXT,
  -- What made the vector and the logits.
  encoder        TEXT    NOT NULL,
  base           TEXT    NOT NULL,
  -- The heads' logits (log-odds of spam, natural logarithm) and their sum.
  base_logit     REAL    NOT NULL,
  shared_logit   REAL    NOT NULL,
  adapter_logit  REAL    NOT NULL,
  logit          REAL    NOT NULL,
  -- Of spam, 0 to 1; and the probability from which mail was spam then.
  probability    REAL    NOT NULL,
  threshold      REAL    NOT NULL,
  verdict        TEXT    NOT NULL CHECK (verdict IN ('spam', 'unsure', 'ham')),
  -- Version of the shared head that judged; 0 before the first.
  shared_version INTEGER NOT NULL,
  -- The quantised features, about half a kilobyte; last but one, so that lists need not read past them.
  vector         BLOB    NOT NULL,
  -- The canonical text, only where a setting asks for it.
  text           TEXT,
  PRIMARY KEY (user, id)
) STRICT;
-- History of a user, newest first.
CREATE INDEX messages_by_time ON messages (user, scored_at, id);
-- Pruning.
CREATE INDEX messages_by_age ON messages (scored_at);

CREATE TRIGGER messages_inserted AFTER INSERT ON messages BEGIN
  UPDATE tallies SET messages = messages + 1 WHERE user = NEW.user;
END;

CREATE TRIGGER messages_deleted AFTER DELETE ON messages BEGIN
  UPDATE tallies SET messages = messages - 1 WHERE user = OLD.user;
END;
