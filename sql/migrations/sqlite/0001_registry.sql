-- +goose Up
-- The same tables as ../mysql/0001_registry.sql, which has the comments; a test compares the columns.
-- SQLite compares text by bytes as it is.

CREATE TABLE units (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent TEXT NOT NULL,
  headcount INTEGER NOT NULL,
  principal TEXT NOT NULL,
  leader TEXT NOT NULL,
  liaison TEXT NOT NULL,
  group_code TEXT NOT NULL
);

CREATE TABLE people (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  also_units TEXT NOT NULL,
  post TEXT NOT NULL,
  status TEXT NOT NULL,
  left_on TEXT NOT NULL,
  roles TEXT NOT NULL,
  mobile TEXT NOT NULL,
  email TEXT NOT NULL,
  accounts TEXT NOT NULL
);

CREATE TABLE work_groups (
  code TEXT NOT NULL PRIMARY KEY,
  platform TEXT NOT NULL,
  platform_number TEXT NOT NULL,
  name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  category TEXT NOT NULL,
  reach TEXT NOT NULL,
  unit TEXT NOT NULL,
  owner TEXT NOT NULL,
  admins TEXT NOT NULL,
  founded_on TEXT NOT NULL,
  staged INTEGER NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  filing TEXT NOT NULL,
  scope TEXT NOT NULL,
  all_staff INTEGER NOT NULL,
  importance TEXT NOT NULL,
  state TEXT NOT NULL,
  merged_into TEXT NOT NULL,
  dissolved_on TEXT NOT NULL
);
CREATE INDEX work_groups_unit ON work_groups (unit, code);

CREATE TABLE group_changes (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  group_code TEXT NOT NULL,
  field TEXT NOT NULL,
  old_value TEXT NOT NULL,
  new_value TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  written_ms INTEGER NOT NULL
);
CREATE INDEX group_changes_group ON group_changes (group_code, at_ms);
CREATE INDEX group_changes_at ON group_changes (at_ms);

CREATE TABLE bindings (
  platform TEXT NOT NULL,
  account_key TEXT NOT NULL,
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  outsider TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  PRIMARY KEY (platform, account_key)
);

CREATE TABLE official_accounts (
  code TEXT NOT NULL PRIMARY KEY,
  platform TEXT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  followers INTEGER NOT NULL,
  posts_30 INTEGER NOT NULL,
  last_post_on TEXT NOT NULL,
  hours_month REAL NOT NULL,
  responsible TEXT NOT NULL,
  filing TEXT NOT NULL,
  state TEXT NOT NULL
);

CREATE TABLE apps (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  purpose TEXT NOT NULL,
  monthly_users INTEGER NOT NULL,
  rating REAL NOT NULL,
  responsible TEXT NOT NULL,
  state TEXT NOT NULL
);

CREATE TABLE routes (
  target_type TEXT NOT NULL,
  target TEXT NOT NULL,
  channel TEXT NOT NULL,
  seq INTEGER NOT NULL,
  address TEXT NOT NULL,
  secret TEXT NOT NULL,
  keyword TEXT NOT NULL,
  PRIMARY KEY (target_type, target, channel)
);

CREATE TABLE rosters (
  group_code TEXT NOT NULL PRIMARY KEY,
  taken_ms INTEGER NOT NULL,
  member_count INTEGER NOT NULL,
  has_nicknames INTEGER NOT NULL,
  has_spoken INTEGER NOT NULL,
  written_ms INTEGER NOT NULL,
  version INTEGER NOT NULL
);

CREATE TABLE roster_members (
  group_code TEXT NOT NULL,
  account_key TEXT NOT NULL,
  account TEXT NOT NULL,
  nickname TEXT NOT NULL,
  chat_role TEXT NOT NULL,
  joined_ms INTEGER NOT NULL,
  spoke_ms INTEGER NOT NULL,
  PRIMARY KEY (group_code, account_key)
) WITHOUT ROWID;

CREATE TABLE spoken_before (
  group_code TEXT NOT NULL,
  robot_role INTEGER NOT NULL,
  spoke_ms INTEGER NOT NULL,
  account_key TEXT NOT NULL,
  nickname TEXT NOT NULL,
  PRIMARY KEY (group_code, robot_role, spoke_ms, account_key, nickname)
) WITHOUT ROWID;

CREATE TABLE roster_looks (
  group_code TEXT NOT NULL,
  taken_ms INTEGER NOT NULL,
  PRIMARY KEY (group_code, taken_ms)
) WITHOUT ROWID;

CREATE TABLE account_changes (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  group_code TEXT NOT NULL,
  account_key TEXT NOT NULL,
  has_left INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  written_ms INTEGER NOT NULL
);
CREATE INDEX account_changes_group ON account_changes (group_code, at_ms);
CREATE INDEX account_changes_at ON account_changes (at_ms);

CREATE TABLE activities (
  group_code TEXT NOT NULL,
  taken_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  activity_on TEXT NOT NULL,
  messages INTEGER NOT NULL,
  speakers INTEGER NOT NULL,
  written_ms INTEGER NOT NULL,
  PRIMARY KEY (group_code, taken_ms, last_ms, activity_on, messages, speakers)
) WITHOUT ROWID;

CREATE TABLE unfiled_groups (
  group_code TEXT NOT NULL PRIMARY KEY,
  platform TEXT NOT NULL,
  platform_number TEXT NOT NULL,
  name TEXT NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL
);

CREATE TABLE counters (
  name TEXT NOT NULL PRIMARY KEY,
  issued INTEGER NOT NULL
);

CREATE TABLE cases (
  id INTEGER NOT NULL PRIMARY KEY,
  rule TEXT NOT NULL,
  subject_key TEXT NOT NULL,
  clause TEXT NOT NULL,
  unit TEXT NOT NULL,
  subject_type TEXT NOT NULL,
  group_code TEXT NOT NULL,
  group2 TEXT NOT NULL,
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  subject_code TEXT NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL,
  severity TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  last_seen_on TEXT NOT NULL,
  closed_on TEXT NOT NULL,
  closed_reason TEXT NOT NULL,
  reopened INTEGER NOT NULL,
  responsible TEXT NOT NULL,
  exempt_until TEXT NOT NULL,
  evidence TEXT NOT NULL,
  told_on TEXT NOT NULL,
  reminders INTEGER NOT NULL,
  rung INTEGER NOT NULL
);
CREATE UNIQUE INDEX cases_subject ON cases (rule, subject_key);
CREATE INDEX cases_unit ON cases (unit, state);
CREATE INDEX cases_group ON cases (group_code);
CREATE INDEX cases_group2 ON cases (group2);
CREATE INDEX cases_state ON cases (state, due_on);

CREATE TABLE case_steps (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  case_id INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  written_ms INTEGER NOT NULL,
  state TEXT NOT NULL,
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  FOREIGN KEY (case_id) REFERENCES cases (id)
);
CREATE INDEX case_steps_case ON case_steps (case_id, id);

CREATE TABLE runs (
  id INTEGER NOT NULL PRIMARY KEY,
  job TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  started_ms INTEGER NOT NULL,
  finished_ms INTEGER NOT NULL,
  by_tick INTEGER NOT NULL,
  status TEXT NOT NULL,
  summary TEXT NOT NULL
);
CREATE INDEX runs_job ON runs (job, at_ms);

CREATE TABLE unit_baselines (
  job TEXT NOT NULL,
  unit TEXT NOT NULL,
  first_ms INTEGER NOT NULL,
  PRIMARY KEY (job, unit)
) WITHOUT ROWID;

CREATE TABLE ticks (
  job TEXT NOT NULL,
  nominal_ms INTEGER NOT NULL,
  claimed_by TEXT NOT NULL,
  claimed_ms INTEGER NOT NULL,
  claimed_until_ms INTEGER NOT NULL,
  finished_ms INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (job, nominal_ms)
) WITHOUT ROWID;
CREATE INDEX ticks_open ON ticks (finished_ms, claimed_until_ms);

CREATE TABLE held_parts (
  id INTEGER NOT NULL PRIMARY KEY,
  job TEXT NOT NULL,
  unit TEXT NOT NULL,
  held_ms INTEGER NOT NULL,
  trip TEXT NOT NULL,
  released_ms INTEGER NOT NULL,
  released_by TEXT NOT NULL,
  note TEXT NOT NULL,
  used_ms INTEGER NOT NULL,
  cleared_ms INTEGER NOT NULL
);
CREATE INDEX held_parts_part ON held_parts (job, unit, used_ms, cleared_ms);

CREATE TABLE exemptions (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  rule TEXT NOT NULL,
  group_code TEXT NOT NULL,
  person TEXT NOT NULL,
  reason TEXT NOT NULL,
  approver TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  ended_on TEXT NOT NULL,
  written_ms INTEGER NOT NULL
);
CREATE INDEX exemptions_rule ON exemptions (rule, until_on);

CREATE TABLE do_not_disturb (
  person TEXT NOT NULL PRIMARY KEY,
  until_on TEXT NOT NULL,
  deputy TEXT NOT NULL,
  reason TEXT NOT NULL,
  written_ms INTEGER NOT NULL
);

CREATE TABLE notices (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  recipient_type TEXT NOT NULL,
  recipient TEXT NOT NULL,
  recipient_name TEXT NOT NULL,
  channel TEXT NOT NULL,
  route_seq INTEGER NOT NULL,
  state TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  next_ms INTEGER NOT NULL,
  wake_ms INTEGER NOT NULL,
  sent_ms INTEGER NOT NULL,
  told_ms INTEGER NOT NULL,
  tried_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  doubts INTEGER NOT NULL,
  last_error TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  document TEXT NOT NULL,
  refs TEXT NOT NULL,
  hops TEXT NOT NULL,
  claimed_by TEXT NOT NULL,
  claimed_until_ms INTEGER NOT NULL,
  relayed_by TEXT NOT NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX notices_seq ON notices (seq);
CREATE INDEX notices_wake ON notices (wake_ms, seq);
CREATE INDEX notices_recipient ON notices (recipient_type, recipient, tried_ms);
CREATE INDEX notices_state ON notices (state, claimed_until_ms);
CREATE INDEX notices_sent ON notices (sent_ms);

CREATE TABLE notice_cases (
  notice_id TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  PRIMARY KEY (notice_id, case_id),
  FOREIGN KEY (notice_id) REFERENCES notices (id),
  FOREIGN KEY (case_id) REFERENCES cases (id)
) WITHOUT ROWID;
CREATE INDEX notice_cases_case ON notice_cases (case_id);

CREATE TABLE route_paces (
  pace_key TEXT NOT NULL PRIMARY KEY,
  recent TEXT NOT NULL,
  blocked_from_ms INTEGER NOT NULL,
  blocked_until_ms INTEGER NOT NULL
);

CREATE TABLE notice_attempts (
  notice_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  channel TEXT NOT NULL,
  owner TEXT NOT NULL,
  begun_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (notice_id, attempt),
  FOREIGN KEY (notice_id) REFERENCES notices (id)
) WITHOUT ROWID;
CREATE INDEX notice_attempts_begun ON notice_attempts (begun_ms);

-- +goose Down
DROP TABLE notice_attempts;
DROP TABLE route_paces;
DROP TABLE notice_cases;
DROP TABLE notices;
DROP TABLE do_not_disturb;
DROP TABLE exemptions;
DROP TABLE held_parts;
DROP TABLE ticks;
DROP TABLE unit_baselines;
DROP TABLE runs;
DROP TABLE case_steps;
DROP TABLE cases;
DROP TABLE counters;
DROP TABLE unfiled_groups;
DROP TABLE activities;
DROP TABLE account_changes;
DROP TABLE roster_looks;
DROP TABLE spoken_before;
DROP TABLE roster_members;
DROP TABLE rosters;
DROP TABLE routes;
DROP TABLE apps;
DROP TABLE official_accounts;
DROP TABLE bindings;
DROP TABLE group_changes;
DROP TABLE work_groups;
DROP TABLE people;
DROP TABLE units;
