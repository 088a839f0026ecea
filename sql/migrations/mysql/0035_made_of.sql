-- +goose Up
-- A migration that was cut off is simply run again: what is there already is left alone.
-- made_of: a digest of the cells of which an import made the roster, and the checksum of the document that it wrote;
-- empty where the roster came otherwise, or there was something to remark on the rows.
SET @add_column = (SELECT IF(COUNT(*) = 0, 'ALTER TABLE rosters ADD COLUMN made_of VARBINARY(20) NOT NULL DEFAULT ''''', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'rosters' AND column_name = 'made_of');
PREPARE add_column FROM @add_column;
EXECUTE add_column;
DEALLOCATE PREPARE add_column;

-- +goose Down
ALTER TABLE rosters DROP COLUMN made_of;
