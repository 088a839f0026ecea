-- +goose Up
-- See the file of the same name in ../mysql.
CREATE TABLE spot_draws (
  period TEXT NOT NULL PRIMARY KEY,
  secret TEXT NOT NULL,
  hash TEXT NOT NULL,
  made_ms INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  drawn_ms INTEGER NOT NULL,
  basis TEXT NOT NULL,
  sample TEXT NOT NULL,
  written_ms INTEGER NOT NULL
);

-- +goose Down
DROP TABLE spot_draws;
