-- Marks: the labels that users gave, with all that is needed to learn from them after the message has left the score log.
-- A mark is never updated: changing it deletes the row and inserts another, so that two triggers keep every count.

CREATE TABLE marks (
  user           TEXT    NOT NULL REFERENCES users (user) ON DELETE CASCADE,
  id             TEXT    NOT NULL,
  label          TEXT    NOT NULL CHECK (label IN ('spam', 'ham')),
  marked_at      INTEGER NOT NULL,
  sender         TEXT,
  subject        TEXT,
  encoder        TEXT    NOT NULL,
  base           TEXT    NOT NULL,
  -- The judgement before the label was known; columns as in messages.
  base_logit     REAL    NOT NULL,
  shared_logit   REAL    NOT NULL,
  adapter_logit  REAL    NOT NULL,
  logit          REAL    NOT NULL,
  probability    REAL    NOT NULL,
  threshold      REAL    NOT NULL,
  verdict        TEXT    NOT NULL CHECK (verdict IN ('spam', 'unsure', 'ham')),
  shared_version INTEGER NOT NULL,
  -- 1 where that judgement was wrong: of the base alone, of base and shared head, of all three.
  base_wrong     INTEGER NOT NULL CHECK (base_wrong IN (0, 1)),
  shared_wrong   INTEGER NOT NULL CHECK (shared_wrong IN (0, 1)),
  own_wrong      INTEGER NOT NULL CHECK (own_wrong IN (0, 1)),
  vector         BLOB    NOT NULL,
  PRIMARY KEY (user, id)
) STRICT;
-- Eviction: the oldest of a class.
CREATE INDEX marks_by_class ON marks (user, label, marked_at, id);
-- Refits: the newest of each user; and the time of a user's last mark.
CREATE INDEX marks_by_time ON marks (user, marked_at, id);

CREATE TRIGGER marks_inserted AFTER INSERT ON marks BEGIN
  UPDATE counters SET marks = marks + 1, changes = changes + 1;
  UPDATE tallies SET
    spam_marks         = spam_marks         + (NEW.label = 'spam'),
    ham_marks          = ham_marks          + (NEW.label = 'ham'),
    last_mark_at       = max(NEW.marked_at, coalesce(last_mark_at, NEW.marked_at)),
    base_ham_lost      = base_ham_lost      + (NEW.label = 'ham'  AND NEW.base_wrong),
    base_spam_missed   = base_spam_missed   + (NEW.label = 'spam' AND NEW.base_wrong),
    shared_ham_lost    = shared_ham_lost    + (NEW.label = 'ham'  AND NEW.shared_wrong),
    shared_spam_missed = shared_spam_missed + (NEW.label = 'spam' AND NEW.shared_wrong),
    own_ham_lost       = own_ham_lost       + (NEW.label = 'ham'  AND NEW.own_wrong),
    own_spam_missed    = own_spam_missed    + (NEW.label = 'spam' AND NEW.own_wrong)
  WHERE user = NEW.user;
END;

CREATE TRIGGER marks_deleted AFTER DELETE ON marks BEGIN
  UPDATE counters SET marks = marks - 1, changes = changes + 1;
  UPDATE tallies SET
    spam_marks         = spam_marks         - (OLD.label = 'spam'),
    ham_marks          = ham_marks          - (OLD.label = 'ham'),
    last_mark_at       = (SELECT max(marked_at) FROM marks WHERE user = OLD.user),
    base_ham_lost      = base_ham_lost      - (OLD.label = 'ham'  AND OLD.base_wrong),
    base_spam_missed   = base_spam_missed   - (OLD.label = 'spam' AND OLD.base_wrong),
    shared_ham_lost    = shared_ham_lost    - (OLD.label = 'ham'  AND OLD.shared_wrong),
    shared_spam_missed = shared_spam_missed - (OLD.label = 'spam' AND OLD.shared_wrong),
    own_ham_lost       = own_ham_lost       - (OLD.label = 'ham'  AND OLD.own_wrong),
    own_spam_missed    = own_spam_missed    - (OLD.label = 'spam' AND OLD.own_wrong)
  WHERE user = OLD.user;
END;
