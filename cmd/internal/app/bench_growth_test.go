package app

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"qunguan/cmd/internal/settings"
	"qunguan/jobs"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/audit"
	"qunguan/sql/dbconn"
	"qunguan/sql/registry"
)

// growthJobs in the order in which they are measured: compose tells the findings of the others.
var growthJobs = []string{rule.JobZombieScan, rule.JobGroupCheck, jobs.Compose}

// growthTolerance is how much more time one group may take where there are ten
// times as many: caches and trees of the engines grow a little with them, and a
// shared machine is never quiet. Anything quadratic would need ten times as
// much.
const growthTolerance = 1.5

// growthUnitGroups is how many groups a unit owns.
const growthUnitGroups = 10

// groupsCounty fills the registry with groups of three members, two activity
// rows each: every fifth is silent, every seventh has no owner, every third one
// administrator too few, names and purposes are alike within a unit. In every
// tenth unit nobody is responsible for anything: the office hears of it all, in
// one notice.
func groupsCounty(b *testing.B, s *registry.Store, groups int) {
	b.Helper()
	ctx := b.Context()
	stage, err := s.NewStage(ctx)
	must(b, err)
	topics := []string{"防汛抗旱", "党建工作", "乡村振兴", "安全生产", "信息宣传"}
	var units []workgroup.Unit
	var people []workgroup.Person
	var registered []workgroup.Group
	for u := range max(groups/growthUnitGroups, 1) {
		unit, headless := fmt.Sprintf("U%06d", u), u%10 == 9
		person := func(i int) string { return fmt.Sprintf("P%06d%d", u, i) }
		units = append(units, workgroup.Unit{Code: unit, Name: fmt.Sprintf("第%d局", u), Kind: "县直部门"})
		if !headless {
			units[u].Principal = person(0)
		}
		for i := range 5 {
			people = append(people, workgroup.Person{
				Code: person(i), Name: benchName(u*5 + i), Unit: unit, Post: "科员", Status: "在职",
				Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_" + person(i)}),
			})
		}
		for i := range growthUnitGroups {
			n := u*growthUnitGroups + i
			g := workgroup.Group{
				Code: fmt.Sprintf("G%07d", n), Platform: "微信", Name: fmt.Sprintf("第%d局%s工作群%d", u, topics[i%len(topics)], i/len(topics)+1), Purpose: topics[i%len(topics)],
				Unit: unit, Owner: person(i % 5), Scope: workgroup.Scope{Units: []string{unit}}, Filing: fmt.Sprintf("BA%07d", n), FoundedOn: "2024-05-07",
			}
			if n%7 == 0 {
				g.Owner = ""
			}
			if headless {
				g.Owner = ""
			} else if n%3 != 0 {
				g.Admins = []string{person((i + 1) % 5), person((i + 2) % 5)}
			}
			registered = append(registered, g)
			last := benchTaken.AddDate(0, 0, -1)
			if n%5 == 0 {
				last = benchTaken.AddDate(0, 0, -90)
			}
			for k, at := range []time.Time{last.AddDate(0, 0, -7), last} {
				must(b, stage.Activity(ctx, intake.ActivityRow{Activity: workgroup.Activity{
					Group: g.Code, TakenAt: benchTaken.Add(time.Duration(k-1) * time.Hour), LastMessageAt: at, Messages: -1, Speakers: -1,
				}}))
			}
			for k := range 3 {
				must(b, stage.Member(ctx, intake.MemberRow{
					Group: g.Code, TakenAt: benchTaken, HasNicknames: true, Place: intake.Place{File: "f", Row: n*3 + k},
					Member: workgroup.Member{Account: "wx_" + person((i+k)%5), Nickname: benchName(u*5 + (i+k)%5), Role: workgroup.RoleMember, SpokeAt: last.AddDate(0, 0, -k)},
				}))
			}
		}
	}
	must(b, stage.Settle(ctx, func(intake.RosterChange) (intake.Disposition, error) { return intake.RosterNew, nil }))
	_, err = stage.Publish(ctx, intake.Batch{intake.Units: intake.UnitRecords.Pack(units...), intake.Staff: intake.PersonRecords.Pack(people...), intake.Groups: intake.GroupRecords.Pack(registered...)}, intake.ImportInfo{At: benchTaken, WrittenAt: benchTaken})
	must(b, err)
	must(b, stage.Close())
}

// BenchmarkGrowth runs zombie-scan, group-check and compose for 1,000 and 10,000
// groups (other numbers: QUNGUAN_BENCH_GROUPS=1000,10000,100000), each twice: the
// first run opens every case or tells all of them, the second finds nothing
// new. It gives seconds for each size, and how the processor's time grows from
// one size to the next: 1 of_linear is as the groups. It must not be more, with
// a tolerance.
func BenchmarkGrowth(b *testing.B) {
	sizes := numbers(b, "QUNGUAN_BENCH_GROUPS", 1000, 10_000)
	for _, engine := range engines {
		b.Run(engine.name, func(b *testing.B) {
			took := map[string][]spent{}
			for _, groups := range sizes {
				db := engine.open(b, "")
				groupsCounty(b, registry.New(db, nil), groups)
				for _, job := range growthJobs {
					for _, run := range []string{"first", "again"} {
						name := job + "-" + run
						took[name] = append(took[name], timed(b, func() { runJob(b, db, job) }))
					}
				}
			}
			for _, job := range growthJobs {
				for _, run := range []string{"first", "again"} {
					b.Run(job+"-"+run, func(b *testing.B) { reportGrowth(b, sizes, took[job+"-"+run]) })
				}
			}
		})
	}
}

func reportGrowth(b *testing.B, sizes []int, took []spent) {
	b.Helper()
	b.ReportMetric(0, "ns/op")
	for i, groups := range sizes {
		b.ReportMetric(took[i].clock.Seconds(), fmt.Sprintf("%d_s", groups))
		b.ReportMetric(took[i].processor.Seconds(), fmt.Sprintf("%d_cpu_s", groups))
		if i == 0 {
			continue
		}
		growth := took[i].processor.Seconds() / took[i-1].processor.Seconds() * float64(sizes[i-1]) / float64(groups)
		b.ReportMetric(growth, fmt.Sprintf("%d_of_linear", groups))
		if growth > growthTolerance {
			b.Errorf("%d groups take %.2f times as long for each group as %d", groups, growth, sizes[i-1])
		}
	}
}

// runJob runs a job as the command does, with its record and its seal.
func runJob(b *testing.B, db *dbconn.DB, name string) {
	b.Helper()
	loaded, err := LoadPolicy("pack:county", benchTaken.Location())
	must(b, err)
	a := &App{
		Settings: &settings.Settings{Location: benchTaken.Location()}, Policy: loaded, Calendar: calendar.China(),
		DB: db, Store: registry.New(db, nil), Log: slog.New(slog.DiscardHandler),
	}
	a.Auditor, err = audit.NewAuditor(a.Store.Store, nil, nil, loaded.Show(phrase.Zh))
	must(b, err)
	report, err := a.runner().RunOne(b.Context(), name, benchTaken.AddDate(0, 0, 3), false, false)
	must(b, err)
	if report.Status != jobs.StatusOK {
		b.Fatalf("%s: %s %v", name, report.Status, report.Trouble)
	}
}
