package ledger

import (
	"context"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
)

// noticeFile is a row of notice_files.
type noticeFile struct {
	notice string
	seq    int
	notify.Attachment
}

var noticeFileTable = base.Table[noticeFile]{
	Name: "notice_files", Keys: 2,
	Columns: []string{"notice_id", "seq", "file_name", "content_type", "content"},
	Fields: func(f *noticeFile) []any {
		return []any{&f.notice, &f.seq, &f.Name, &f.ContentType, &f.Data}
	},
}

// writeFiles keeps the files of new notices. One statement each: a server
// bounds how long one may be.
func writeFiles(ctx context.Context, tx *dbconn.Tx, create []outbox.Notice) error {
	for _, n := range create {
		for i, a := range n.Files {
			if err := noticeFileTable.Insert(ctx, tx, []noticeFile{{notice: n.ID, seq: i, Attachment: a}}); err != nil {
				return err
			}
		}
	}
	return nil
}

// NoticeFiles gives the files that go with a notice, in their order
// (outbox.Config.Files).
func (s *Store) NoticeFiles(ctx context.Context, notice string) ([]notify.Attachment, error) {
	var files []notify.Attachment
	err := noticeFileTable.Read(ctx, s.DB, func(f noticeFile) error {
		files = append(files, f.Attachment)
		return nil
	}, " WHERE notice_id = ? ORDER BY seq", notice)
	return files, err
}
