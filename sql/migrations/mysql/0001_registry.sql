-- +goose Up
-- Moments are unix milliseconds UTC (…_ms, 0 = absent), dates are YYYY-MM-DD ('' = absent), lists and maps are
-- JSON text. Text is utf8mb4_bin: every other collation calls wx_abc and wx_Abc, or two emoji, the same.
-- Keys of rosters are VARBINARY: utf8mb4_bin pads with spaces when it compares, so its order is not byte order.
-- IF NOT EXISTS, because MySQL commits every CREATE: a migration that was cut off is simply run again.

CREATE TABLE IF NOT EXISTS units (
  code       VARCHAR(100) NOT NULL PRIMARY KEY,
  name       VARCHAR(500) NOT NULL,
  short_name VARCHAR(500) NOT NULL,
  kind       VARCHAR(100) NOT NULL,
  parent     VARCHAR(100) NOT NULL,
  headcount  INT NOT NULL,
  principal  VARCHAR(100) NOT NULL,
  leader     VARCHAR(100) NOT NULL,
  liaison    VARCHAR(100) NOT NULL,
  group_code VARCHAR(100) NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS people (
  code       VARCHAR(100) NOT NULL PRIMARY KEY,
  name       VARCHAR(500) NOT NULL,
  unit       VARCHAR(100) NOT NULL,
  also_units TEXT NOT NULL,
  post       VARCHAR(500) NOT NULL,
  status     VARCHAR(100) NOT NULL,
  left_on    CHAR(10) NOT NULL,
  roles      TEXT NOT NULL,
  mobile     VARCHAR(100) NOT NULL,
  email      VARCHAR(500) NOT NULL,
  accounts   TEXT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS work_groups (
  code            VARCHAR(100) NOT NULL PRIMARY KEY,
  platform        VARCHAR(100) NOT NULL,
  platform_number VARCHAR(100) NOT NULL,
  name            VARCHAR(500) NOT NULL,
  purpose         TEXT NOT NULL,
  category        VARCHAR(100) NOT NULL,
  reach           VARCHAR(100) NOT NULL,
  unit            VARCHAR(100) NOT NULL,
  owner           VARCHAR(100) NOT NULL,
  admins          TEXT NOT NULL,
  founded_on      CHAR(10) NOT NULL,
  staged          TINYINT NOT NULL,
  starts_on       CHAR(10) NOT NULL,
  ends_on         CHAR(10) NOT NULL,
  filing          VARCHAR(100) NOT NULL,
  scope           TEXT NOT NULL,
  all_staff       TINYINT NOT NULL,
  importance      VARCHAR(100) NOT NULL,
  state           VARCHAR(100) NOT NULL,
  merged_into     VARCHAR(100) NOT NULL,
  dissolved_on    CHAR(10) NOT NULL,
  KEY work_groups_unit (unit, code)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS group_changes (
  id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  group_code VARCHAR(100) NOT NULL,
  field      VARCHAR(100) NOT NULL,
  old_value  TEXT NOT NULL,
  new_value  TEXT NOT NULL,
  at_ms      BIGINT NOT NULL,
  written_ms BIGINT NOT NULL,
  KEY group_changes_group (group_code, at_ms),
  KEY group_changes_at (at_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS bindings (
  platform    VARCHAR(100) NOT NULL,
  account_key VARBINARY(1000) NOT NULL,
  account     VARCHAR(200) NOT NULL,
  person      VARCHAR(100) NOT NULL,
  outsider    VARCHAR(500) NOT NULL,
  valid_until CHAR(10) NOT NULL,
  PRIMARY KEY (platform, account_key)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS official_accounts (
  code         VARCHAR(100) NOT NULL PRIMARY KEY,
  platform     VARCHAR(100) NOT NULL,
  name         VARCHAR(500) NOT NULL,
  unit         VARCHAR(100) NOT NULL,
  followers    BIGINT NOT NULL,
  posts_30     BIGINT NOT NULL,
  last_post_on CHAR(10) NOT NULL,
  hours_month  DOUBLE NOT NULL,
  responsible  VARCHAR(100) NOT NULL,
  filing       VARCHAR(100) NOT NULL,
  state        VARCHAR(100) NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS apps (
  code          VARCHAR(100) NOT NULL PRIMARY KEY,
  name          VARCHAR(500) NOT NULL,
  unit          VARCHAR(100) NOT NULL,
  purpose       TEXT NOT NULL,
  monthly_users BIGINT NOT NULL,
  rating        DOUBLE NOT NULL,
  responsible   VARCHAR(100) NOT NULL,
  state         VARCHAR(100) NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- address and secret: sealed text, see sql/registry/keyring.go
CREATE TABLE IF NOT EXISTS routes (
  target_type VARCHAR(100) NOT NULL,
  target      VARCHAR(100) NOT NULL,
  channel     VARCHAR(100) NOT NULL,
  seq         INT NOT NULL,
  address     TEXT NOT NULL,
  secret      TEXT NOT NULL,
  keyword     VARCHAR(500) NOT NULL,
  PRIMARY KEY (target_type, target, channel)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The newest roster of every group, registered or not; version grows with every import that touches it.
CREATE TABLE IF NOT EXISTS rosters (
  group_code    VARBINARY(400) NOT NULL PRIMARY KEY,
  taken_ms      BIGINT NOT NULL,
  member_count  BIGINT NOT NULL,
  has_nicknames TINYINT NOT NULL,
  has_spoken    TINYINT NOT NULL,
  written_ms    BIGINT NOT NULL,
  version       BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS roster_members (
  group_code  VARBINARY(400) NOT NULL,
  account_key VARBINARY(1000) NOT NULL,
  account     VARCHAR(250) NOT NULL,
  nickname    VARCHAR(200) NOT NULL,
  chat_role   VARCHAR(100) NOT NULL,
  joined_ms   BIGINT NOT NULL,
  spoke_ms    BIGINT NOT NULL,
  PRIMARY KEY (group_code, account_key)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What members said and when, as far as the newest roster no longer says it.
CREATE TABLE IF NOT EXISTS spoken_before (
  group_code  VARBINARY(400) NOT NULL,
  robot_role  TINYINT NOT NULL,
  spoke_ms    BIGINT NOT NULL,
  account_key VARBINARY(1000) NOT NULL,
  nickname    VARCHAR(200) NOT NULL,
  PRIMARY KEY (group_code, robot_role, spoke_ms, account_key, nickname)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Every applied roster in which some row carried a moment of speaking: somebody looked then.
CREATE TABLE IF NOT EXISTS roster_looks (
  group_code VARBINARY(400) NOT NULL,
  taken_ms   BIGINT NOT NULL,
  PRIMARY KEY (group_code, taken_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS account_changes (
  id          BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  group_code  VARBINARY(400) NOT NULL,
  account_key VARBINARY(1000) NOT NULL,
  has_left    TINYINT NOT NULL,
  at_ms       BIGINT NOT NULL,
  written_ms  BIGINT NOT NULL,
  KEY account_changes_group (group_code, at_ms),
  KEY account_changes_at (at_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS activities (
  group_code  VARBINARY(400) NOT NULL,
  taken_ms    BIGINT NOT NULL,
  last_ms     BIGINT NOT NULL,
  activity_on CHAR(10) NOT NULL,
  messages    BIGINT NOT NULL,
  speakers    BIGINT NOT NULL,
  written_ms  BIGINT NOT NULL,
  PRIMARY KEY (group_code, taken_ms, last_ms, activity_on, messages, speakers)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Platform groups that a file named and no registered group claims.
CREATE TABLE IF NOT EXISTS unfiled_groups (
  group_code      VARBINARY(400) NOT NULL PRIMARY KEY,
  platform        VARCHAR(100) NOT NULL,
  platform_number VARCHAR(100) NOT NULL,
  name            VARCHAR(500) NOT NULL,
  first_seen_ms   BIGINT NOT NULL,
  last_seen_ms    BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- Ids that are the same on every engine and have no gaps after a rollback.
CREATE TABLE IF NOT EXISTS counters (
  name   VARCHAR(100) NOT NULL PRIMARY KEY,
  issued BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS cases (
  id            BIGINT NOT NULL PRIMARY KEY,
  rule          VARCHAR(100) NOT NULL,
  subject_key   CHAR(64) NOT NULL,
  clause        VARCHAR(100) NOT NULL,
  unit          VARCHAR(100) NOT NULL,
  subject_type  VARCHAR(100) NOT NULL,
  group_code    VARCHAR(500) NOT NULL,
  group2        VARCHAR(500) NOT NULL,
  account       VARCHAR(250) NOT NULL,
  person        VARCHAR(100) NOT NULL,
  subject_code  VARCHAR(500) NOT NULL,
  title         TEXT NOT NULL,
  state         VARCHAR(100) NOT NULL,
  severity      VARCHAR(100) NOT NULL,
  opened_on     CHAR(10) NOT NULL,
  due_on        CHAR(10) NOT NULL,
  last_seen_on  CHAR(10) NOT NULL,
  closed_on     CHAR(10) NOT NULL,
  closed_reason VARCHAR(100) NOT NULL,
  reopened      INT NOT NULL,
  responsible   VARCHAR(100) NOT NULL,
  exempt_until  CHAR(10) NOT NULL,
  evidence      MEDIUMTEXT NOT NULL,
  told_on       CHAR(10) NOT NULL,
  reminders     INT NOT NULL,
  rung          INT NOT NULL,
  UNIQUE KEY cases_subject (rule, subject_key),
  KEY cases_unit (unit, state),
  KEY cases_group (group_code),
  KEY cases_group2 (group2),
  KEY cases_state (state, due_on)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS case_steps (
  id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  case_id    BIGINT NOT NULL,
  run_id     BIGINT NOT NULL,
  at_ms      BIGINT NOT NULL,
  written_ms BIGINT NOT NULL,
  state      VARCHAR(100) NOT NULL,
  actor      VARCHAR(100) NOT NULL,
  reason     VARCHAR(100) NOT NULL,
  note       TEXT NOT NULL,
  KEY case_steps_case (case_id, id),
  CONSTRAINT case_steps_of FOREIGN KEY (case_id) REFERENCES cases (id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS runs (
  id          BIGINT NOT NULL PRIMARY KEY,
  job         VARCHAR(100) NOT NULL,
  at_ms       BIGINT NOT NULL,
  started_ms  BIGINT NOT NULL,
  finished_ms BIGINT NOT NULL,
  by_tick     TINYINT NOT NULL,
  status      VARCHAR(100) NOT NULL,
  summary     MEDIUMTEXT NOT NULL,
  KEY runs_job (job, at_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS unit_baselines (
  job      VARCHAR(100) NOT NULL,
  unit     VARCHAR(100) NOT NULL,
  first_ms BIGINT NOT NULL,
  PRIMARY KEY (job, unit)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS ticks (
  job              VARCHAR(100) NOT NULL,
  nominal_ms       BIGINT NOT NULL,
  claimed_by       VARCHAR(200) NOT NULL,
  claimed_ms       BIGINT NOT NULL,
  claimed_until_ms BIGINT NOT NULL,
  finished_ms      BIGINT NOT NULL,
  outcome          VARCHAR(100) NOT NULL,
  PRIMARY KEY (job, nominal_ms),
  KEY ticks_open (finished_ms, claimed_until_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS held_parts (
  id          BIGINT NOT NULL PRIMARY KEY,
  job         VARCHAR(100) NOT NULL,
  unit        VARCHAR(100) NOT NULL,
  held_ms     BIGINT NOT NULL,
  trip        TEXT NOT NULL,
  released_ms BIGINT NOT NULL,
  released_by VARCHAR(100) NOT NULL,
  note        TEXT NOT NULL,
  used_ms     BIGINT NOT NULL,
  cleared_ms  BIGINT NOT NULL,
  KEY held_parts_part (job, unit, used_ms, cleared_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS exemptions (
  id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  rule       VARCHAR(100) NOT NULL,
  group_code VARCHAR(100) NOT NULL,
  person     VARCHAR(100) NOT NULL,
  reason     TEXT NOT NULL,
  approver   VARCHAR(100) NOT NULL,
  from_on    CHAR(10) NOT NULL,
  until_on   CHAR(10) NOT NULL,
  ended_on   CHAR(10) NOT NULL,
  written_ms BIGINT NOT NULL,
  KEY exemptions_rule (rule, until_on)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS do_not_disturb (
  person     VARCHAR(100) NOT NULL PRIMARY KEY,
  until_on   CHAR(10) NOT NULL,
  deputy     VARCHAR(100) NOT NULL,
  reason     TEXT NOT NULL,
  written_ms BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- seq is the order of making. wake_ms: when a dispatcher may take the notice next (the later of not_before and
-- next); 0 = never by itself.
CREATE TABLE IF NOT EXISTS notices (
  id               VARCHAR(100) NOT NULL PRIMARY KEY,
  seq              BIGINT NOT NULL,
  kind             VARCHAR(100) NOT NULL,
  recipient_type   VARCHAR(100) NOT NULL,
  recipient        VARCHAR(100) NOT NULL,
  recipient_name   VARCHAR(500) NOT NULL,
  channel          VARCHAR(100) NOT NULL,
  route_seq        INT NOT NULL,
  state            VARCHAR(100) NOT NULL,
  created_ms       BIGINT NOT NULL,
  not_before_ms    BIGINT NOT NULL,
  next_ms          BIGINT NOT NULL,
  wake_ms          BIGINT NOT NULL,
  sent_ms          BIGINT NOT NULL,
  told_ms          BIGINT NOT NULL,
  tried_ms         BIGINT NOT NULL,
  attempts         INT NOT NULL,
  doubts           INT NOT NULL,
  last_error       TEXT NOT NULL,
  title            TEXT NOT NULL,
  body             MEDIUMTEXT NOT NULL,
  document         MEDIUMTEXT NOT NULL,
  refs             MEDIUMTEXT NOT NULL,
  hops             MEDIUMTEXT NOT NULL,
  claimed_by       VARCHAR(200) NOT NULL,
  claimed_until_ms BIGINT NOT NULL,
  relayed_by       VARCHAR(100) NOT NULL,
  version          BIGINT NOT NULL,
  UNIQUE KEY notices_seq (seq),
  KEY notices_wake (wake_ms, seq),
  KEY notices_recipient (recipient_type, recipient, tried_ms),
  KEY notices_state (state, claimed_until_ms),
  KEY notices_sent (sent_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS notice_cases (
  notice_id VARCHAR(100) NOT NULL,
  case_id   BIGINT NOT NULL,
  PRIMARY KEY (notice_id, case_id),
  KEY notice_cases_case (case_id),
  CONSTRAINT notice_cases_notice FOREIGN KEY (notice_id) REFERENCES notices (id),
  CONSTRAINT notice_cases_cases FOREIGN KEY (case_id) REFERENCES cases (id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What is known of a robot's recent past, whoever used it. The key is a digest of its address.
CREATE TABLE IF NOT EXISTS route_paces (
  pace_key         VARCHAR(100) NOT NULL PRIMARY KEY,
  recent           TEXT NOT NULL,
  blocked_from_ms  BIGINT NOT NULL,
  blocked_until_ms BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS notice_attempts (
  notice_id VARCHAR(100) NOT NULL,
  attempt   INT NOT NULL,
  channel   VARCHAR(100) NOT NULL,
  owner     VARCHAR(200) NOT NULL,
  begun_ms  BIGINT NOT NULL,
  ended_ms  BIGINT NOT NULL,
  outcome   VARCHAR(100) NOT NULL,
  detail    TEXT NOT NULL,
  PRIMARY KEY (notice_id, attempt),
  KEY notice_attempts_begun (begun_ms),
  CONSTRAINT notice_attempts_of FOREIGN KEY (notice_id) REFERENCES notices (id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS notice_attempts, route_paces, notice_cases, notices, do_not_disturb, exemptions, held_parts, ticks,
  unit_baselines, runs, case_steps, cases, counters, unfiled_groups, activities, account_changes, roster_looks,
  spoken_before, roster_members, rosters, routes, apps, official_accounts, bindings, group_changes, work_groups,
  people, units;
