-- +goose Up
-- Files that go with a notice, as they were when it was made: a second attempt must carry the same.
CREATE TABLE IF NOT EXISTS notice_files (
  notice_id    VARCHAR(100) NOT NULL,
  seq          INT NOT NULL,
  file_name    VARCHAR(500) NOT NULL,
  content_type VARCHAR(200) NOT NULL,
  content      LONGBLOB NOT NULL,
  PRIMARY KEY (notice_id, seq),
  CONSTRAINT notice_files_of FOREIGN KEY (notice_id) REFERENCES notices (id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS notice_files;
