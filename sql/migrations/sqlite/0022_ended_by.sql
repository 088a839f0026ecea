-- +goose Up
-- The same as ../mysql/0022_ended_by.sql, which has the comments.
ALTER TABLE exemptions ADD COLUMN ended_by TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE exemptions DROP COLUMN ended_by;
