package outbox

import (
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"qunguan/notify"
)

func TestANoticeIsComparedWithItsSends(t *testing.T) {
	nine := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	sent := func() File {
		return File{
			Notice: Notice{
				ID: "m1", Recipient: notify.Recipient{Type: notify.ToPerson, Code: "P1"}, State: Sent, NotBefore: nine, SentAt: nine, ToldAt: nine, TriedAt: nine,
				Attempts: 1,
			},
			Awake: true, Sends: []Ended{{Number: 1, BegunAt: nine, Outcome: Sent}},
		}
	}
	sending := func(f *File) {
		f.Notice.State, f.Notice.SentAt, f.Notice.ToldAt, f.Sends = Sending, time.Time{}, time.Time{}, nil
		f.Notice.ClaimedBy, f.Notice.ClaimedUntil = "host/1", nine.Add(MaxClaim)
	}
	twice := func(f *File) {
		f.Notice.State, f.Notice.SentAt, f.Notice.Attempts, f.Notice.Doubts = Uncertain, time.Time{}, 2, 2
		f.Sends = []Ended{{1, nine, Uncertain}, {2, nine.AddDate(0, 0, 1), Uncertain}}
	}
	for _, c := range []struct {
		name string
		harm func(*File)
		want []string
	}{
		{"accepted", func(*File) {}, nil},
		{"being sent", sending, nil},
		{"tried twice counts as told", twice, nil},
		{"accepted at the second send", func(f *File) {
			f.Notice.Attempts, f.Notice.Doubts = 2, 1
			f.Sends = []Ended{{1, nine, Uncertain}, {2, nine, Sent}}
		}, nil},
		{"for operators, who have no code", func(f *File) { f.Notice.Recipient = notify.Recipient{Type: notify.ToOps} }, nil},
		{"to nobody", func(f *File) { f.Notice.Recipient.Code = "" }, []string{FlawRecipient}},
		{"to no kind of recipient", func(f *File) { f.Notice.Recipient.Type = "" }, []string{FlawRecipient}},
		{"sent, and no send noted", func(f *File) { f.Sends = nil }, []string{FlawAttempts, FlawSent}},
		{"a send that was not counted", func(f *File) { f.Notice.Attempts = 0 }, []string{FlawAttempts}},
		{"a send is missing in the middle", func(f *File) { f.Sends[0].Number = 2 }, []string{FlawAttempts}},
		{"a send before it was allowed", func(f *File) { f.Sends[0].BegunAt = nine.Add(-time.Minute) }, []string{FlawEarly}},
		{"a doubt that was not counted, so that the repetition is not marked", func(f *File) {
			f.Notice.State, f.Notice.SentAt, f.Notice.ToldAt = Uncertain, time.Time{}, time.Time{}
			f.Sends[0].Outcome = Uncertain
		}, []string{FlawDoubts}},
		{"sent a third time", func(f *File) {
			twice(f)
			f.Notice.Attempts, f.Notice.Doubts = 3, 3
			f.Sends = append(f.Sends, Ended{3, nine, Uncertain})
		}, []string{FlawDoubts}},
		{"accepted, and waits to be sent", func(f *File) { f.Notice.State, f.Notice.ToldAt = Failed, time.Time{} }, []string{FlawSent}},
		{"sent, and its cases count as untold", func(f *File) { f.Notice.ToldAt = time.Time{} }, []string{FlawTold}},
		{"tried once, and counts as told", func(f *File) { twice(f); f.Notice.Doubts, f.Notice.Attempts, f.Sends = 1, 1, f.Sends[:1] }, []string{FlawTold}},
		{"sent and still claimed", func(f *File) { f.Notice.ClaimedBy, f.Notice.ClaimedUntil = "host/1", nine }, []string{FlawClaim}},
		{"being sent by nobody", func(f *File) { sending(f); f.Notice.ClaimedBy = "" }, []string{FlawClaim}},
		{"claimed for an hour", func(f *File) { sending(f); f.Notice.ClaimedUntil = nine.Add(time.Hour) }, []string{FlawClaim}},
		{"nothing would wake it", func(f *File) { f.Awake = false }, []string{FlawForgotten}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := sent()
			c.harm(&f)
			var kinds []string
			for _, flaw := range f.Flaws() {
				kinds = append(kinds, flaw.Kind)
			}
			if diff := gocmp.Diff(c.want, kinds); diff != "" {
				t.Errorf("-want +got\n%s\n%+v", diff, f.Flaws())
			}
		})
	}
}
