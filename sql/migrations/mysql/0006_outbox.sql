-- +goose Up
-- A send moves its notice twice. The long texts never move: beside them every move writes a page of its own, without
-- them dozens of notices share one.
-- A migration that was cut off is simply run again: what was copied, or is gone, already is left alone.
CREATE TABLE IF NOT EXISTS notice_texts (
  notice_seq BIGINT NOT NULL PRIMARY KEY,
  body       MEDIUMTEXT NOT NULL,
  document   MEDIUMTEXT NOT NULL,
  refs       MEDIUMTEXT NOT NULL,
  hops       MEDIUMTEXT NOT NULL,
  CONSTRAINT notice_texts_of FOREIGN KEY (notice_seq) REFERENCES notices (seq) ON DELETE CASCADE
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

SET @copy_texts = (SELECT IF(COUNT(*) > 0,
    'INSERT INTO notice_texts (notice_seq, body, document, refs, hops) SELECT seq, body, document, refs, hops FROM notices ON DUPLICATE KEY UPDATE notice_seq = VALUES(notice_seq)', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'notices' AND column_name = 'body');
PREPARE copy_texts FROM @copy_texts;
EXECUTE copy_texts;
DEALLOCATE PREPARE copy_texts;

SET @drop_texts = (SELECT IF(COUNT(*) > 0,
    'ALTER TABLE notices DROP COLUMN body, DROP COLUMN document, DROP COLUMN refs, DROP COLUMN hops', 'DO 0')
  FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'notices' AND column_name = 'body');
PREPARE drop_texts FROM @drop_texts;
EXECUTE drop_texts;
DEALLOCATE PREPARE drop_texts;

-- +goose Down
ALTER TABLE notices ADD COLUMN body MEDIUMTEXT, ADD COLUMN document MEDIUMTEXT, ADD COLUMN refs MEDIUMTEXT, ADD COLUMN hops MEDIUMTEXT;
UPDATE notices JOIN notice_texts ON notice_texts.notice_seq = notices.seq
  SET notices.body = notice_texts.body, notices.document = notice_texts.document, notices.refs = notice_texts.refs, notices.hops = notice_texts.hops;
ALTER TABLE notices MODIFY body MEDIUMTEXT NOT NULL, MODIFY document MEDIUMTEXT NOT NULL, MODIFY refs MEDIUMTEXT NOT NULL, MODIFY hops MEDIUMTEXT NOT NULL;
DROP TABLE IF EXISTS notice_texts;
