-- +goose Up
-- People: who is not to be disturbed and who hears it for them, deadlines that somebody extended, who accepted what a
-- guard held. A migration that was cut off is simply run again, see 0003.
-- cases.extended_by: who approved the present deadline; empty = it is the rule's own.
SET @add_columns = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE cases ADD COLUMN extended_by VARCHAR(100) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'cases' AND column_name = 'extended_by');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;
-- tellings.for_code: the absent person in whose place to_code hears it; empty = to_code hears it in their own.
SET @add_columns = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE tellings ADD COLUMN for_code VARCHAR(100) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'tellings' AND column_name = 'for_code');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;
SET @add_columns = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE audit_overrides ADD COLUMN actor VARCHAR(100) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'audit_overrides' AND column_name = 'actor');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- Never used: it kept no number, nobody's name and no history.
DROP TABLE IF EXISTS do_not_disturb;

CREATE TABLE IF NOT EXISTS absences (
  id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  person     VARCHAR(100) NOT NULL,
  deputy     VARCHAR(100) NOT NULL,
  reason     TEXT NOT NULL,
  actor      VARCHAR(100) NOT NULL,
  from_on    CHAR(10) NOT NULL,
  until_on   CHAR(10) NOT NULL,
  ended_on   CHAR(10) NOT NULL,
  ended_by   VARCHAR(100) NOT NULL,
  written_ms BIGINT NOT NULL,
  KEY absences_person (person, until_on)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS absences;
CREATE TABLE IF NOT EXISTS do_not_disturb (
  person     VARCHAR(100) NOT NULL PRIMARY KEY,
  until_on   CHAR(10) NOT NULL,
  deputy     VARCHAR(100) NOT NULL,
  reason     TEXT NOT NULL,
  written_ms BIGINT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
ALTER TABLE audit_overrides DROP COLUMN actor;
ALTER TABLE tellings DROP COLUMN for_code;
ALTER TABLE cases DROP COLUMN extended_by;
