-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- full_ms, looked_ms: when the members were last read whole, and last looked at; 0 = as taken_ms.
SET @add_columns = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE rosters ADD COLUMN full_ms BIGINT NOT NULL DEFAULT 0, ADD COLUMN looked_ms BIGINT NOT NULL DEFAULT 0', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'rosters' AND column_name = 'full_ms');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;
-- Rosters that people gave by hand, each once: pasted, said to be unchanged, or changed by a few names.
CREATE TABLE IF NOT EXISTS rosters_by_hand (
  id         BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  group_code VARCHAR(100) NOT NULL,
  taken_ms   BIGINT NOT NULL,
  written_ms BIGINT NOT NULL,
  how        VARCHAR(20) NOT NULL,
  way        VARCHAR(20) NOT NULL,
  person     VARCHAR(100) NOT NULL,
  counted    BIGINT NOT NULL,
  INDEX rosters_by_hand_group (group_code, taken_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS rosters_by_hand;
ALTER TABLE rosters DROP COLUMN looked_ms, DROP COLUMN full_ms;
