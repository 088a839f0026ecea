package intake

import (
	"context"
	"io"
	"maps"
	"slices"
	"time"
)

// progressEvery is the number of rows between calls of Progress.
const progressEvery = 2000

// stageRosters is the second pass: rosters and activity, row by row, now that
// every group is known.
func (rd *reading) stageRosters(ctx context.Context, stage Stage) error {
	today := rd.opts.Now.In(rd.opts.Location)
	rr := &rosterReader{
		stage:    stage,
		groups:   newLocator(rowsOf(rd.rows, GroupRecords).after(func(m *rowMark) bool { return rd.opts.Partial && m.has(rowBad) }, asResolved)),
		tomorrow: time.Date(today.Year(), today.Month(), today.Day()+1, 0, 0, 0, 0, rd.opts.Location),
		rejected: rd.result.Rejected,
		unfiled:  map[string]*UnfiledSeen{},
		speakers: map[string]*ActivityRow{},
	}
	defer func() {
		for _, key := range slices.Sorted(maps.Keys(rr.unfiled)) {
			rd.result.Unfiled = append(rd.result.Unfiled, *rr.unfiled[key])
		}
	}()
	rd.bytes.read, rd.bytes.total = 0, 0
	for i, s := range rd.rosters {
		if i == 0 || rd.rosters[i-1].book != s.book {
			rd.bytes.total += s.size
		}
	}
	var done int64
	for i, s := range rd.rosters {
		if err := rd.stageSheet(ctx, rr, s, &done); err != nil {
			return err
		}
		if i+1 == len(rd.rosters) || rd.rosters[i+1].book != s.book {
			s.book.Release() // one workbook's texts in memory at a time
		}
	}
	return nil
}

func (rd *reading) stageSheet(ctx context.Context, rr *rosterReader, s rosterSheet, done *int64) error {
	place := Place{File: s.file, Sheet: s.book.Sheets()[s.index].Name}
	rows, err := s.book.Rows(s.index)
	if err != nil {
		return rd.fault(place, err)
	}
	defer rows.Close()
	kind := s.layout.table.of.(stager) //nolint:forcetypeassert // the layout is of this kind
	run := newUnread(rd, rr, kind, s.layout, place)
	defer func() {
		if run.count.Read > 0 {
			sum := rd.result.Kinds[s.layout.table.Kind]
			sum.Read, sum.Bad = sum.Read+run.count.Read, sum.Bad+run.count.Bad
			rd.result.Kinds[s.layout.table.Kind] = sum
		}
		rd.result.Sheets[s.seen].Rows += run.count.Read
	}()
	for rows.Next() {
		cells, ok := rd.lineOf(s.layout, place, rows.Row())
		if !ok {
			continue
		}
		if err := run.add(ctx, rows.Row().Number, cells); err != nil {
			return err
		}
		if *done++; *done%progressEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			rd.progress(s.file, *done)
		}
	}
	if err := run.end(ctx); err != nil {
		return err
	}
	if err := rows.Err(); err != nil {
		return rd.fault(place, err)
	}
	rd.noteUnseen(s.layout, place)
	return kind.end(ctx, rr)
}

func (rd *reading) progress(file string, rows int64) {
	if rd.opts.Progress != nil {
		rd.opts.Progress(Progress{File: file, Rows: rows, Bytes: min(rd.bytes.read, rd.bytes.total), Total: rd.bytes.total})
	}
}

// countingReaders counts the bytes that the second pass has read, and those it has to read.
type countingReaders struct{ read, total int64 }

type countingReader struct {
	io.ReaderAt
	sum *countingReaders
}

func (c *countingReaders) wrap(in Input) io.ReaderAt {
	return countingReader{in.Content, c}
}

func (r countingReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.ReaderAt.ReadAt(p, off)
	r.sum.read += int64(n)
	return n, err
}
