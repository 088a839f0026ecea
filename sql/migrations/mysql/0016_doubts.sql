-- +goose Up
-- Files of 人员 in which the 在职状态 of more than a tenth could not be read: every run speaks of them until it is mended.
CREATE TABLE IF NOT EXISTS status_doubts (
  file_name VARCHAR(255) NOT NULL PRIMARY KEY,
  people    BIGINT NOT NULL,
  unclear   MEDIUMTEXT NOT NULL,
  words     TEXT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS status_doubts;
