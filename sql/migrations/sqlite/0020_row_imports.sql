-- +goose Up
-- The same as ../mysql/0020_row_imports.sql, which has the comments.
CREATE TABLE row_imports (
  kind  TEXT NOT NULL,
  code  TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, code)
);

-- +goose Down
DROP TABLE row_imports;
