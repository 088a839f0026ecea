-- +goose Up
-- When an import last brought the row of an official account or an application: a case about it is confirmed by a newer
-- one. A migration that was cut off is simply run again: what is there already is left alone.
CREATE TABLE IF NOT EXISTS row_imports (
  kind  VARCHAR(50) NOT NULL,
  code  VARCHAR(100) NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (kind, code)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS row_imports;
