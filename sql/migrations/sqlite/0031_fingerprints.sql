-- +goose Up
-- The same as ../mysql/0031_fingerprints.sql, which has the comments.
CREATE TABLE schema_fingerprints (
  version INTEGER NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL
);

-- +goose Down
DROP TABLE schema_fingerprints;
