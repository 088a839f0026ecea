-- +goose Up
-- The same as ../mysql/0029_journal.sql, which has the comments.
CREATE TABLE audit_journal (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  table_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  written_ms INTEGER NOT NULL,
  login TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  nonce TEXT NOT NULL,
  body BLOB NOT NULL,
  salts BLOB NOT NULL,
  key_id TEXT NOT NULL,
  mac TEXT NOT NULL
);
CREATE INDEX audit_journal_table ON audit_journal (table_name, id);
CREATE TABLE audit_erasures (
  id INTEGER NOT NULL PRIMARY KEY,
  source TEXT NOT NULL,
  row_id INTEGER NOT NULL,
  erased_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  mark_before TEXT NOT NULL,
  mark_after TEXT NOT NULL
);

-- +goose Down
DROP TABLE audit_erasures;
DROP TABLE audit_journal;
