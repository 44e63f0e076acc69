-- A shared head in force has to forget whoever is erased. The debt is counted in the statement that erases: a stop just after it loses nothing.

ALTER TABLE counters ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
UPDATE counters SET erased = coalesce((SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'shared.erased'), 0);

CREATE TRIGGER users_erased AFTER DELETE ON users BEGIN
  UPDATE counters SET erased = erased + 1;
END;

-- What was learned and forgotten belongs to the encoder and the base whose shared head did so: those in force until now.
INSERT INTO settings (name, value)
  SELECT settings.name || ':' || encoder || ':' || base, value FROM settings,
    (SELECT encoder, base FROM shared_heads WHERE published = 1 ORDER BY version DESC LIMIT 1)
  WHERE settings.name IN ('shared.changes', 'shared.forgotten');
DELETE FROM settings WHERE name IN ('shared.changes', 'shared.erased', 'shared.forgotten');
