-- +goose Up
-- login_codes: codes that were asked for; neither the code nor what the browser shows is stored, only what proves them.
CREATE TABLE IF NOT EXISTS login_codes (
  id       BIGINT NOT NULL PRIMARY KEY,
  browser  CHAR(64) NOT NULL,
  person   VARCHAR(100) NOT NULL,
  proof    CHAR(64) NOT NULL,
  asked_ms BIGINT NOT NULL,
  tries    INT NOT NULL,
  used_ms  BIGINT NOT NULL,
  KEY login_codes_browser (browser, id),
  KEY login_codes_person (person, asked_ms),
  KEY login_codes_asked (asked_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- page_sessions: browsers that signed in as a person; id is the hash of what the cookie carries.
CREATE TABLE IF NOT EXISTS page_sessions (
  id       CHAR(64) NOT NULL PRIMARY KEY,
  person   VARCHAR(100) NOT NULL,
  proved   VARCHAR(20) NOT NULL,
  began_ms BIGINT NOT NULL,
  seen_ms  BIGINT NOT NULL,
  ended_ms BIGINT NOT NULL,
  KEY page_sessions_person (person, seen_ms),
  KEY page_sessions_seen (seen_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- page_views: who looked at the page of a person; viewer empty = whoever had the shared token.
CREATE TABLE IF NOT EXISTS page_views (
  id         BIGINT NOT NULL PRIMARY KEY,
  viewer     VARCHAR(100) NOT NULL,
  person     VARCHAR(100) NOT NULL,
  at_ms      BIGINT NOT NULL,
  written_ms BIGINT NOT NULL,
  KEY page_views_person (person, at_ms)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- api_tokens: who may read by program; proof is the hash of the token.
CREATE TABLE IF NOT EXISTS api_tokens (
  id         BIGINT NOT NULL PRIMARY KEY,
  name       VARCHAR(200) NOT NULL,
  role       VARCHAR(20) NOT NULL,
  proof      CHAR(64) NOT NULL,
  made_by    VARCHAR(100) NOT NULL,
  made_ms    BIGINT NOT NULL,
  expires_ms BIGINT NOT NULL,
  ended_ms   BIGINT NOT NULL,
  ended_by   VARCHAR(100) NOT NULL,
  UNIQUE KEY api_tokens_proof (proof)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- +goose Down
DROP TABLE IF EXISTS login_codes;
DROP TABLE IF EXISTS page_sessions;
DROP TABLE IF EXISTS page_views;
DROP TABLE IF EXISTS api_tokens;
