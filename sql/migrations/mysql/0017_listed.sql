-- +goose Up
-- Pages list cases by state, the most pressing first, and count what is open: from an index alone, however many there
-- are. A migration that was cut off is simply run again: what is there already is left alone.
SET @add_keys = (SELECT IF(COUNT(*) = 0,
    'ALTER TABLE cases ADD KEY cases_listed (state, severity, due_on, id, unit, rule), ADD KEY cases_ended (state, closed_on, id)', 'DO 0')
  FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'cases' AND index_name = 'cases_listed');
PREPARE add_keys FROM @add_keys;
EXECUTE add_keys;
DEALLOCATE PREPARE add_keys;

-- +goose Down
ALTER TABLE cases DROP KEY cases_listed, DROP KEY cases_ended;
