package intake

import (
	"context"
	"io"
	"reflect"
	"time"

	"qunguan/reconcile/workgroup"
)

// progressEvery is after how many rows Progress is called.
const progressEvery = 2000

// stageRosters is the second pass: rosters and activity, row by row, now that
// every group is known.
func (rd *reading) stageRosters(ctx context.Context, stage Stage) error {
	today := rd.opts.Now.In(rd.opts.Location)
	rr := &rosterReader{
		stage:    stage,
		groups:   newLocator(rd.known.Groups, rd.rows.groups, rd.opts.Partial),
		tomorrow: time.Date(today.Year(), today.Month(), today.Day()+1, 0, 0, 0, 0, rd.opts.Location),
		rejected: rd.result.Rejected,
	}
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
	take := rr.member
	if s.layout.table.Kind == Activity {
		take = rr.activity
	}
	count := rd.result.Kinds[s.layout.table.Kind]
	defer func() { rd.result.Kinds[s.layout.table.Kind] = count }()
	for rows.Next() {
		r := rd.row(s.layout, place, rows.Row())
		if r == nil {
			continue
		}
		if err := take(ctx, r); err != nil {
			return err
		}
		count.Read++
		if r.bad {
			count.Bad++
		}
		rd.result.Sheets[s.seen].Rows++
		if *done++; *done%progressEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			rd.progress(s.file, *done)
		}
	}
	if err := rows.Err(); err != nil {
		return rd.fault(place, err)
	}
	rd.noteUnseen(s.layout, place)
	return nil
}

func (rd *reading) progress(file string, rows int64) {
	if rd.opts.Progress != nil {
		rd.opts.Progress(Progress{File: file, Rows: rows, Bytes: min(rd.bytes.read, rd.bytes.total), Total: rd.bytes.total})
	}
}

// countRegistry compares the batch with what the registry held.
func (rd *reading) countRegistry() {
	rd.result.Kinds[Units] = counted(rd.rows.units, func(u workgroup.Unit) workgroup.Unit { return rd.known.Units[u.Code] })
	rd.result.Kinds[Staff] = counted(rd.rows.people, func(p workgroup.Person) workgroup.Person { return rd.known.People[p.Code] })
	rd.result.Kinds[Groups] = counted(rd.rows.groups, func(g workgroup.Group) workgroup.Group { return rd.known.Groups[g.Code] })
	rd.result.Kinds[Identities] = counted(rd.rows.bindings, func(b workgroup.Binding) workgroup.Binding { return rd.known.Bindings[BindingKey(b)] })
	rd.result.Kinds[Accounts] = counted(rd.rows.accounts, func(a workgroup.OfficialAccount) workgroup.OfficialAccount { return rd.known.Accounts[a.Code] })
	rd.result.Kinds[Apps] = counted(rd.rows.apps, func(a workgroup.App) workgroup.App { return rd.known.Apps[a.Code] })
	rd.result.Kinds[Routes] = counted(rd.rows.routes, func(r workgroup.Route) workgroup.Route { return rd.known.Routes[RouteKey(r)] })
	for k, c := range rd.result.Kinds {
		if c == (Count{}) {
			delete(rd.result.Kinds, k)
		}
	}
}

func counted[T any](items []*item[T], old func(T) T) Count {
	var c Count
	for _, it := range items {
		c.Read++
		switch {
		case it.row.bad:
			c.Bad++
		case !it.old:
			c.New++
		case same(reflect.ValueOf(it.rec), reflect.ValueOf(old(it.rec))):
			c.Unchanged++
		default:
			c.Changed++
		}
	}
	return c
}

// same is equality of records where an empty list and an absent one, an empty
// map and none, are the same.
func same(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if !same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice, reflect.Map:
		return a.Len() == 0 && b.Len() == 0 || reflect.DeepEqual(a.Interface(), b.Interface())
	}
	return a.Equal(b)
}

// countingReaders counts what the second pass reads, and what there is for it
// to read.
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
