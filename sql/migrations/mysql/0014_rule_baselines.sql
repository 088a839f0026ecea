-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- A rule's first run over a unit is a baseline of that rule: one that joins a job years later has its own.
CREATE TABLE IF NOT EXISTS rule_baselines (
  rule     VARCHAR(100) NOT NULL,
  unit     VARCHAR(100) NOT NULL,
  first_ms BIGINT NOT NULL,
  PRIMARY KEY (rule, unit)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What a job has judged before, its rules of that time have.
CREATE TABLE IF NOT EXISTS unit_baselines (
  job      VARCHAR(100) NOT NULL,
  unit     VARCHAR(100) NOT NULL,
  first_ms BIGINT NOT NULL,
  PRIMARY KEY (job, unit)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
INSERT IGNORE INTO rule_baselines (rule, unit, first_ms)
SELECT r.rule, b.unit, b.first_ms FROM unit_baselines b JOIN (
  SELECT 'member-check' AS job, 'member.unknown' AS rule UNION ALL
  SELECT 'member-check', 'member.ambiguous' UNION ALL
  SELECT 'member-check', 'member.left' UNION ALL
  SELECT 'member-check', 'member.out_of_scope' UNION ALL
  SELECT 'member-check', 'member.other_account' UNION ALL
  SELECT 'member-check', 'member.card' UNION ALL
  SELECT 'member-check', 'member.missing' UNION ALL
  SELECT 'member-check', 'roster.stale' UNION ALL
  SELECT 'zombie-scan', 'group.zombie' UNION ALL
  SELECT 'stage-expiry', 'group.stage_expired' UNION ALL
  SELECT 'stage-expiry', 'group.stage_undated' UNION ALL
  SELECT 'group-check', 'group.no_owner' UNION ALL
  SELECT 'group-check', 'group.no_admin'
) r ON r.job COLLATE utf8mb4_bin = b.job;
DROP TABLE unit_baselines;

-- +goose Down
CREATE TABLE IF NOT EXISTS unit_baselines (
  job      VARCHAR(100) NOT NULL,
  unit     VARCHAR(100) NOT NULL,
  first_ms BIGINT NOT NULL,
  PRIMARY KEY (job, unit)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
DROP TABLE IF EXISTS rule_baselines;
