-- +goose Up
-- See ../mysql/0002_delivery.sql.
DROP INDEX notices_state;
DROP INDEX notices_sent;
CREATE INDEX notices_state ON notices (state);

UPDATE notices SET wake_ms = claimed_until_ms WHERE state = 'sending';

-- +goose Down
UPDATE notices SET wake_ms = 0 WHERE state = 'sending';

DROP INDEX notices_state;
CREATE INDEX notices_state ON notices (state, claimed_until_ms);
CREATE INDEX notices_sent ON notices (sent_ms);
