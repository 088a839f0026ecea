-- +goose Up
-- The same as ../mysql/0026_person_index.sql, which has the comments.
CREATE TABLE person_index (
  unit     TEXT NOT NULL,
  bucket   INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  content  BLOB NOT NULL,
  PRIMARY KEY (unit, bucket)
);
CREATE INDEX person_index_bucket ON person_index (bucket);

-- +goose Down
DROP TABLE person_index;
