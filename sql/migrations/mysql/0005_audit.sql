-- +goose Up
-- The audit trail. What it covers stays where it is written; here stand the seals, the marks of the rows they cover,
-- what people let through and no other table keeps, and every effective policy that a run has seen.

CREATE TABLE IF NOT EXISTS audit_seals (
  id        BIGINT NOT NULL PRIMARY KEY,
  run_id    BIGINT NOT NULL,
  made_ms   BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  frontiers MEDIUMTEXT NOT NULL,
  previous  VARCHAR(200) NOT NULL,
  chain     VARCHAR(100) NOT NULL,
  key_id    VARCHAR(100) NOT NULL,
  mac       VARCHAR(100) NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- marks: what stood where, see reconcile/audit.
CREATE TABLE IF NOT EXISTS audit_marks (
  seal_id BIGINT NOT NULL,
  source  VARCHAR(100) NOT NULL,
  marks   LONGBLOB NOT NULL,
  PRIMARY KEY (seal_id, source)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS audit_overrides (
  id         BIGINT NOT NULL PRIMARY KEY,
  kind       VARCHAR(100) NOT NULL,
  subject    VARCHAR(500) NOT NULL,
  reason     TEXT NOT NULL,
  at_ms      BIGINT NOT NULL,
  written_ms BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS policy_versions (
  id         BIGINT NOT NULL PRIMARY KEY,
  digest     CHAR(64) NOT NULL,
  body       MEDIUMTEXT NOT NULL,
  written_ms BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS policy_versions, audit_overrides, audit_marks, audit_seals;
