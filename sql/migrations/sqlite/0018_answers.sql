-- +goose Up
-- See ../mysql/0018_answers.sql.
ALTER TABLE cases ADD COLUMN paused_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN paused_until TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN objection TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN asked_case INTEGER NOT NULL DEFAULT 0;
CREATE INDEX cases_asked ON cases (asked_case);
CREATE TABLE said_identities (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  platform TEXT NOT NULL,
  account TEXT NOT NULL,
  group_code TEXT NOT NULL,
  card TEXT NOT NULL,
  person TEXT NOT NULL,
  outsider TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  actor TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  written_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE answered_fields (
  group_code TEXT NOT NULL,
  field TEXT NOT NULL,
  imported TEXT NOT NULL,
  PRIMARY KEY (group_code, field)
) WITHOUT ROWID;
CREATE TABLE form_uses (
  form TEXT NOT NULL PRIMARY KEY,
  notice_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  used_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE link_renewals (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  notice_id TEXT NOT NULL,
  person TEXT NOT NULL,
  asked_ms INTEGER NOT NULL
);
CREATE INDEX link_renewals_person ON link_renewals (person, asked_ms);

-- +goose Down
DROP TABLE link_renewals;
DROP TABLE form_uses;
DROP TABLE answered_fields;
DROP TABLE said_identities;
DROP INDEX cases_asked;
ALTER TABLE cases DROP COLUMN asked_case;
ALTER TABLE cases DROP COLUMN objection;
ALTER TABLE cases DROP COLUMN paused_until;
ALTER TABLE cases DROP COLUMN paused_ms;
