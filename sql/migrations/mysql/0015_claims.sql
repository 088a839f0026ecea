-- +goose Up
-- A claim is one row for a batch of notices, not a change of each: their rows, with three indexes on what moves, are
-- written when they have ended and not before. The number that the counter gives out is the claim's token.
-- A migration that was cut off is simply run again: what is there, or gone, already is left alone.
CREATE TABLE IF NOT EXISTS notice_claims (
  token      BIGINT NOT NULL PRIMARY KEY,
  owner      VARCHAR(200) NOT NULL,
  claimed_ms BIGINT NOT NULL,
  until_ms   BIGINT NOT NULL,
  notices    MEDIUMTEXT NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT INTO counters (name, issued) VALUES ('claims', 1) ON DUPLICATE KEY UPDATE name = VALUES(name);

SET @keep_claims = (SELECT IF(COUNT(*) > 0,
    'INSERT INTO notice_claims (token, owner, claimed_ms, until_ms, notices) SELECT seq, claimed_by, tried_ms, claimed_until_ms, id FROM notices WHERE state = ''sending'' ON DUPLICATE KEY UPDATE token = VALUES(token)', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'notices' AND column_name = 'claimed_by');
PREPARE keep_claims FROM @keep_claims;
EXECUTE keep_claims;
DEALLOCATE PREPARE keep_claims;

UPDATE counters SET issued = GREATEST(issued, (SELECT COALESCE(MAX(token), 0) FROM notice_claims)) WHERE name = 'claims';

UPDATE notices SET state = CASE WHEN doubts > 0 THEN 'uncertain' WHEN attempts > 1 THEN 'failed' ELSE 'pending' END,
  attempts = attempts - 1, wake_ms = GREATEST(not_before_ms, next_ms, 1) WHERE state = 'sending';

SET @drop_claims = (SELECT IF(COUNT(*) > 0, 'ALTER TABLE notices DROP COLUMN claimed_by, DROP COLUMN claimed_until_ms, DROP KEY notices_state, ADD KEY notices_state (state, kind), ADD COLUMN route_attempts INT NOT NULL DEFAULT 0', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'notices' AND column_name = 'claimed_by');
PREPARE drop_claims FROM @drop_claims;
EXECUTE drop_claims;
DEALLOCATE PREPARE drop_claims;

-- Attempts count for each route; what was tried until now was tried by the present one. A lane is what fails or works
-- as one: a channel, or one host of a channel that has many.
UPDATE notices SET route_attempts = attempts WHERE route_attempts < attempts AND state IN ('pending', 'failed', 'uncertain');

SET @add_lane = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE notice_attempts ADD COLUMN lane VARCHAR(100) NOT NULL DEFAULT \'\'', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'notice_attempts' AND column_name = 'lane');
PREPARE add_lane FROM @add_lane;
EXECUTE add_lane;
DEALLOCATE PREPARE add_lane;

UPDATE notice_attempts SET lane = channel WHERE lane = '';

-- +goose Down
ALTER TABLE notice_attempts DROP COLUMN lane;
ALTER TABLE notices DROP COLUMN route_attempts;
ALTER TABLE notices ADD COLUMN claimed_by VARCHAR(200) NOT NULL DEFAULT '', ADD COLUMN claimed_until_ms BIGINT NOT NULL DEFAULT 0,
  DROP KEY notices_state, ADD KEY notices_state (state);
DROP TABLE IF EXISTS notice_claims;
