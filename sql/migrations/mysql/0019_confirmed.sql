-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- told_ms: when the case was first told since it was (re)opened; 0 = untold, or told when only the day was kept.
-- data_ms: the moment of the newest data that showed it; 0 = its rule judges the registry, or no run has judged it since.
SET @add_columns = (SELECT IF(COUNT(*) = 0,
    'ALTER TABLE cases ADD COLUMN told_ms BIGINT NOT NULL DEFAULT 0, ADD COLUMN data_ms BIGINT NOT NULL DEFAULT 0', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'cases' AND column_name = 'told_ms');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- +goose Down
ALTER TABLE cases DROP COLUMN told_ms, DROP COLUMN data_ms;
