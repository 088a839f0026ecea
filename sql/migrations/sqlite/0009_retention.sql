-- +goose Up
-- See ../mysql/0009_retention.sql.
CREATE TABLE notice_purges (
  id INTEGER NOT NULL PRIMARY KEY,
  notice_seq INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  purged_ms INTEGER NOT NULL,
  mark_before TEXT NOT NULL,
  mark_after TEXT NOT NULL
);
CREATE UNIQUE INDEX notice_purges_notice ON notice_purges (notice_seq);

CREATE TABLE roster_purges (
  group_code TEXT NOT NULL PRIMARY KEY,
  taken_ms INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  purged_ms INTEGER NOT NULL
);

-- +goose Down
DROP TABLE roster_purges;
DROP TABLE notice_purges;
