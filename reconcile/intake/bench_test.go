package intake

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"qunguan/reconcile/workgroup"
)

// nowhere is a stage that keeps nothing.
type nowhere struct{ rows int }

func (n *nowhere) Member(context.Context, MemberRow) error     { n.rows++; return nil }
func (n *nowhere) Activity(context.Context, ActivityRow) error { n.rows++; return nil }

func (n *nowhere) Spoke(context.Context, SpokenRow) error { return nil }

// BenchmarkReadMembers reads rosters from a csv file on one core: encoding,
// cells, references, everything but the writing.
func BenchmarkReadMembers(b *testing.B) {
	const groups, each = 100, 200
	registered := GroupRecords.Pack()
	known := Known{Groups: registered}
	var text bytes.Buffer
	text.WriteString("平台,群编号,账号,群昵称,群内角色,入群时间,最后发言时间,采集时间\n")
	for g := range groups {
		code := fmt.Sprintf("G%06d", g)
		registered.Add(&workgroup.Group{Code: code, Platform: "微信"})
		for i := range each {
			spoke := ""
			if i%2 == 0 {
				spoke = fmt.Sprintf("2026-11-%02d %02d:30:00", i%18+1, i%24)
			}
			fmt.Fprintf(&text, "微信,%s,wx_%07d,水利局张伟%d,成员,2026-05-07,%s,2026-11-20 08:00:00\n", code, g*each+i, i, spoke)
		}
	}
	input := []Input{{Name: "members.csv", Content: bytes.NewReader(text.Bytes()), Size: int64(text.Len())}}
	at := time.Date(2026, 11, 21, 0, 0, 0, 0, time.FixedZone("", 8*60*60))
	b.ReportAllocs()
	for b.Loop() {
		stage := &nowhere{}
		result, err := Read(b.Context(), input, known, Options{Now: at, Location: at.Location()}, stage)
		if err != nil || stage.rows != groups*each {
			b.Fatal(stage.rows, result, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*groups*each), "ns/row")
}
