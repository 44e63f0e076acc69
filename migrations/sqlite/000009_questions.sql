-- Questions: mail whose label was asked for, and what the answers say about the accuracy.

CREATE TABLE questions (
  user       TEXT    NOT NULL REFERENCES users (user) ON DELETE CASCADE,
  -- A mail is asked about once.
  id         TEXT    NOT NULL,
  -- Since 1970, beginning on Mondays (UTC).
  week       INTEGER NOT NULL,
  asked_at   INTEGER NOT NULL,
  -- The place among the week's questions, from 0.
  place      INTEGER NOT NULL,
  kind       TEXT    NOT NULL CHECK (kind IN ('informative', 'random')),
  -- The probability with which the mail was drawn from the mail of its time.
  propensity REAL    NOT NULL CHECK (propensity > 0 AND propensity <= 1),
  PRIMARY KEY (user, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX questions_by_week ON questions (user, week, place);

-- Horvitz-Thompson sums over a user's answered questions: an answer stands for 1 / propensity mails.
CREATE VIEW asked_now AS SELECT
  questions.user AS user,
  count(*) AS questions,
  count(label) AS answers,
  total((label = 'ham') / propensity) AS ham,
  total((label = 'spam') / propensity) AS spam,
  total((label = 'ham') / (propensity * propensity)) AS ham_squares,
  total((label = 'spam') / (propensity * propensity)) AS spam_squares,
  total((label = 'ham' AND base_wrong) / propensity) AS base_ham_lost,
  total((label = 'spam' AND base_wrong) / propensity) AS base_spam_missed,
  total((label = 'ham' AND shared_wrong) / propensity) AS shared_ham_lost,
  total((label = 'spam' AND shared_wrong) / propensity) AS shared_spam_missed,
  total((label = 'ham' AND own_wrong) / propensity) AS own_ham_lost,
  total((label = 'spam' AND own_wrong) / propensity) AS own_spam_missed
FROM questions LEFT JOIN marks ON marks.user = questions.user AND marks.id = questions.id
GROUP BY questions.user;

-- The same, kept: triggers count a user's few questions anew in the statement that changes an answer, so that the accuracy table
-- reads one short row a user.
CREATE TABLE asked (
  user               TEXT    NOT NULL PRIMARY KEY REFERENCES users (user) ON DELETE CASCADE,
  questions          INTEGER NOT NULL,
  answers            INTEGER NOT NULL,
  ham                REAL    NOT NULL,
  spam               REAL    NOT NULL,
  ham_squares        REAL    NOT NULL,
  spam_squares       REAL    NOT NULL,
  base_ham_lost      REAL    NOT NULL,
  base_spam_missed   REAL    NOT NULL,
  shared_ham_lost    REAL    NOT NULL,
  shared_spam_missed REAL    NOT NULL,
  own_ham_lost       REAL    NOT NULL,
  own_spam_missed    REAL    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER questions_inserted AFTER INSERT ON questions BEGIN
  DELETE FROM asked WHERE user = NEW.user;
  INSERT INTO asked SELECT * FROM asked_now WHERE user = NEW.user;
END;

CREATE TRIGGER marks_inserted_answer AFTER INSERT ON marks
WHEN EXISTS (SELECT 1 FROM questions WHERE user = NEW.user AND id = NEW.id) BEGIN
  DELETE FROM asked WHERE user = NEW.user;
  INSERT INTO asked SELECT * FROM asked_now WHERE user = NEW.user;
END;

-- Not while the user is being erased, with all of this.
CREATE TRIGGER marks_deleted_answer AFTER DELETE ON marks
WHEN EXISTS (SELECT 1 FROM questions WHERE user = OLD.user AND id = OLD.id)
  AND EXISTS (SELECT 1 FROM users WHERE user = OLD.user) BEGIN
  DELETE FROM asked WHERE user = OLD.user;
  INSERT INTO asked SELECT * FROM asked_now WHERE user = OLD.user;
END;
