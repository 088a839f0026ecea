-- +goose Up
-- See ../mysql/0027_responsible.sql.
CREATE INDEX cases_responsible ON cases (responsible, state);

-- +goose Down
DROP INDEX cases_responsible;
