-- +goose Up
-- The same as ../mysql/0003_ladder.sql, which has the comments.
ALTER TABLE cases ADD COLUMN said_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN life INTEGER NOT NULL DEFAULT 0;

CREATE TABLE tellings (
  case_id INTEGER NOT NULL,
  life INTEGER NOT NULL,
  group_code TEXT NOT NULL,
  rung TEXT NOT NULL,
  day_on TEXT NOT NULL,
  to_type TEXT NOT NULL,
  to_code TEXT NOT NULL,
  by_phone INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  notice_id TEXT NOT NULL,
  told_on TEXT NOT NULL,
  PRIMARY KEY (case_id, life, group_code, rung)
) WITHOUT ROWID;
CREATE INDEX tellings_notice ON tellings (notice_id);

CREATE TABLE group_decisions (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  group_code TEXT NOT NULL,
  what TEXT NOT NULL,
  value_on TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  written_ms INTEGER NOT NULL
);
CREATE INDEX group_decisions_group ON group_decisions (group_code, id);

-- +goose Down
DROP TABLE group_decisions;
DROP TABLE tellings;
ALTER TABLE cases DROP COLUMN life;
ALTER TABLE cases DROP COLUMN said_ms;
