-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- published_ms: when the first digest with the hash was made; 0 = none was, or nobody recorded it.
SET @add_columns = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE spot_draws ADD COLUMN published_ms BIGINT NOT NULL DEFAULT 0', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'spot_draws' AND column_name = 'published_ms');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- +goose Down
ALTER TABLE spot_draws DROP COLUMN published_ms;
