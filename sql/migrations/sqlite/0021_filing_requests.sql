-- +goose Up
-- See ../mysql/0021_filing_requests.sql.
CREATE TABLE filing_requests (
  id INTEGER NOT NULL PRIMARY KEY,
  state TEXT NOT NULL,
  number_no TEXT NOT NULL,
  request TEXT NOT NULL,
  shown TEXT NOT NULL,
  decisions TEXT NOT NULL,
  filed_ms INTEGER NOT NULL,
  decided_ms INTEGER NOT NULL,
  written_ms INTEGER NOT NULL
);
CREATE INDEX filing_requests_state ON filing_requests (state);

-- +goose Down
DROP TABLE filing_requests;
