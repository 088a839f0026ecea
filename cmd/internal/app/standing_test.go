package app

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"qunguan/jobs"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	"qunguan/sql/registry"
	"qunguan/sql/sqltest"
)

// A stored roster that stands for the rows of a file is a short cut and nothing else: random imports,
// given to two registries of which one never takes it, leave the same in both and report the same.
func TestStandingRostersChangeNothing(t *testing.T) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *dbconn.DB
		runs int
	}{{"sqlite", sqltest.SQLite, 40}, {"mariadb", sqltest.MariaDB, 10}} {
		t.Run(engine.name, func(t *testing.T) {
			sum := stood{}
			for seed := range engine.runs {
				sum.add(sameImports(t, uint64(seed), engine.open(t), engine.open(t)))
			}
			if sum.stood < 5*engine.runs || sum.again < engine.runs/4 || sum.whole < engine.runs {
				t.Errorf("the imports try too little: %+v", sum)
			}
		})
	}
}

// stood counts groups whose rosters stood, and imports in which rows were needed after all, or had to be
// read from the beginning.
type stood struct{ stood, again, whole int }

func (s *stood) add(o stood) {
	s.stood, s.again, s.whole = s.stood+o.stood, s.again+o.again, s.whole+o.whole
}

// report is the result of an import with its packed records as lists.
type report struct {
	jobs.Imported

	Changes []intake.RecordChange
	Records map[intake.Kind][]any
	Absent  []workgroup.Person
}

func reportOf(i jobs.Imported) report {
	r := report{Changes: slices.Collect(i.Changes.All()), Records: map[intake.Kind][]any{}}
	for _, kind := range intake.StoredKinds() {
		r.Records[kind.Kind] = slices.Collect(kind.All(i.Result.Batch))
	}
	result := *i.Result
	result.Batch, result.Listed = nil, nil
	i.Result, i.Changes = &result, intake.Changes{}
	if i.Full != nil {
		r.Absent = slices.Collect(i.Full.Absent.All())
		i.Full = &intake.FullList{Before: i.Full.Before, Hold: i.Full.Hold}
	}
	r.Imported = i
	return r
}

// sameImports gives the same random imports to two registries.
func sameImports(t *testing.T, seed uint64, short, long *dbconn.DB) (sum stood) {
	t.Helper()
	files := newClerk(seed)
	var sides [2]side
	for i, db := range []*dbconn.DB{short, long} {
		sides[i] = newSide(t, db, &sum, i == 0)
		sides[i].take(t, jobs.ImportOptions{At: files.day.Add(9 * time.Hour)}, files.directory())
	}
	for turn := range 8 {
		inputs, opt, what := files.next()
		var reports [2]report
		for i, s := range sides {
			reports[i] = reportOf(s.take(t, opt, inputs))
		}
		if !reflect.DeepEqual(reports[0], reports[1]) {
			t.Errorf("seed %d, turn %d (%s): the reports differ:\n%s", seed, turn, what, cmp.Diff(reports[1], reports[0], cmpopts.IgnoreUnexported(intake.Changes{})))
		}
		between := files.between()
		for _, s := range sides {
			between(t, s)
		}
		if diff := cmp.Diff(sides[1].registry(t), sides[0].registry(t)); diff != "" {
			t.Fatalf("seed %d, turn %d (%s): the registries differ (-every row read +short cut):\n%s\n%s", seed, turn, what, diff, text(inputs))
		}
	}
	return sum
}

// side is one of the registries with its importer.
type side struct {
	db       *dbconn.DB
	store    *registry.Store
	importer jobs.Importer
}

func newSide(t *testing.T, db *dbconn.DB, sum *stood, short bool) side {
	t.Helper()
	store := registry.New(db, nil)
	loaded, err := LoadPolicy("pack:county", benchTaken.Location())
	if err != nil {
		t.Fatal(err)
	}
	return side{db, store, jobs.Importer{
		Records: store.Known, Policy: loaded.Policy, Location: benchTaken.Location(), Log: slog.New(slog.DiscardHandler),
		NewStage: func(ctx context.Context) (jobs.Staging, error) {
			stage, err := store.NewStage(ctx)
			return &watchedStage{stage, short, sum}, err
		},
	}}
}

// watchedStage counts the rosters that stand, or lets none stand.
type watchedStage struct {
	jobs.Staging

	short bool
	sum   *stood
}

func (w *watchedStage) Stands(ctx context.Context, s intake.Source) (bool, error) {
	if !w.short {
		return false, nil
	}
	stands, err := w.Staging.Stands(ctx, s)
	if stands {
		w.sum.stood++
	} else {
		w.sum.whole++
	}
	return stands, err
}

func (w *watchedStage) Settle(ctx context.Context, decide func(intake.RosterChange) (intake.Disposition, error)) error {
	err := w.Staging.Settle(ctx, decide)
	if err != nil {
		w.sum.again++
	}
	return err
}

func (s side) take(t *testing.T, opt jobs.ImportOptions, inputs []intake.Input) jobs.Imported {
	t.Helper()
	done, err := s.importer.Import(t.Context(), inputs, opt)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// registry is all that imports of rosters write, but when they wrote it and of which cells.
func (s side) registry(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for table, columns := range map[string]string{
		"rosters":          "group_code, taken_ms, member_count, has_nicknames, has_spoken, version, full_ms, looked_ms",
		"roster_documents": "group_code, content",
		"roster_looks":     "group_code, taken_ms",
		"spoken_documents": "group_code, newest_ms, oldest_ms, checksum, content",
		"account_changes":  "group_code, account_key, has_left, at_ms",
		"activities":       "group_code, taken_ms, last_ms, activity_on, messages, speakers",
		"unfiled_groups":   "group_code, platform, platform_number, name, first_seen_ms, last_seen_ms",
	} {
		rows, err := s.db.QueryContext(t.Context(), "SELECT "+columns+" FROM "+table)
		if err != nil {
			t.Fatal(err)
		}
		names, _ := rows.Columns()
		for rows.Next() {
			values := make([]any, len(names))
			for i := range values {
				values[i] = new([]byte)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				values[i] = string(*v.(*[]byte))
			}
			all[table] = append(all[table], fmt.Sprintf("%q", values))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
		slices.Sort(all[table])
	}
	return all
}
