-- +goose Up
-- See ../mysql/0008_leases.sql. The embedded engine has one daemon, which holds a file lock: nothing is ever written
-- here. The tables stand so that both engines have one schema.
CREATE TABLE leases (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  token INTEGER NOT NULL,
  until_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE run_parts (
  run_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  job TEXT NOT NULL,
  nominal_ms INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  basis TEXT NOT NULL,
  first_unit TEXT NOT NULL,
  last_unit TEXT NOT NULL,
  holder TEXT NOT NULL,
  token INTEGER NOT NULL,
  until_at TEXT NOT NULL,
  finished_ms INTEGER NOT NULL,
  report TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
) WITHOUT ROWID;

CREATE UNIQUE INDEX run_parts_range ON run_parts (job, nominal_ms, first_unit);
CREATE INDEX run_parts_open ON run_parts (finished_ms, run_id);

-- +goose Down
DROP TABLE run_parts;
DROP TABLE leases;
