-- +goose Up
-- What was filed before a group, an account or an application is set up. request, shown and decisions are JSON: what the applicant said, what the comparison showed that day, and every decision.
CREATE TABLE IF NOT EXISTS filing_requests (
  id         BIGINT NOT NULL PRIMARY KEY,
  state      VARCHAR(20) NOT NULL,
  number_no  VARCHAR(100) NOT NULL,
  request    MEDIUMTEXT NOT NULL,
  shown      MEDIUMTEXT NOT NULL,
  decisions  MEDIUMTEXT NOT NULL,
  filed_ms   BIGINT NOT NULL,
  decided_ms BIGINT NOT NULL,
  written_ms BIGINT NOT NULL,
  INDEX filing_requests_state (state)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS filing_requests;
