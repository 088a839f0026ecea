-- +goose Up
-- Who may act until when, by this server's clock: until_at is UTC (sessions set their time zone). The token grows with
-- every holder; whoever writes under a lease shows it.
CREATE TABLE IF NOT EXISTS leases (
  name     VARCHAR(100) NOT NULL PRIMARY KEY,
  holder   VARCHAR(200) NOT NULL,
  token    BIGINT NOT NULL,
  until_at DATETIME(6) NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Ranges of units into which a large run of a tick was split, each claimed under a token of its own. at_ms: the moment
-- the run pretends to be; basis: what it judges by, that is program and policy, for only who judges by the same may
-- take a part. The parts of a job stay until its next run is split.
CREATE TABLE IF NOT EXISTS run_parts (
  run_id      BIGINT NOT NULL,
  seq         INT NOT NULL,
  job         VARCHAR(100) NOT NULL,
  nominal_ms  BIGINT NOT NULL,
  at_ms       BIGINT NOT NULL,
  basis       VARCHAR(100) NOT NULL,
  first_unit  VARCHAR(100) NOT NULL,
  last_unit   VARCHAR(100) NOT NULL,
  holder      VARCHAR(200) NOT NULL,
  token       BIGINT NOT NULL,
  until_at    DATETIME(6) NOT NULL,
  finished_ms BIGINT NOT NULL,
  report      MEDIUMTEXT NOT NULL,
  PRIMARY KEY (run_id, seq),
  UNIQUE KEY run_parts_range (job, nominal_ms, first_unit),
  KEY run_parts_open (finished_ms, run_id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS run_parts, leases;
