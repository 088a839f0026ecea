-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- Of which series of digests a notice is, and from when on it tells: the next one replaces one that nobody has tried
-- to send, and then begins where that began.
CREATE TABLE IF NOT EXISTS digest_notices (
  notice_id VARCHAR(100) NOT NULL PRIMARY KEY,
  series    VARCHAR(200) NOT NULL,
  since_ms  BIGINT NOT NULL,
  KEY digest_notices_series (series),
  CONSTRAINT digest_notices_of FOREIGN KEY (notice_id) REFERENCES notices (id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- What compose asks for is a few rows among all that was ever told.
SET @add_keys = (SELECT IF(COUNT(*) = 0,
    'ALTER TABLE tellings ADD KEY tellings_state (state), ADD KEY tellings_rung (rung)', 'DO 0')
  FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'tellings' AND index_name = 'tellings_state');
PREPARE add_keys FROM @add_keys;
EXECUTE add_keys;
DEALLOCATE PREPARE add_keys;

-- +goose Down
DROP TABLE IF EXISTS digest_notices;
ALTER TABLE tellings DROP KEY tellings_state, DROP KEY tellings_rung;
