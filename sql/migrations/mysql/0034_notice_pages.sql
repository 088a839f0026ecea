-- +goose Up
-- The list of notices in one state is read in the order in which they were made, newest first: a page deep in it must
-- not sort all that went before. Operators' notices, for which the key had the kind, are found by their recipient.
-- A migration that was cut off is simply run again: what is there already is left alone.
SET @order_states = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE notices DROP KEY notices_state, ADD KEY notices_state (state, seq)', 'DO 0')
  FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'notices' AND index_name = 'notices_state' AND column_name = 'seq');
PREPARE order_states FROM @order_states;
EXECUTE order_states;
DEALLOCATE PREPARE order_states;

-- +goose Down
ALTER TABLE notices DROP KEY notices_state, ADD KEY notices_state (state, kind);
