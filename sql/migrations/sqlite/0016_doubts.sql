-- +goose Up
-- See ../mysql/0016_doubts.sql.
CREATE TABLE status_doubts (
  file_name TEXT NOT NULL PRIMARY KEY,
  people INTEGER NOT NULL,
  unclear TEXT NOT NULL,
  words TEXT NOT NULL
);

-- +goose Down
DROP TABLE status_doubts;
