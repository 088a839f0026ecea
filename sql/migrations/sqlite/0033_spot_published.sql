-- +goose Up
-- The same as ../mysql/0033_spot_published.sql, which has the comments.
ALTER TABLE spot_draws ADD COLUMN published_ms INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE spot_draws DROP COLUMN published_ms;
