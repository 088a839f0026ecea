-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- ended_by: who ended the exemption early; empty = it was not, or by a program that did not ask.
SET @add_columns = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE exemptions ADD COLUMN ended_by VARCHAR(100) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'exemptions' AND column_name = 'ended_by');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- +goose Down
ALTER TABLE exemptions DROP COLUMN ended_by;
