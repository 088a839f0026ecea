package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"qunguan/reconcile/workgroup"
)

func seen(title string) *Seen {
	return &Seen{
		Rule: "member.card", Clause: "S6.2", Unit: "U1", Title: title, Severity: "normal", DueOn: "2026-12-07",
		Subject:     Subject{Type: SubjectAccount, Group: "G1", Account: "wx_1", Person: "P1"},
		Responsible: "P1", Evidence: []byte(`{}`),
	}
}

func TestAdvance(t *testing.T) { // covers S13.2
	open, _ := Advance(nil, Observation{Seen: seen("红姐")}, "2026-11-23")
	told := open
	told.ToldOn, told.Reminders, told.Rung, told.State = "2026-11-24", 2, 1, Handling
	closed := Close(told, Fixed, "2026-11-30")
	exempt := open
	exempt.State, exempt.ExemptUntil = Exempt, "2026-12-31"
	excused := func(until workgroup.Date) *Seen {
		s := seen("红姐")
		s.ExemptUntil = until
		return s
	}
	for _, c := range []struct {
		name  string
		from  *Case
		sight Observation
		day   workgroup.Date
		event Event
		want  func(*Case)
	}{
		{"a violation that is new opens a case", nil, Observation{Seen: seen("红姐")}, "2026-11-23", EventOpened, nil},
		{"on the same day nothing changes", &open, Observation{Seen: seen("红姐")}, "2026-11-23", EventNone, nil},
		{"on a later day only last_seen_on moves", &open, Observation{Seen: seen("红姐")}, "2026-11-30", EventSeen, func(c *Case) { c.LastSeenOn = "2026-11-30" }},
		{"last_seen_on never goes back", &open, Observation{Seen: seen("红姐")}, "2026-11-20", EventNone, nil},
		{"another card is an update of the same case", &open, Observation{Seen: seen("红姐姐")}, "2026-11-30", EventUpdated, func(c *Case) { c.LastSeenOn, c.Title = "2026-11-30", "红姐姐" }},
		{"a deadline once given stays", &told, Observation{Seen: &Seen{
			Rule: "member.card", Clause: "S6.2", Unit: "U1", Title: "红姐", Severity: "normal", DueOn: "2027-01-04",
			Subject: told.Subject, Responsible: "P1", Evidence: []byte(`{}`),
		}}, "2026-11-23", EventNone, func(c *Case) { *c = told }},
		{"what cannot be judged stays as it is", &told, Observation{Blind: "roster_stale"}, "2026-12-30", EventNone, func(c *Case) { *c = told }},
		{"what was judged and is gone is closed with its reason", &told, Observation{Gone: Fixed}, "2026-11-30", EventClosed, func(c *Case) { *c = closed }},
		{"closing twice is closing once", &closed, Observation{Gone: SubjectGone}, "2026-12-07", EventNone, func(c *Case) { *c = closed }},
		{"what comes back is the same case, untold and with a new deadline", &closed, Observation{Seen: seen("红姐")}, "2026-12-07", EventReopened, func(c *Case) {
			*c = open
			c.LastSeenOn, c.Reopened, c.Life = "2026-12-07", 1, 1
		}},
		{"a violation under an exemption opens an exempt case", nil, Observation{Seen: excused("2026-12-31")}, "2026-11-23", EventOpened, func(c *Case) { *c = exempt }},
		{"an open case that is exempted becomes exempt", &open, Observation{Seen: excused("2026-12-31")}, "2026-11-23", EventUpdated, func(c *Case) { *c = exempt }},
		{"an exempt case stays exempt while it is seen", &exempt, Observation{Seen: excused("2026-12-31")}, "2026-11-30", EventSeen, func(c *Case) {
			*c = exempt
			c.LastSeenOn = "2026-11-30"
		}},
		{"when the exemption has ended the case is found again, untold", &exempt, Observation{Seen: seen("红姐")}, "2027-01-04", EventUpdated, func(c *Case) { c.LastSeenOn, c.Life = "2027-01-04", 1 }},
		{"an exempt case whose violation is gone is closed", &exempt, Observation{Gone: Fixed}, "2026-11-30", EventClosed, func(c *Case) {
			c.State, c.ExemptUntil, c.ClosedOn, c.ClosedReason = Closed, "", "2026-11-30", Fixed
		}},
		{"nothing seen and no case is nothing", nil, Observation{Gone: Fixed}, "2026-11-30", EventNone, func(c *Case) { *c = Case{} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, event := Advance(c.from, c.sight, c.day)
			want := open
			if c.want != nil {
				c.want(&want)
			}
			if event != c.event {
				t.Errorf("event %q, want %q", event, c.event)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestAdvancingTwiceOnADayChangesNothingTheSecondTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := workgroup.Date("2026-11-23").AddDays(rapid.IntRange(0, 30).Draw(t, "day"))
		sights := []Observation{
			{Seen: seen(rapid.SampledFrom([]string{"红姐", "李红", "A李红"}).Draw(t, "card"))},
			{Gone: Fixed},
			{Blind: "roster_stale"},
		}
		var c *Case
		for range rapid.IntRange(1, 5).Draw(t, "runs") {
			sight := rapid.SampledFrom(sights).Draw(t, "sight")
			next, event := Advance(c, sight, day)
			if event == EventNone && c == nil {
				continue
			}
			again, second := Advance(&next, sight, day)
			if second != EventNone {
				t.Fatalf("the second time it was %q", second)
			}
			if diff := cmp.Diff(next, again); diff != "" {
				t.Fatal(diff)
			}
			c, day = &next, day.AddDays(rapid.IntRange(0, 9).Draw(t, "later"))
		}
	})
}

func TestKeyFollowsTheSubjectAndNotItsSpelling(t *testing.T) {
	base := Subject{Type: SubjectAccount, Group: "G1", Account: "wx_Abc", Person: "P1"}
	for _, c := range []struct {
		name string
		set  func(*Subject)
		same bool
	}{
		{"another spelling of the account", func(s *Subject) { s.Account = "WX_abc" }, true},
		{"another person recognised in it", func(s *Subject) { s.Person = "P2" }, true},
		{"another account", func(s *Subject) { s.Account = "wx_abd" }, false},
		{"another group", func(s *Subject) { s.Group = "G2" }, false},
		{"a person of the same code", func(s *Subject) { s.Type = SubjectPerson }, false},
	} {
		other := base
		c.set(&other)
		if same := base.Key() == other.Key(); same != c.same {
			t.Errorf("%s: same key is %v, want %v", c.name, same, c.same)
		}
	}
}
