-- +goose Up
-- A migration that was cut off is simply run again, so a column is added only where it is not there yet; MySQL has no
-- ADD COLUMN IF NOT EXISTS.
-- said_ms: when a person last said that the case is mended; 0 = nobody has since it was (re)opened.
-- life: how often it became untold again, reopened or after an exemption.
SET @add_columns = (SELECT IF(COUNT(*) = 0,
    'ALTER TABLE cases ADD COLUMN said_ms BIGINT NOT NULL DEFAULT 0, ADD COLUMN life INT NOT NULL DEFAULT 0', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'cases' AND column_name = 'said_ms');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- What is said once to one recipient: rungs of a case's ladder, its first telling, the prior notice to the person
-- concerned, or (case_id 0) that a group's time runs out. life is cases.life when it fell due: a case that
-- comes back climbs anew. notice_id is the notice that tells it, or the last one that was to.
CREATE TABLE IF NOT EXISTS tellings (
  case_id    BIGINT NOT NULL,
  life       INT NOT NULL,
  group_code VARCHAR(100) NOT NULL,
  rung       VARCHAR(150) NOT NULL,
  day_on     CHAR(10) NOT NULL,
  to_type    VARCHAR(100) NOT NULL,
  to_code    VARCHAR(100) NOT NULL,
  by_phone   BOOLEAN NOT NULL,
  state      VARCHAR(100) NOT NULL,
  reason     VARCHAR(100) NOT NULL,
  notice_id  VARCHAR(100) NOT NULL,
  told_on    CHAR(10) NOT NULL,
  PRIMARY KEY (case_id, life, group_code, rung),
  KEY tellings_notice (notice_id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What somebody decided about a group: a new end, or that it is dissolved.
CREATE TABLE IF NOT EXISTS group_decisions (
  id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  group_code VARCHAR(100) NOT NULL,
  what       VARCHAR(100) NOT NULL,
  value_on   CHAR(10) NOT NULL,
  actor      VARCHAR(100) NOT NULL,
  reason     TEXT NOT NULL,
  at_ms      BIGINT NOT NULL,
  written_ms BIGINT NOT NULL,
  KEY group_decisions_group (group_code, id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS group_decisions, tellings;
ALTER TABLE cases DROP COLUMN said_ms, DROP COLUMN life;
