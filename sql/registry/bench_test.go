package registry

import (
	"fmt"
	"testing"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/dbconn"
	"qunguan/sql/rosters"
	"qunguan/sql/sqltest"
)

const (
	benchGroups = 1000
	benchRows   = 200 // of each group
)

// stageCounty stages the benchmark's rosters; every third group shows no
// accounts.
func stageCounty(b *testing.B, s *Store, taken time.Time) *rosters.Stage {
	b.Helper()
	ctx, begun := b.Context(), time.Now()
	st, err := s.NewStage(ctx)
	if err != nil {
		b.Fatal(err)
	}
	ordinal := int64(0)
	for g := range benchGroups {
		group := fmt.Sprintf("G%05d", g)
		for r := range benchRows {
			ordinal++
			m := intake.MemberRow{
				Group: group, TakenAt: taken, HasNicknames: true, Place: intake.Place{File: "f", Row: int(ordinal)},
				Member: workgroup.Member{Account: fmt.Sprintf("wxid_%08d", g*benchRows+r), Nickname: fmt.Sprint("水利局张伟", r), Role: "成员", SpokeAt: at(9, r%24)},
			}
			if g%3 == 0 {
				m.Member.Account = ""
			}
			if err := st.Member(ctx, m); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(time.Since(begun).Seconds(), "s/rows")
	if err := st.Settle(ctx, func(intake.RosterChange) (intake.Disposition, error) { return intake.RosterReplaced, nil }); err != nil {
		b.Fatal(err)
	}
	return st
}

func publishCounty(b *testing.B, s *Store, taken time.Time) (staging, publishing time.Duration) {
	b.Helper()
	begun := time.Now()
	st := stageCounty(b, s, taken)
	staged := time.Now()
	if _, err := st.Publish(b.Context(), intake.Batch{}, importTime); err != nil {
		b.Fatal(err)
	}
	published := time.Now()
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	return staged.Sub(begun), published.Sub(staged)
}

// BenchmarkRosters imports 200,000 rows, imports them unchanged and streams
// them.
func BenchmarkRosters(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *dbconn.DB
	}{{"sqlite", sqltest.SQLite}, {"mariadb", sqltest.MariaDB}} {
		b.Run(engine.name, func(b *testing.B) {
			for range b.N {
				s := New(engine.open(b), nil)
				staging, publishing := publishCounty(b, s, at(10, 8))
				b.ReportMetric(staging.Seconds(), "s/stage")
				b.ReportMetric(publishing.Seconds(), "s/publish")
				staging, publishing = publishCounty(b, s, at(11, 8))
				b.ReportMetric(staging.Seconds(), "s/stage-same")
				b.ReportMetric(publishing.Seconds(), "s/publish-same")
				var groups []string
				for g := range benchGroups {
					groups = append(groups, fmt.Sprintf("G%05d", g))
				}
				begun, n := time.Now(), 0
				err := s.EachRoster(b.Context(), groups, func(r roster.Reading) error { n += len(r.Members); return r.Damage })
				if err != nil || n != benchGroups*benchRows {
					b.Fatal(n, err)
				}
				b.ReportMetric(time.Since(begun).Seconds(), "s/stream")
				begun = time.Now()
				found, err := s.LastActivity(b.Context(), groups, at(20, 8), func(string, string) bool { return false })
				if err != nil || len(found) != benchGroups {
					b.Fatal(len(found), err)
				}
				b.ReportMetric(time.Since(begun).Seconds(), "s/activity")
			}
		})
	}
}
