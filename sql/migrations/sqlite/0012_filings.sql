-- +goose Up
-- The same as ../mysql/0012_filings.sql, which has the comments.
ALTER TABLE units ADD COLUMN rules_text TEXT NOT NULL DEFAULT '';
ALTER TABLE units ADD COLUMN brought TEXT NOT NULL DEFAULT '';
ALTER TABLE work_groups ADD COLUMN end_supplied INTEGER NOT NULL DEFAULT 0;
ALTER TABLE work_groups ADD COLUMN brought TEXT NOT NULL DEFAULT '';
ALTER TABLE official_accounts ADD COLUMN stopped_on TEXT NOT NULL DEFAULT '';
ALTER TABLE official_accounts ADD COLUMN stop_notice TEXT NOT NULL DEFAULT '';
ALTER TABLE official_accounts ADD COLUMN brought TEXT NOT NULL DEFAULT '';
ALTER TABLE apps ADD COLUMN filing TEXT NOT NULL DEFAULT '';
ALTER TABLE apps ADD COLUMN brought TEXT NOT NULL DEFAULT '';
CREATE TABLE filings (
  code TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  platform TEXT NOT NULL,
  purpose TEXT NOT NULL,
  applicant TEXT NOT NULL,
  approver TEXT NOT NULL,
  approved_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  protected INTEGER NOT NULL,
  group_code TEXT NOT NULL
);
CREATE INDEX filings_group ON filings (group_code);

-- +goose Down
DROP TABLE filings;
ALTER TABLE apps DROP COLUMN brought;
ALTER TABLE apps DROP COLUMN filing;
ALTER TABLE official_accounts DROP COLUMN brought;
ALTER TABLE official_accounts DROP COLUMN stop_notice;
ALTER TABLE official_accounts DROP COLUMN stopped_on;
ALTER TABLE work_groups DROP COLUMN brought;
ALTER TABLE work_groups DROP COLUMN end_supplied;
ALTER TABLE units DROP COLUMN brought;
ALTER TABLE units DROP COLUMN rules_text;
