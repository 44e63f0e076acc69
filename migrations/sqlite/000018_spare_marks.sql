-- Where a user has too many marks, those go first that taught little: of mail that was judged right, and by far, before it was marked.

ALTER TABLE marks ADD COLUMN spare INTEGER NOT NULL AS (
  own_wrong = 0 AND CASE label WHEN 'spam' THEN probability >= 0.95 ELSE probability <= 0.05 END);
DROP INDEX marks_by_class;
CREATE INDEX marks_by_class ON marks (user, label, spare DESC, marked_at, id);
