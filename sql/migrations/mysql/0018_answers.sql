-- +goose Up
-- What people answer. A migration that was cut off is simply run again, see 0003.
-- cases.paused_ms, paused_until: when a request last paused the ladder, and until when.
-- cases.objection: why somebody objects to the case, until that is decided. cases.asked_case: the case that a task is about.
SET @add_columns = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE cases ADD COLUMN paused_ms BIGINT NOT NULL DEFAULT 0, ADD COLUMN paused_until VARCHAR(10) NOT NULL DEFAULT '''', ADD COLUMN objection VARCHAR(500) NOT NULL DEFAULT '''', ADD COLUMN asked_case BIGINT NOT NULL DEFAULT 0, ADD INDEX cases_asked (asked_case)', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'cases' AND column_name = 'paused_ms');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;
-- Who an account is, or in one group a normalised card, as somebody said.
CREATE TABLE IF NOT EXISTS said_identities (
  id          BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  platform    VARCHAR(100) NOT NULL,
  account     VARCHAR(200) NOT NULL,
  group_code  VARCHAR(100) NOT NULL,
  card        VARCHAR(500) NOT NULL,
  person      VARCHAR(100) NOT NULL,
  outsider    VARCHAR(500) NOT NULL,
  valid_until VARCHAR(10) NOT NULL,
  actor       VARCHAR(100) NOT NULL,
  case_id     BIGINT NOT NULL,
  at_ms       BIGINT NOT NULL,
  written_ms  BIGINT NOT NULL,
  ended_ms    BIGINT NOT NULL DEFAULT 0
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
-- Fields of groups that an answer changed, with the value of the import before it: the same value again keeps the answer.
CREATE TABLE IF NOT EXISTS answered_fields (
  group_code VARCHAR(100) NOT NULL,
  field      VARCHAR(60) NOT NULL,
  imported   TEXT NOT NULL,
  PRIMARY KEY (group_code, field)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
-- Forms that were sent: a form counts once.
CREATE TABLE IF NOT EXISTS form_uses (
  form      VARCHAR(64) NOT NULL PRIMARY KEY,
  notice_id VARCHAR(100) NOT NULL,
  outcome   TEXT NOT NULL,
  used_ms   BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
CREATE TABLE IF NOT EXISTS link_renewals (
  id        BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  notice_id VARCHAR(100) NOT NULL,
  person    VARCHAR(100) NOT NULL,
  asked_ms  BIGINT NOT NULL,
  INDEX link_renewals_person (person, asked_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS link_renewals;
DROP TABLE IF EXISTS form_uses;
DROP TABLE IF EXISTS answered_fields;
DROP TABLE IF EXISTS said_identities;
ALTER TABLE cases DROP INDEX cases_asked, DROP COLUMN asked_case, DROP COLUMN objection, DROP COLUMN paused_until, DROP COLUMN paused_ms;
