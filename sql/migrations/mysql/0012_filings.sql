-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- What the rules about groups, accounts and apps ask for. brought names the columns that any file ever brought for the
-- record, as far as a rule asks: an empty cell is data, a column that no file had is none.
SET @add = (SELECT IF(COUNT(*) = 0,
    'ALTER TABLE units ADD COLUMN rules_text VARCHAR(1000) NOT NULL DEFAULT '''', ADD COLUMN brought VARCHAR(200) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'units' AND column_name = 'brought');
PREPARE add_columns FROM @add;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- end_supplied: dissolved_on stands in no file, but is the day of the import or decision that ended the group.
SET @add = (SELECT IF(COUNT(*) = 0,
    'ALTER TABLE work_groups ADD COLUMN end_supplied TINYINT NOT NULL DEFAULT 0, ADD COLUMN brought VARCHAR(200) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'work_groups' AND column_name = 'brought');
PREPARE add_columns FROM @add;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

SET @add = (SELECT IF(COUNT(*) = 0,
    'ALTER TABLE official_accounts ADD COLUMN stopped_on CHAR(10) NOT NULL DEFAULT '''', ADD COLUMN stop_notice VARCHAR(1000) NOT NULL DEFAULT '''', ADD COLUMN brought VARCHAR(200) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'official_accounts' AND column_name = 'brought');
PREPARE add_columns FROM @add;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

SET @add = (SELECT IF(COUNT(*) = 0,
    'ALTER TABLE apps ADD COLUMN filing VARCHAR(100) NOT NULL DEFAULT '''', ADD COLUMN brought VARCHAR(200) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'apps' AND column_name = 'brought');
PREPARE add_columns FROM @add;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- Approvals of groups, accounts and apps that came by import.
CREATE TABLE IF NOT EXISTS filings (
  code        VARCHAR(100) NOT NULL PRIMARY KEY,
  kind        VARCHAR(100) NOT NULL,
  name        VARCHAR(500) NOT NULL,
  unit        VARCHAR(100) NOT NULL,
  platform    VARCHAR(100) NOT NULL,
  purpose     TEXT NOT NULL,
  applicant   VARCHAR(100) NOT NULL,
  approver    VARCHAR(100) NOT NULL,
  approved_on CHAR(10) NOT NULL,
  until_on    CHAR(10) NOT NULL,
  protected   TINYINT NOT NULL,
  group_code  VARCHAR(100) NOT NULL,
  KEY filings_group (group_code)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS filings;
ALTER TABLE apps DROP COLUMN filing, DROP COLUMN brought;
ALTER TABLE official_accounts DROP COLUMN stopped_on, DROP COLUMN stop_notice, DROP COLUMN brought;
ALTER TABLE work_groups DROP COLUMN end_supplied, DROP COLUMN brought;
ALTER TABLE units DROP COLUMN rules_text, DROP COLUMN brought;
