-- +goose Up
-- The same as ../mysql/0007_people.sql, which has the comments.
ALTER TABLE cases ADD COLUMN extended_by TEXT NOT NULL DEFAULT '';
ALTER TABLE tellings ADD COLUMN for_code TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_overrides ADD COLUMN actor TEXT NOT NULL DEFAULT '';

DROP TABLE do_not_disturb;

CREATE TABLE absences (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  person TEXT NOT NULL,
  deputy TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  ended_on TEXT NOT NULL,
  ended_by TEXT NOT NULL,
  written_ms INTEGER NOT NULL
);
CREATE INDEX absences_person ON absences (person, until_on);

-- +goose Down
DROP TABLE absences;
CREATE TABLE do_not_disturb (
  person TEXT NOT NULL PRIMARY KEY,
  until_on TEXT NOT NULL,
  deputy TEXT NOT NULL,
  reason TEXT NOT NULL,
  written_ms INTEGER NOT NULL
);
ALTER TABLE audit_overrides DROP COLUMN actor;
ALTER TABLE tellings DROP COLUMN for_code;
ALTER TABLE cases DROP COLUMN extended_by;
