-- Topics: what a user said about mail in words. The model reads the description anew with whatever encoder is in force.

CREATE TABLE topics (
  user        TEXT    NOT NULL REFERENCES users (user) ON DELETE CASCADE,
  name        TEXT    NOT NULL,
  description TEXT    NOT NULL,
  verdict     TEXT    NOT NULL CHECK (verdict IN ('spam', 'ham')),
  set_at      INTEGER NOT NULL,
  PRIMARY KEY (user, name)
) STRICT, WITHOUT ROWID;
