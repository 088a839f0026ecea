-- +goose Up
-- See ../mysql/0015_claims.sql.
CREATE TABLE notice_claims (
  token INTEGER NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  claimed_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  notices TEXT NOT NULL
);
INSERT INTO counters (name, issued) SELECT 'claims', 1 WHERE NOT EXISTS (SELECT 1 FROM counters WHERE name = 'claims');
INSERT INTO notice_claims (token, owner, claimed_ms, until_ms, notices) SELECT seq, claimed_by, tried_ms, claimed_until_ms, id FROM notices WHERE state = 'sending';
UPDATE counters SET issued = MAX(issued, (SELECT COALESCE(MAX(token), 0) FROM notice_claims)) WHERE name = 'claims';
UPDATE notices SET attempts = attempts - 1, wake_ms = MAX(not_before_ms, next_ms, 1),
  state = CASE WHEN doubts > 0 THEN 'uncertain' WHEN attempts > 1 THEN 'failed' ELSE 'pending' END WHERE state = 'sending';
DROP INDEX notices_state;
CREATE INDEX notices_state ON notices (state, kind);
ALTER TABLE notices DROP COLUMN claimed_by;
ALTER TABLE notices DROP COLUMN claimed_until_ms;
ALTER TABLE notices ADD COLUMN route_attempts INTEGER NOT NULL DEFAULT 0;
UPDATE notices SET route_attempts = attempts WHERE state IN ('pending', 'failed', 'uncertain');
ALTER TABLE notice_attempts ADD COLUMN lane TEXT NOT NULL DEFAULT '';
UPDATE notice_attempts SET lane = channel;

-- +goose Down
ALTER TABLE notice_attempts DROP COLUMN lane;
ALTER TABLE notices DROP COLUMN route_attempts;
DROP INDEX notices_state;
CREATE INDEX notices_state ON notices (state);
ALTER TABLE notices ADD COLUMN claimed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN claimed_until_ms INTEGER NOT NULL DEFAULT 0;
DROP TABLE notice_claims;
