package registry

import (
	"cmp"
	"context"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/base"
	"qunguan/sql/dbconn"
	"qunguan/sql/sqltest"
)

func TestMain(m *testing.M) {
	code := sqltest.Main(m, everyStatementParses)
	if err := goleak.Find(goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener")); code == 0 && err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		code = 1
	}
	os.Exit(code)
}

// each runs a test of the store on every engine.
func each(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Helper()
	sqltest.Each(t, func(t *testing.T, db *dbconn.DB) { test(t, New(db, testKeys(t, 1, 0))) })
}

// testKeys makes a keyring of keys full of one byte each; 0 is no key.
func testKeys(t *testing.T, current, previous byte) *base.Keyring {
	t.Helper()
	key := func(b byte) []byte {
		if b == 0 {
			return nil
		}
		return slices.Repeat([]byte{b}, base.KeySize)
	}
	k, err := base.NewKeyring(key(current), key(previous))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func isError(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
	}
}

func got[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func same(t *testing.T, want, got any, opts ...gocmp.Option) {
	t.Helper()
	if diff := gocmp.Diff(want, got, opts...); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
}

var shanghai = time.FixedZone("CST", 8*3600)

// at is a moment of November 2026 in Shanghai.
func at(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, shanghai).UTC() }

var importTime = intake.ImportInfo{At: at(20, 9), WrittenAt: at(21, 1)}

// unpacked lists packed records.
func unpacked[T any](p *intake.Packed[T]) []T { return slices.Collect(p.All()) }

// bring publishes a batch and rows; every roster is applied unless dispositions
// says otherwise. It returns the changes by group.
type bring struct {
	batch        intake.Batch
	members      []intake.MemberRow
	activities   []intake.ActivityRow
	dispositions map[string]intake.Disposition
	at           time.Time // of the import; zero: importTime's
}

func (b bring) into(t *testing.T, s *Store) (intake.Published, map[string]intake.RosterChange) {
	t.Helper()
	p, changes, err := b.try(t.Context(), s)
	must(t, err)
	return p, changes
}

func (b bring) try(ctx context.Context, s *Store) (p intake.Published, changes map[string]intake.RosterChange, err error) {
	st, err := s.NewStage(ctx)
	if err != nil {
		return p, nil, err
	}
	defer func() { err = cmp.Or(err, st.Close()) }()
	for i, m := range b.members {
		m.Place = intake.Place{File: "群成员.csv", Row: i + 2}
		if err := st.Member(ctx, m); err != nil {
			return p, nil, err
		}
	}
	for _, a := range b.activities {
		if err := st.Activity(ctx, a); err != nil {
			return p, nil, err
		}
	}
	changes = map[string]intake.RosterChange{}
	err = st.Settle(ctx, func(c intake.RosterChange) (intake.Disposition, error) {
		changes[c.Group] = c
		if d, ok := b.dispositions[c.Group]; ok {
			return d, nil
		}
		return intake.RosterReplaced, nil
	})
	if err != nil {
		return p, nil, err
	}
	info := importTime
	if !b.at.IsZero() {
		info.At = b.at
	}
	p, err = st.Publish(ctx, b.batch, info)
	return p, changes, err
}

// row is a row of a roster.
func row(group, account, nickname string, taken time.Time) intake.MemberRow {
	return intake.MemberRow{Group: group, TakenAt: taken, HasNicknames: true, Member: workgroup.Member{Account: account, Nickname: nickname, Role: "成员"}}
}

func spoke(r intake.MemberRow, at time.Time) intake.MemberRow {
	r.Member.SpokeAt = at
	return r
}

func role(r intake.MemberRow, role string) intake.MemberRow {
	r.Member.Role = role
	return r
}

// membersIn reads the groups' rows.
func membersIn(t *testing.T, s *Store, groups ...string) []workgroup.Member {
	t.Helper()
	var list []workgroup.Member
	must(t, s.EachRoster(t.Context(), groups, func(r roster.Reading) error {
		must(t, r.Damage)
		list = append(list, r.Members...)
		return nil
	}))
	return list
}

func accounts(members []workgroup.Member) []string {
	var list []string
	for _, m := range members {
		list = append(list, m.Account)
	}
	return list
}
