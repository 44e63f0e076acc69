-- Who may ask, and what the installation remembers about itself.

CREATE TABLE api_keys (
  -- Public part, shown in lists.
  id           TEXT    NOT NULL PRIMARY KEY,
  -- SHA-256 of the secret, hexadecimal; the secret itself is stored nowhere.
  hash         TEXT    NOT NULL UNIQUE,
  scope        TEXT    NOT NULL CHECK (scope IN ('hook', 'user', 'admin')),
  -- The only user that the key acts for, who need not exist yet; NULL: any.
  user         TEXT,
  note         TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT;
-- Erasing a user.
CREATE INDEX api_keys_by_user ON api_keys (user);

CREATE TABLE settings (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
