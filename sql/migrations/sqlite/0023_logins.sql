-- +goose Up
-- The same as ../mysql/0023_logins.sql, which has the comments.
ALTER TABLE audit_seals ADD COLUMN handover TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_seals ADD COLUMN key_before TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_seals ADD COLUMN actor TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_seals ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_seals ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE case_steps ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE exemptions ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE exemptions ADD COLUMN ended_login TEXT NOT NULL DEFAULT '';
ALTER TABLE held_parts ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE group_decisions ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE absences ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE absences ADD COLUMN ended_login TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_overrides ADD COLUMN login TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE audit_seals DROP COLUMN handover;
ALTER TABLE audit_seals DROP COLUMN key_before;
ALTER TABLE audit_seals DROP COLUMN actor;
ALTER TABLE audit_seals DROP COLUMN reason;
ALTER TABLE audit_seals DROP COLUMN login;
ALTER TABLE case_steps DROP COLUMN login;
ALTER TABLE exemptions DROP COLUMN login;
ALTER TABLE exemptions DROP COLUMN ended_login;
ALTER TABLE held_parts DROP COLUMN login;
ALTER TABLE group_decisions DROP COLUMN login;
ALTER TABLE absences DROP COLUMN login;
ALTER TABLE absences DROP COLUMN ended_login;
ALTER TABLE audit_overrides DROP COLUMN login;
