-- +goose Up
-- See ../mysql/0024_sign_in.sql.
CREATE TABLE login_codes (
  id INTEGER NOT NULL PRIMARY KEY,
  browser TEXT NOT NULL,
  person TEXT NOT NULL,
  proof TEXT NOT NULL,
  asked_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  used_ms INTEGER NOT NULL
);
CREATE INDEX login_codes_browser ON login_codes (browser, id);
CREATE INDEX login_codes_person ON login_codes (person, asked_ms);
CREATE INDEX login_codes_asked ON login_codes (asked_ms);
CREATE TABLE page_sessions (
  id TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  proved TEXT NOT NULL,
  began_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL
);
CREATE INDEX page_sessions_person ON page_sessions (person, seen_ms);
CREATE INDEX page_sessions_seen ON page_sessions (seen_ms);
CREATE TABLE page_views (
  id INTEGER NOT NULL PRIMARY KEY,
  viewer TEXT NOT NULL,
  person TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  written_ms INTEGER NOT NULL
);
CREATE INDEX page_views_person ON page_views (person, at_ms);
CREATE TABLE api_tokens (
  id INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  proof TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  ended_by TEXT NOT NULL
);
CREATE UNIQUE INDEX api_tokens_proof ON api_tokens (proof);

-- +goose Down
DROP TABLE login_codes;
DROP TABLE page_sessions;
DROP TABLE page_views;
DROP TABLE api_tokens;
