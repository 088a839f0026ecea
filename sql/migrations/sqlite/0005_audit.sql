-- +goose Up
-- See ../mysql/0005_audit.sql.
CREATE TABLE audit_seals (
  id INTEGER NOT NULL PRIMARY KEY,
  run_id INTEGER NOT NULL,
  made_ms INTEGER NOT NULL,
  policy_id INTEGER NOT NULL,
  frontiers TEXT NOT NULL,
  previous TEXT NOT NULL,
  chain TEXT NOT NULL,
  key_id TEXT NOT NULL,
  mac TEXT NOT NULL
);

CREATE TABLE audit_marks (
  seal_id INTEGER NOT NULL,
  source TEXT NOT NULL,
  marks BLOB NOT NULL,
  PRIMARY KEY (seal_id, source)
);

CREATE TABLE audit_overrides (
  id INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  written_ms INTEGER NOT NULL
);

CREATE TABLE policy_versions (
  id INTEGER NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL,
  body TEXT NOT NULL,
  written_ms INTEGER NOT NULL
);

-- +goose Down
DROP TABLE policy_versions;
DROP TABLE audit_overrides;
DROP TABLE audit_marks;
DROP TABLE audit_seals;
