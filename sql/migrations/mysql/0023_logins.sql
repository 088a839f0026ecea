-- +goose Up
-- How the audit trail came from one key to another, in the seal that it concerns; and beside the name that a person
-- gave (--by), the operating system's user and host of the command. Each step leaves alone what is there already.
SET @add_columns = (SELECT IF(COUNT(*) = 0, '
    ALTER TABLE audit_seals ADD COLUMN handover VARCHAR(20) NOT NULL DEFAULT '''', ADD COLUMN key_before VARCHAR(100) NOT NULL DEFAULT '''', ADD COLUMN actor VARCHAR(100) NOT NULL DEFAULT '''', ADD COLUMN reason VARCHAR(1000) NOT NULL DEFAULT '''', ADD COLUMN login VARCHAR(300) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'audit_seals' AND column_name = 'login');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

SET @add_columns = (SELECT IF(COUNT(*) = 0, '
    ALTER TABLE case_steps ADD COLUMN login VARCHAR(300) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'case_steps' AND column_name = 'login');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

SET @add_columns = (SELECT IF(COUNT(*) = 0, '
    ALTER TABLE exemptions ADD COLUMN login VARCHAR(300) NOT NULL DEFAULT '''', ADD COLUMN ended_login VARCHAR(300) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'exemptions' AND column_name = 'login');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

SET @add_columns = (SELECT IF(COUNT(*) = 0, '
    ALTER TABLE held_parts ADD COLUMN login VARCHAR(300) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'held_parts' AND column_name = 'login');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

SET @add_columns = (SELECT IF(COUNT(*) = 0, '
    ALTER TABLE group_decisions ADD COLUMN login VARCHAR(300) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'group_decisions' AND column_name = 'login');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

SET @add_columns = (SELECT IF(COUNT(*) = 0, '
    ALTER TABLE absences ADD COLUMN login VARCHAR(300) NOT NULL DEFAULT '''', ADD COLUMN ended_login VARCHAR(300) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'absences' AND column_name = 'login');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

SET @add_columns = (SELECT IF(COUNT(*) = 0, '
    ALTER TABLE audit_overrides ADD COLUMN login VARCHAR(300) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'audit_overrides' AND column_name = 'login');
PREPARE add_columns FROM @add_columns;
EXECUTE add_columns;
DEALLOCATE PREPARE add_columns;

-- +goose Down
ALTER TABLE audit_seals DROP COLUMN handover, DROP COLUMN key_before, DROP COLUMN actor, DROP COLUMN reason, DROP COLUMN login;
ALTER TABLE case_steps DROP COLUMN login;
ALTER TABLE exemptions DROP COLUMN login, DROP COLUMN ended_login;
ALTER TABLE held_parts DROP COLUMN login;
ALTER TABLE group_decisions DROP COLUMN login;
ALTER TABLE absences DROP COLUMN login, DROP COLUMN ended_login;
ALTER TABLE audit_overrides DROP COLUMN login;
