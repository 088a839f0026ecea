-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- Where the newest member check found whom: a few documents a unit (docs/roster-document.md), so that a person's groups are known without reading every roster.
CREATE TABLE IF NOT EXISTS person_index (
  unit     VARCHAR(100) NOT NULL,
  bucket   INT NOT NULL,
  checksum BIGINT NOT NULL,
  content  LONGBLOB NOT NULL,
  PRIMARY KEY (unit, bucket),
  INDEX person_index_bucket (bucket)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS person_index;
