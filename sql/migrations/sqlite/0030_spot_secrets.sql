-- +goose Up
-- The same as ../mysql/0030_spot_secrets.sql, which has the comments.
ALTER TABLE spot_draws ADD COLUMN drawn_by TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE spot_draws DROP COLUMN drawn_by;
