-- +goose Up
-- The same as ../mysql/0017_listed.sql, which has the comments.
CREATE INDEX cases_listed ON cases (state, severity, due_on, id, unit, rule);
CREATE INDEX cases_ended ON cases (state, closed_on, id);

-- +goose Down
DROP INDEX cases_ended;
DROP INDEX cases_listed;
