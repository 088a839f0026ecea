-- +goose Up
-- A page lists what waits for one person. A migration that was cut off is simply run again: what is there already is left alone.
SET @add_keys = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE cases ADD KEY cases_responsible (responsible, state)', 'DO 0')
  FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'cases' AND index_name = 'cases_responsible');
PREPARE add_keys FROM @add_keys;
EXECUTE add_keys;
DEALLOCATE PREPARE add_keys;

-- +goose Down
ALTER TABLE cases DROP KEY cases_responsible;
