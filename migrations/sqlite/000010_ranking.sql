-- What the list of users is sorted by and shows beside errors: how much mail was judged spam, and how the heads' errors pair up.

ALTER TABLE tallies ADD COLUMN spam_messages INTEGER NOT NULL DEFAULT 0;
-- Marked mail that the base alone had wrong and all three heads right, and the other way round; the same against base and shared head.
ALTER TABLE tallies ADD COLUMN base_mended   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN base_broken   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN shared_mended INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tallies ADD COLUMN shared_broken INTEGER NOT NULL DEFAULT 0;

UPDATE tallies SET
  spam_messages = (SELECT count(*) FROM messages WHERE messages.user = tallies.user AND verdict = 'spam'),
  (base_mended, base_broken, shared_mended, shared_broken) = (
    SELECT coalesce(sum(base_wrong > own_wrong), 0), coalesce(sum(base_wrong < own_wrong), 0),
           coalesce(sum(shared_wrong > own_wrong), 0), coalesce(sum(shared_wrong < own_wrong), 0)
    FROM marks WHERE marks.user = tallies.user);

DROP TRIGGER messages_inserted;
CREATE TRIGGER messages_inserted AFTER INSERT ON messages BEGIN
  UPDATE tallies SET messages = messages + 1, spam_messages = spam_messages + (NEW.verdict = 'spam') WHERE user = NEW.user;
END;

DROP TRIGGER messages_deleted;
CREATE TRIGGER messages_deleted AFTER DELETE ON messages BEGIN
  UPDATE tallies SET messages = messages - 1, spam_messages = spam_messages - (OLD.verdict = 'spam') WHERE user = OLD.user;
END;

CREATE TRIGGER marks_inserted_pairs AFTER INSERT ON marks
WHEN NEW.base_wrong <> NEW.own_wrong OR NEW.shared_wrong <> NEW.own_wrong BEGIN
  UPDATE tallies SET
    base_mended   = base_mended   + (NEW.base_wrong   > NEW.own_wrong),
    base_broken   = base_broken   + (NEW.base_wrong   < NEW.own_wrong),
    shared_mended = shared_mended + (NEW.shared_wrong > NEW.own_wrong),
    shared_broken = shared_broken + (NEW.shared_wrong < NEW.own_wrong)
  WHERE user = NEW.user;
END;

CREATE TRIGGER marks_deleted_pairs AFTER DELETE ON marks
WHEN OLD.base_wrong <> OLD.own_wrong OR OLD.shared_wrong <> OLD.own_wrong BEGIN
  UPDATE tallies SET
    base_mended   = base_mended   - (OLD.base_wrong   > OLD.own_wrong),
    base_broken   = base_broken   - (OLD.base_wrong   < OLD.own_wrong),
    shared_mended = shared_mended - (OLD.shared_wrong > OLD.own_wrong),
    shared_broken = shared_broken - (OLD.shared_wrong < OLD.own_wrong)
  WHERE user = OLD.user;
END;

-- What users are sorted by. -1, and so last, where there is nothing to judge by.
-- Lower ends of Wilson's 95 % interval (see src/interval.ts; z² = 3.841458820694124) of the share of errors among marks, of lost ham
-- among ham marks, of missed spam among spam marks: a user with two marks is not the worst by chance.
ALTER TABLE tallies ADD COLUMN by_error REAL NOT NULL AS (CASE WHEN spam_marks + ham_marks = 0 THEN -1.0 ELSE
  (own_ham_lost + own_spam_missed + 1.920729410347062 - sqrt(3.841458820694124 * (1.0 * (own_ham_lost + own_spam_missed)
    * (spam_marks + ham_marks - own_ham_lost - own_spam_missed) / (spam_marks + ham_marks) + 0.960364705173531)))
  / (spam_marks + ham_marks + 3.841458820694124) END);
ALTER TABLE tallies ADD COLUMN by_ham_lost REAL NOT NULL AS (CASE WHEN ham_marks = 0 THEN -1.0 ELSE
  (own_ham_lost + 1.920729410347062 - sqrt(3.841458820694124 * (1.0 * own_ham_lost * (ham_marks - own_ham_lost) / ham_marks
    + 0.960364705173531))) / (ham_marks + 3.841458820694124) END);
ALTER TABLE tallies ADD COLUMN by_spam_missed REAL NOT NULL AS (CASE WHEN spam_marks = 0 THEN -1.0 ELSE
  (own_spam_missed + 1.920729410347062 - sqrt(3.841458820694124 * (1.0 * own_spam_missed * (spam_marks - own_spam_missed)
    / spam_marks + 0.960364705173531))) / (spam_marks + 3.841458820694124) END);
-- Share of the marks by which all three heads err less; -2 where there are none, since -1 can be.
ALTER TABLE tallies ADD COLUMN by_lift_base REAL NOT NULL AS (CASE WHEN spam_marks + ham_marks = 0 THEN -2.0
  ELSE 1.0 * (base_mended - base_broken) / (spam_marks + ham_marks) END);
ALTER TABLE tallies ADD COLUMN by_lift_shared REAL NOT NULL AS (CASE WHEN spam_marks + ham_marks = 0 THEN -2.0
  ELSE 1.0 * (shared_mended - shared_broken) / (spam_marks + ham_marks) END);
ALTER TABLE tallies ADD COLUMN by_marks INTEGER NOT NULL AS (spam_marks + ham_marks);
ALTER TABLE tallies ADD COLUMN by_last_mark INTEGER NOT NULL AS (coalesce(last_mark_at, -1));
ALTER TABLE tallies ADD COLUMN by_spam_rate REAL NOT NULL AS (CASE WHEN messages = 0 THEN -1.0 ELSE 1.0 * spam_messages / messages END);

-- An index for what marks move. What every scored mail moves (messages, spam rate) has none: it would cost each mail a page,
-- and sorting one short row a user takes milliseconds.
CREATE INDEX tallies_by_error       ON tallies (by_error       DESC, user);
CREATE INDEX tallies_by_ham_lost    ON tallies (by_ham_lost    DESC, user);
CREATE INDEX tallies_by_spam_missed ON tallies (by_spam_missed DESC, user);
CREATE INDEX tallies_by_lift_base   ON tallies (by_lift_base   DESC, user);
CREATE INDEX tallies_by_lift_shared ON tallies (by_lift_shared DESC, user);
CREATE INDEX tallies_by_marks       ON tallies (by_marks       DESC, user);
CREATE INDEX tallies_by_last_mark   ON tallies (by_last_mark   DESC, user);

-- The trend reads whether a user's newest marks were errors, and nothing else of them.
DROP INDEX marks_by_time;
CREATE INDEX marks_by_time ON marks (user, marked_at, id, own_wrong);
