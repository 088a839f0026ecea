-- +goose Up
-- The same as ../mysql/0010_waiting.sql, which has the comments.
CREATE TABLE digest_notices (
  notice_id TEXT NOT NULL PRIMARY KEY,
  series TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  FOREIGN KEY (notice_id) REFERENCES notices (id)
) WITHOUT ROWID;
CREATE INDEX digest_notices_series ON digest_notices (series);

CREATE INDEX tellings_state ON tellings (state);
CREATE INDEX tellings_rung ON tellings (rung);

-- +goose Down
DROP INDEX tellings_rung;
DROP INDEX tellings_state;
DROP TABLE digest_notices;
