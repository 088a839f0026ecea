-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- What a telling tells stands in columns of its own, not in one text: why (rung_kind), which step of its kind, whom it
-- is for, and which office where it is one.
SET @typed = (SELECT COUNT(*) = 0 FROM information_schema.columns
  WHERE table_schema = DATABASE() AND table_name = 'tellings' AND column_name = 'rung');

SET @add_columns = (SELECT IF(COUNT(*) = 0, CONCAT('ALTER TABLE tellings ADD COLUMN rung_kind VARCHAR(30) NOT NULL DEFAULT '''', ',
    'ADD COLUMN rung_step VARCHAR(60) NOT NULL DEFAULT '''', ADD COLUMN rung_target VARCHAR(30) NOT NULL DEFAULT '''', ',
    'ADD COLUMN rung_office VARCHAR(100) NOT NULL DEFAULT '''''), 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'tellings' AND column_name = 'rung_kind');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

SET @fill = IF(@typed, 'DO 0', '
UPDATE tellings SET
  rung_kind = CASE
    WHEN rung IN (''first'', ''prior'') THEN rung
    WHEN SUBSTR(rung, 1, 9) = ''reminder '' THEN ''reminder''
    WHEN SUBSTR(rung, 1, 10) = ''milestone-'' THEN ''milestone''
    WHEN SUBSTR(rung, 1, 10) = ''stage_end '' THEN ''stage_end''
    WHEN SUBSTR(rung, 1, 11) = ''exempt_end '' THEN ''exempt_end''
    ELSE ''ladder'' END,
  rung_step = CASE
    WHEN rung IN (''first'', ''prior'') THEN ''''
    WHEN SUBSTR(rung, 1, 9) = ''reminder '' THEN SUBSTR(rung, 10)
    WHEN SUBSTR(rung, 1, 10) = ''milestone-'' THEN SUBSTR(rung, 11, 10)
    WHEN SUBSTR(rung, 1, 10) = ''stage_end '' THEN SUBSTR(rung, 11)
    WHEN SUBSTR(rung, 1, 11) = ''exempt_end '' THEN REPLACE(REPLACE(SUBSTR(rung, 12), '' approver'', ''''), '' responsible'', '''')
    ELSE SUBSTR(rung, 1, INSTR(rung, '' '') - 1) END,
  rung_target = CASE
    WHEN rung = ''prior'' THEN ''concerned''
    WHEN INSTR(rung, '' office:'') > 0 THEN ''office''
    WHEN INSTR(rung, '' approver'') > 0 THEN ''approver''
    WHEN INSTR(rung, '' second_admin'') > 0 THEN ''second_admin''
    WHEN INSTR(rung, '' unit_principal'') > 0 THEN ''unit_principal''
    WHEN INSTR(rung, '' parent_principal'') > 0 THEN ''parent_principal''
    ELSE ''responsible'' END,
  rung_office = CASE WHEN INSTR(rung, '' office:'') > 0 THEN SUBSTR(rung, INSTR(rung, '' office:'') + 8) ELSE '''' END');
PREPARE fill FROM @fill;
EXECUTE fill;
DEALLOCATE PREPARE fill;

SET @drop_text = IF(@typed, 'DO 0', CONCAT('ALTER TABLE tellings DROP PRIMARY KEY, DROP KEY tellings_rung, DROP COLUMN rung, ',
  'ADD PRIMARY KEY (case_id, life, group_code, rung_kind, rung_step, rung_target, rung_office), ADD KEY tellings_kind (rung_kind)'));
PREPARE drop_text FROM @drop_text;
EXECUTE drop_text;
DEALLOCATE PREPARE drop_text;

-- +goose Down
ALTER TABLE tellings ADD COLUMN rung VARCHAR(150) NOT NULL DEFAULT '';
UPDATE tellings SET rung = CASE rung_kind
  WHEN 'first' THEN 'first'
  WHEN 'prior' THEN 'prior'
  WHEN 'reminder' THEN CONCAT('reminder ', rung_step)
  WHEN 'milestone' THEN CONCAT('milestone-', rung_step, ' responsible')
  WHEN 'stage_end' THEN CONCAT('stage_end ', rung_step)
  WHEN 'exempt_end' THEN CONCAT('exempt_end ', rung_step, ' ', rung_target)
  ELSE CONCAT(rung_step, ' ', rung_target, CASE WHEN rung_office <> '' THEN CONCAT(':', rung_office) ELSE '' END) END;
ALTER TABLE tellings DROP PRIMARY KEY, DROP KEY tellings_kind, DROP COLUMN rung_kind, DROP COLUMN rung_step, DROP COLUMN rung_target,
  DROP COLUMN rung_office, ADD PRIMARY KEY (case_id, life, group_code, rung), ADD KEY tellings_rung (rung);
