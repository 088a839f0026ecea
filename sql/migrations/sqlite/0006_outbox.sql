-- +goose Up
-- See ../mysql/0006_outbox.sql.
CREATE TABLE notice_texts (
  notice_seq INTEGER NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  document TEXT NOT NULL,
  refs TEXT NOT NULL,
  hops TEXT NOT NULL,
  FOREIGN KEY (notice_seq) REFERENCES notices (seq) ON DELETE CASCADE
);
INSERT INTO notice_texts (notice_seq, body, document, refs, hops) SELECT seq, body, document, refs, hops FROM notices;
ALTER TABLE notices DROP COLUMN body;
ALTER TABLE notices DROP COLUMN document;
ALTER TABLE notices DROP COLUMN refs;
ALTER TABLE notices DROP COLUMN hops;

-- +goose Down
ALTER TABLE notices ADD COLUMN body TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN document TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN refs TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN hops TEXT NOT NULL DEFAULT '';
UPDATE notices SET
  body = (SELECT t.body FROM notice_texts t WHERE t.notice_seq = notices.seq),
  document = (SELECT t.document FROM notice_texts t WHERE t.notice_seq = notices.seq),
  refs = (SELECT t.refs FROM notice_texts t WHERE t.notice_seq = notices.seq),
  hops = (SELECT t.hops FROM notice_texts t WHERE t.notice_seq = notices.seq);
DROP TABLE notice_texts;
