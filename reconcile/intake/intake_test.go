package intake

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"testing"
	"time"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

// recorder is a Stage that keeps everything.
type recorder struct {
	members  []MemberRow
	activity []ActivityRow
	spoken   []SpokenRow
}

func (s *recorder) Member(_ context.Context, row MemberRow) error {
	s.members = append(s.members, row)
	return nil
}

func (s *recorder) Activity(_ context.Context, row ActivityRow) error {
	s.activity = append(s.activity, row)
	return nil
}

func csvInput(name, content string) Input {
	return Input{Name: name, Content: bytes.NewReader([]byte(content)), Size: int64(len(content))}
}

// unpacked lists packed records.
func unpacked[T any](p *Packed[T]) []T { return slices.Collect(p.All()) }

// recordsOf are all records that files have.
func recordsOf(r *Result) map[Kind]any {
	b := r.Batch
	return map[Kind]any{
		Units: unpacked(UnitRecords.Of(b)), Staff: unpacked(PersonRecords.Of(b)), Groups: unpacked(GroupRecords.Of(b)), Identities: unpacked(BindingRecords.Of(b)),
		Accounts: unpacked(AccountRecords.Of(b)), Apps: unpacked(AppRecords.Of(b)), Filings: unpacked(FilingRecords.Of(b)), Routes: unpacked(RouteRecords.Of(b)),
	}
}

// packed packs records in the order of their keys.
func packed[M ~map[string]T, T any](k *Records[T], byKey M) *Packed[T] {
	p := k.Pack()
	for _, key := range slices.Sorted(maps.Keys(byKey)) {
		record := byKey[key]
		p.Add(&record)
	}
	return p
}

func readAll(t *testing.T, known Known, opts Options, inputs ...Input) (*Result, *recorder) {
	t.Helper()
	if opts.Now.IsZero() {
		opts.Now = time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai)
	}
	opts.Location = shanghai
	stage := &recorder{}
	result, err := Read(context.Background(), inputs, known, opts, stage)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return result, stage
}

func (s *recorder) Spoke(_ context.Context, row SpokenRow) error {
	s.spoken = append(s.spoken, row)
	return nil
}
