-- Users are sorted by what is surely wrong. The lower end of Wilson's interval is too bold where marks are few: it put 2 errors of 2
-- marks (34 %) above 30 of 100 (22 %). With the correction for continuity (R. G. Newcombe 1998, Statistics in Medicine 17:857,
-- method 4) it holds what it says, and they stand the other way round, at 20 % and 21 %:
--
--     (2k + z² - 1 - z √(z² - 2 - 1/n + 4p (n - k + 1))) / 2(n + z²)      p = k/n; 0 where k = 0

DROP INDEX tallies_by_error;
DROP INDEX tallies_by_ham_lost;
DROP INDEX tallies_by_spam_missed;
ALTER TABLE tallies DROP COLUMN by_error;
ALTER TABLE tallies DROP COLUMN by_ham_lost;
ALTER TABLE tallies DROP COLUMN by_spam_missed;

ALTER TABLE tallies ADD COLUMN by_error REAL NOT NULL AS (CASE WHEN spam_marks + ham_marks = 0 THEN -1.0 WHEN own_ham_lost + own_spam_missed = 0 THEN 0.0 ELSE
  (2 * (own_ham_lost + own_spam_missed) + 2.841458820694124 - sqrt(3.841458820694124 * (1.841458820694124 - 1.0 / (spam_marks + ham_marks)
    + 4.0 * (own_ham_lost + own_spam_missed) / (spam_marks + ham_marks) * ((spam_marks + ham_marks) - (own_ham_lost + own_spam_missed) + 1)))) / (2 * ((spam_marks + ham_marks) + 3.841458820694124)) END);
ALTER TABLE tallies ADD COLUMN by_ham_lost REAL NOT NULL AS (CASE WHEN ham_marks = 0 THEN -1.0 WHEN own_ham_lost = 0 THEN 0.0 ELSE
  (2 * own_ham_lost + 2.841458820694124 - sqrt(3.841458820694124 * (1.841458820694124 - 1.0 / ham_marks
    + 4.0 * own_ham_lost / ham_marks * (ham_marks - own_ham_lost + 1)))) / (2 * (ham_marks + 3.841458820694124)) END);
ALTER TABLE tallies ADD COLUMN by_spam_missed REAL NOT NULL AS (CASE WHEN spam_marks = 0 THEN -1.0 WHEN own_spam_missed = 0 THEN 0.0 ELSE
  (2 * own_spam_missed + 2.841458820694124 - sqrt(3.841458820694124 * (1.841458820694124 - 1.0 / spam_marks
    + 4.0 * own_spam_missed / spam_marks * (spam_marks - own_spam_missed + 1)))) / (2 * (spam_marks + 3.841458820694124)) END);

CREATE INDEX tallies_by_error       ON tallies (by_error       DESC, user);
CREATE INDEX tallies_by_ham_lost    ON tallies (by_ham_lost    DESC, user);
CREATE INDEX tallies_by_spam_missed ON tallies (by_spam_missed DESC, user);
