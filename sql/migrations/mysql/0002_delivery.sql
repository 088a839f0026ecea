-- +goose Up
-- Every send moves a notice twice; each index on what moves is written again. wake_ms now also tells when an open
-- claim ends, so that what is due and what expired are found by one index.
-- A migration that was cut off is simply run again: what is there, or gone, already is left alone.
SET @change_keys = (SELECT IF(COUNT(*) > 0,
    'ALTER TABLE notices DROP KEY notices_state, DROP KEY notices_sent, ADD KEY notices_state (state)', 'DO 0')
  FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'notices' AND index_name = 'notices_sent');
PREPARE change_keys FROM @change_keys;
EXECUTE change_keys;
DEALLOCATE PREPARE change_keys;

UPDATE notices SET wake_ms = claimed_until_ms WHERE state = 'sending';

-- +goose Down
UPDATE notices SET wake_ms = 0 WHERE state = 'sending';

ALTER TABLE notices
  DROP KEY notices_state,
  ADD KEY notices_state (state, claimed_until_ms),
  ADD KEY notices_sent (sent_ms);
