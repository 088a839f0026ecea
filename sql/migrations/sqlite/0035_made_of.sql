-- +goose Up
-- The same as ../mysql/0035_made_of.sql, which has the comments.
ALTER TABLE rosters ADD COLUMN made_of BLOB NOT NULL DEFAULT x'';

-- +goose Down
ALTER TABLE rosters DROP COLUMN made_of;
