-- At most one good mail in so many may be called spam; NULL: the installation's promise, if it makes one.
ALTER TABLE users ADD COLUMN promise INTEGER CHECK (promise >= 2);
