-- +goose Up
-- The wording of each migration as it was applied: a program whose wording is another one must not trust the version alone.
CREATE TABLE IF NOT EXISTS schema_fingerprints (
  version BIGINT NOT NULL PRIMARY KEY,
  fingerprint VARCHAR(64) NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS schema_fingerprints;
