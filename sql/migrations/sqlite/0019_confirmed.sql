-- +goose Up
-- The same as ../mysql/0019_confirmed.sql, which has the comments.
ALTER TABLE cases ADD COLUMN told_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN data_ms INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE cases DROP COLUMN data_ms;
ALTER TABLE cases DROP COLUMN told_ms;
