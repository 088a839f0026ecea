-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- Until the draw the secret is sealed with the key, and longer. drawn_by: who drew by hand; empty = the job.
ALTER TABLE spot_draws MODIFY secret VARCHAR(500) NOT NULL;
SET @add_columns = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE spot_draws ADD COLUMN drawn_by VARCHAR(100) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'spot_draws' AND column_name = 'drawn_by');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- +goose Down
ALTER TABLE spot_draws DROP COLUMN drawn_by;
