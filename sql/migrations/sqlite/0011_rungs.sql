-- +goose Up
-- The same as ../mysql/0011_rungs.sql, which has the comments.
CREATE TABLE tellings_typed (
  case_id INTEGER NOT NULL,
  life INTEGER NOT NULL,
  group_code TEXT NOT NULL,
  rung_kind TEXT NOT NULL,
  rung_step TEXT NOT NULL,
  rung_target TEXT NOT NULL,
  rung_office TEXT NOT NULL,
  day_on TEXT NOT NULL,
  to_type TEXT NOT NULL,
  to_code TEXT NOT NULL,
  by_phone INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  notice_id TEXT NOT NULL,
  told_on TEXT NOT NULL,
  for_code TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, life, group_code, rung_kind, rung_step, rung_target, rung_office)
) WITHOUT ROWID;
INSERT INTO tellings_typed
  SELECT case_id, life, group_code,
    CASE
      WHEN rung IN ('first', 'prior') THEN rung
      WHEN SUBSTR(rung, 1, 9) = 'reminder ' THEN 'reminder'
      WHEN SUBSTR(rung, 1, 10) = 'milestone-' THEN 'milestone'
      WHEN SUBSTR(rung, 1, 10) = 'stage_end ' THEN 'stage_end'
      WHEN SUBSTR(rung, 1, 11) = 'exempt_end ' THEN 'exempt_end'
      ELSE 'ladder' END,
    CASE
      WHEN rung IN ('first', 'prior') THEN ''
      WHEN SUBSTR(rung, 1, 9) = 'reminder ' THEN SUBSTR(rung, 10)
      WHEN SUBSTR(rung, 1, 10) = 'milestone-' THEN SUBSTR(rung, 11, 10)
      WHEN SUBSTR(rung, 1, 10) = 'stage_end ' THEN SUBSTR(rung, 11)
      WHEN SUBSTR(rung, 1, 11) = 'exempt_end ' THEN REPLACE(REPLACE(SUBSTR(rung, 12), ' approver', ''), ' responsible', '')
      ELSE SUBSTR(rung, 1, INSTR(rung, ' ') - 1) END,
    CASE
      WHEN rung = 'prior' THEN 'concerned'
      WHEN INSTR(rung, ' office:') > 0 THEN 'office'
      WHEN INSTR(rung, ' approver') > 0 THEN 'approver'
      WHEN INSTR(rung, ' second_admin') > 0 THEN 'second_admin'
      WHEN INSTR(rung, ' unit_principal') > 0 THEN 'unit_principal'
      WHEN INSTR(rung, ' parent_principal') > 0 THEN 'parent_principal'
      ELSE 'responsible' END,
    CASE WHEN INSTR(rung, ' office:') > 0 THEN SUBSTR(rung, INSTR(rung, ' office:') + 8) ELSE '' END,
    day_on, to_type, to_code, by_phone, state, reason, notice_id, told_on, for_code
  FROM tellings;
DROP TABLE tellings;
ALTER TABLE tellings_typed RENAME TO tellings;
CREATE INDEX tellings_notice ON tellings (notice_id);
CREATE INDEX tellings_state ON tellings (state);
CREATE INDEX tellings_kind ON tellings (rung_kind);

-- +goose Down
CREATE TABLE tellings_texts (
  case_id INTEGER NOT NULL,
  life INTEGER NOT NULL,
  group_code TEXT NOT NULL,
  rung TEXT NOT NULL,
  day_on TEXT NOT NULL,
  to_type TEXT NOT NULL,
  to_code TEXT NOT NULL,
  by_phone INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  notice_id TEXT NOT NULL,
  told_on TEXT NOT NULL,
  for_code TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, life, group_code, rung)
) WITHOUT ROWID;
INSERT INTO tellings_texts
  SELECT case_id, life, group_code,
    CASE rung_kind
      WHEN 'first' THEN 'first'
      WHEN 'prior' THEN 'prior'
      WHEN 'reminder' THEN 'reminder ' || rung_step
      WHEN 'milestone' THEN 'milestone-' || rung_step || ' responsible'
      WHEN 'stage_end' THEN 'stage_end ' || rung_step
      WHEN 'exempt_end' THEN 'exempt_end ' || rung_step || ' ' || rung_target
      ELSE rung_step || ' ' || rung_target || CASE WHEN rung_office <> '' THEN ':' || rung_office ELSE '' END END,
    day_on, to_type, to_code, by_phone, state, reason, notice_id, told_on, for_code
  FROM tellings;
DROP TABLE tellings;
ALTER TABLE tellings_texts RENAME TO tellings;
CREATE INDEX tellings_notice ON tellings (notice_id);
CREATE INDEX tellings_state ON tellings (state);
CREATE INDEX tellings_rung ON tellings (rung);
