-- +goose Up
-- See ../mysql/0004_digest.sql.
CREATE TABLE notice_files (
  notice_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (notice_id, seq),
  FOREIGN KEY (notice_id) REFERENCES notices (id)
);

-- +goose Down
DROP TABLE notice_files;
