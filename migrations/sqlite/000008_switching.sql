-- Moving to another encoder.

-- Which encoder a prior was learned with. One was in force at a time: of a prior that is there already, the one of the last mark.
ALTER TABLE priors ADD COLUMN encoder TEXT NOT NULL DEFAULT '';
UPDATE priors SET encoder = coalesce((SELECT encoder FROM marks ORDER BY marked_at DESC, user, id LIMIT 1), '');

-- What another encoder makes of kept texts, gathered here until all of it can be put in place at once.
CREATE TABLE staged_vectors (
  user    TEXT NOT NULL,
  id      TEXT NOT NULL,
  encoder TEXT NOT NULL,
  base    TEXT NOT NULL,
  vector  BLOB NOT NULL,
  PRIMARY KEY (user, id),
  FOREIGN KEY (user, id) REFERENCES messages (user, id) ON DELETE CASCADE
) STRICT;
