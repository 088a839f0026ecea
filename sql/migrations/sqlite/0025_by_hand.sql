-- +goose Up
-- See ../mysql/0025_by_hand.sql.
ALTER TABLE rosters ADD COLUMN full_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rosters ADD COLUMN looked_ms INTEGER NOT NULL DEFAULT 0;
CREATE TABLE rosters_by_hand (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  group_code TEXT NOT NULL,
  taken_ms INTEGER NOT NULL,
  written_ms INTEGER NOT NULL,
  how TEXT NOT NULL,
  way TEXT NOT NULL,
  person TEXT NOT NULL,
  counted INTEGER NOT NULL
);
CREATE INDEX rosters_by_hand_group ON rosters_by_hand (group_code, taken_ms);

-- +goose Down
DROP TABLE rosters_by_hand;
ALTER TABLE rosters DROP COLUMN looked_ms;
ALTER TABLE rosters DROP COLUMN full_ms;
