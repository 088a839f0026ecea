package intake

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"qunguan/reconcile/workgroup"
)

// manyMembers is a roster file of any length that nobody has to store: every
// line has the same number of bytes.
type manyMembers struct{ rows int }

const (
	manyHeading = "平台,平台群号,账号,群昵称,采集时间\n"
	manyRow     = "微信,wxg%05d,wx_%08d,水利局张伟%08d,2026-11-18 07:00\n"
)

func (m manyMembers) row(i int) string { return fmt.Sprintf(manyRow, i/200, i, i) }

func (m manyMembers) size() int64 {
	return int64(len(manyHeading)) + int64(m.rows)*int64(len(m.row(0)))
}

func (m manyMembers) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) {
		at := off + int64(n)
		if at >= m.size() {
			return n, io.EOF
		}
		if at < int64(len(manyHeading)) {
			n += copy(p[n:], manyHeading[at:])
			continue
		}
		at -= int64(len(manyHeading))
		length := int64(len(m.row(0)))
		n += copy(p[n:], m.row(int(at / length))[at%length:])
	}
	return n, nil
}

// watcher measures the heap while rows arrive and keeps none.
type watcher struct {
	members int
	peak    uint64
}

func (w *watcher) Member(context.Context, MemberRow) error {
	if w.members++; w.members%50000 == 0 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		w.peak = max(w.peak, m.HeapAlloc)
	}
	return nil
}

func (w *watcher) Activity(context.Context, ActivityRow) error { return nil }

func (w *watcher) Spoke(context.Context, SpokenRow) error { return nil }

func TestMemoryDoesNotGrowWithTheRoster(t *testing.T) {
	registered := GroupRecords.Pack()
	known := Known{Groups: registered}
	for i := range 1500 {
		code := fmt.Sprintf("G%05d", i)
		registered.Add(&workgroup.Group{Code: code, Platform: "微信", Number: fmt.Sprintf("wxg%05d", i)})
	}
	file := manyMembers{rows: 300000}
	var told Progress
	stage := &watcher{}
	result, err := Read(context.Background(), []Input{{Name: "群成员.csv", Content: file, Size: file.size()}}, known, Options{
		Now: time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai), Location: shanghai, Progress: func(p Progress) { told = p },
	}, stage)
	if err != nil {
		t.Fatal(err)
	}
	if stage.members != file.rows || len(result.Problems) != 0 {
		t.Errorf("%d members, problems %v", stage.members, result.Found)
	}
	if stage.peak > 24<<20 {
		t.Errorf("the heap grew to %d MB", stage.peak>>20)
	}
	if told.Rows != int64(file.rows) || told.File != "群成员.csv" || told.Bytes != told.Total {
		t.Errorf("last progress %+v", told)
	}
}

func TestAMillionProblemsAreCountedAndNotKept(t *testing.T) {
	file := manyMembers{rows: 3 * MaxProblems}
	stage := &watcher{}
	known := Known{Groups: packed(GroupRecords, map[string]workgroup.Group{"G": {Code: "G", Platform: "微信", Number: "wxg00000"}})}
	result, err := Read(context.Background(), []Input{{Name: "m.csv", Content: file, Size: file.size()}}, known, Options{
		Now: time.Date(2026, 11, 1, 9, 0, 0, 0, shanghai), Location: shanghai, // every row comes from the future
	}, stage)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Problems) != MaxProblems || result.Found[Error] != file.rows || result.Kinds[Members].Bad != file.rows {
		t.Errorf("%d problems kept, found %v, counted %v", len(result.Problems), result.Found, result.Kinds)
	}
}
