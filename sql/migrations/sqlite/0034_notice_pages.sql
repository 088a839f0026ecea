-- +goose Up
-- The same as ../mysql/0034_notice_pages.sql, which has the comments.
DROP INDEX notices_state;
CREATE INDEX notices_state ON notices (state, seq);

-- +goose Down
DROP INDEX notices_state;
CREATE INDEX notices_state ON notices (state, kind);
