-- +goose Up
-- Notices whose text was removed because the policy's days were over: which row, by which run, and what the row's
-- marks were before and after (reconcile/audit), so that the audit trail can tell removal from tampering.
CREATE TABLE IF NOT EXISTS notice_purges (
  id          BIGINT NOT NULL PRIMARY KEY,
  notice_seq  BIGINT NOT NULL,
  run_id      BIGINT NOT NULL,
  purged_ms   BIGINT NOT NULL,
  mark_before CHAR(32) NOT NULL,
  mark_after  CHAR(32) NOT NULL,
  UNIQUE KEY notice_purges_notice (notice_seq)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Rosters whose rows were removed for the same reason; the head stays, with its count. A row here is about the roster
-- of that moment only.
CREATE TABLE IF NOT EXISTS roster_purges (
  group_code VARBINARY(400) NOT NULL PRIMARY KEY,
  taken_ms   BIGINT NOT NULL,
  run_id     BIGINT NOT NULL,
  purged_ms  BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS roster_purges, notice_purges;
