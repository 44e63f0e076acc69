-- Heads of earlier versions are kept for some time, so that one of them can be put in force again.

-- The version whose head this one has, put in force by hand; 0: the head that changes nothing. NULL: a refit.
ALTER TABLE shared_heads ADD COLUMN copied_from INTEGER;

-- An earlier head may have learned from the user who leaves. The one in force is refitted without that user (src/refit.ts).
CREATE TRIGGER users_deleted AFTER DELETE ON users BEGIN
  UPDATE shared_heads SET head = NULL WHERE head IS NOT NULL AND version < (
    SELECT max(version) FROM shared_heads AS newer
    WHERE newer.encoder = shared_heads.encoder AND newer.base = shared_heads.base AND newer.published = 1);
END;
