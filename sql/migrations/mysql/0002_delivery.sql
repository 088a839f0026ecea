-- +goose Up
-- Every send moves a notice twice; each index on what moves is written again. wake_ms now also tells when an open
-- claim ends, so that what is due and what expired are found by one index.
ALTER TABLE notices
  DROP KEY notices_state,
  DROP KEY notices_sent,
  ADD KEY notices_state (state);

UPDATE notices SET wake_ms = claimed_until_ms WHERE state = 'sending';

-- +goose Down
UPDATE notices SET wake_ms = 0 WHERE state = 'sending';

ALTER TABLE notices
  DROP KEY notices_state,
  ADD KEY notices_state (state, claimed_until_ms),
  ADD KEY notices_sent (sent_ms);
