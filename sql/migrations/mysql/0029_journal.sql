-- +goose Up
-- What each transaction did to rows of audited tables, a row for each table that it touched.
-- body: keys and digests of values; salts: those of personal columns, outside the MAC, so that they can be dropped.
CREATE TABLE IF NOT EXISTS audit_journal (
  id BIGINT NOT NULL PRIMARY KEY AUTO_INCREMENT,
  table_name VARCHAR(64) NOT NULL,
  kind VARCHAR(20) NOT NULL,
  written_ms BIGINT NOT NULL,
  login VARCHAR(300) NOT NULL,
  actor VARCHAR(100) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  nonce VARCHAR(32) NOT NULL,
  body LONGBLOB NOT NULL,
  salts LONGBLOB NOT NULL,
  key_id VARCHAR(100) NOT NULL,
  mac VARCHAR(64) NOT NULL,
  KEY audit_journal_table (table_name, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE IF NOT EXISTS audit_erasures (
  id BIGINT NOT NULL PRIMARY KEY,
  source VARCHAR(64) NOT NULL,
  row_id BIGINT NOT NULL,
  erased_ms BIGINT NOT NULL,
  actor VARCHAR(100) NOT NULL,
  reason VARCHAR(1000) NOT NULL,
  mark_before VARCHAR(64) NOT NULL,
  mark_after VARCHAR(64) NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- +goose Down
DROP TABLE audit_erasures;
DROP TABLE audit_journal;
