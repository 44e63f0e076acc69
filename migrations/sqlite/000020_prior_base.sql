-- A prior's weights are on features as one base reads them; under another one they mean something else.

-- One was in force at a time: of a prior that is there already, the one of the last mark.
ALTER TABLE priors ADD COLUMN base TEXT NOT NULL DEFAULT '';
UPDATE priors SET base = coalesce((SELECT base FROM marks ORDER BY marked_at DESC, user, id LIMIT 1), '');
