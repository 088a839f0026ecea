package halfyear

import (
	"testing"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// card is a case about somebody's card for which P1 answers, as a message
// tells it that arrives on a Monday before its due day.
func card(change ...func(*spoken)) spoken {
	s := spoken{
		ID: 1, About: subject{Rule: "member.card", Group: "G1", Account: "wx_P9"}, Concerned: "P9", Responsible: "P1", Due: "2026-01-26", Named: "2026-01-26",
		Todo: "请提醒本人修改群昵称。", Proven: true, GroupName: "水利局工作群",
	}
	for _, c := range change {
		c(&s)
	}
	return s
}

// sent is a message to a person about cases.
func sent(id, to, at string, cases ...spoken) arrival {
	moment, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
	if err != nil {
		panic(err)
	}
	return arrival{At: moment, ID: id, Kind: notify.KindReminder, RecipientType: notify.ToPerson, Recipient: to, Cases: cases}
}

func repeated(a arrival) arrival { a.Repeat = true; return a }

func other(s *spoken) { s.ID = 2 }

func digest(a arrival, kind string) arrival {
	a.Kind, a.RecipientType = notify.KindDigest, kind
	return a
}

func endOf(day, due workgroup.Date) evening {
	return evening{day, []standing{{caseLife{1, 0}, due}}}
}

func step(reason, note string, state ledger.State) ledger.Step {
	return ledger.Step{CaseID: 1, Reason: reason, Note: note, State: state}
}

func unproved(s spoken) spoken { s.Proven = false; return s }

func mine(s *spoken)      { s.Responsible = "P9" }
func routed(s *spoken)    { s.Routed = true }
func demanding(s *spoken) { s.Todo = rule.Of(rule.MemberCard).Words.Demand.Zh }

// saying is the message with a section about the group.
func saying(a arrival, line string) arrival {
	a.Text = "您好\n【水利局工作群（微信，编号 G1），依据 1月10日采集的名单】\n" + line
	return a
}

// Each check finds its fault: each history breaks one promise, or comes as near
// to it as it may.
func TestEveryCheckFindsWhatItIsFor(t *testing.T) {
	demand := card(demanding)
	twiceTold := []ledger.Step{step("told", "m1", ledger.Found), step("rung_told", "due responsible m2", ledger.Found), step("rung_told", "due responsible m3", ledger.Found)}
	reopened := []ledger.Step{twiceTold[1], step("reopened", "", ledger.Found), twiceTold[2]}
	for _, c := range []struct {
		name  string
		fault string // empty: nothing is wrong
		h     history
	}{
		{"told on a Monday morning, and again on the due day", "", history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P1", "2026-01-26 08:50", card()),
		}, evenings: []evening{endOf("2026-01-12", "2026-01-26"), endOf("2026-01-26", "2026-01-26")}, steps: twiceTold[:2]}},
		{"a message at 08:29", offHours, history{arrivals: []arrival{sent("m1", "P1", "2026-01-12 08:29", card())}}},
		{"a message at 18:00", offHours, history{arrivals: []arrival{sent("m1", "P1", "2026-01-12 18:00", card())}}},
		{"a message on a Saturday", offHours, history{arrivals: []arrival{sent("m1", "P1", "2026-01-10 09:00", card())}}},
		{"a message on a Monday of the Spring Festival", offHours, history{arrivals: []arrival{sent("m1", "P1", "2026-02-16 09:00", card())}}},
		{"a message on a Saturday that is worked", "", history{arrivals: []arrival{sent("m1", "P1", "2026-02-14 09:00")}}},
		{"a digest to a person on a Sunday", offHours, history{arrivals: []arrival{digest(sent("m1", "P1", "2026-01-11 09:00"), notify.ToPerson)}}},
		{"a digest to an office on a Sunday", "", history{arrivals: []arrival{digest(sent("m1", "office", "2026-01-11 09:00"), notify.ToOffice)}}},
		{"two messages to one person on one day, a digest among them", overBudget, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), digest(sent("m2", "P1", "2026-01-12 16:00"), notify.ToPerson),
		}}},
		{"two steps that tell one rung", rungTwice, history{steps: twiceTold}},
		{"two steps that tell one rung, the case reopened between them", "", history{steps: reopened}},
		{"a second administrator hears of a case in two messages", rungTwice, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P2", "2026-01-27 08:50", card()), sent("m3", "P2", "2026-01-28 08:50", card()),
		}}},
		{"the same message arrives twice", "", history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P2", "2026-01-27 08:50", card()), sent("m2", "P2", "2026-01-28 08:50", card()),
		}}},
		{"a second administrator hears the day before the due day", aboveEarly, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P2", "2026-01-23 08:50", card()),
		}}},
		{"the person whom it is about hears before the due day", "", history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P9", "2026-01-23 08:50", card()),
		}}},
		{"an office hears before the due day", aboveEarly, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), func() arrival {
				a := sent("m2", "office", "2026-01-23 08:50", card())
				a.RecipientType = notify.ToOffice
				return a
			}(),
		}}},
		{"somebody is told what was mended", mended, history{arrivals: []arrival{sent("m1", "P1", "2026-01-12 08:50", card(func(s *spoken) { s.Mended = true }))}}},
		{"a message is repeated, and what it tells was mended", outdated, history{arrivals: []arrival{
			repeated(sent("m1", "P1", "2026-01-13 08:50", card(func(s *spoken) { s.Mended = true }))),
		}}},
		{"a message is repeated, and its case has a later deadline", outdated, history{arrivals: []arrival{
			repeated(sent("m1", "P1", "2026-01-13 08:50", card(func(s *spoken) { s.Named = "2026-01-16" }))),
		}}},
		{"a message is repeated, and one of its cases was mended", "", history{arrivals: []arrival{
			repeated(sent("m1", "P1", "2026-01-13 08:50", card(), card(func(s *spoken) { s.ID, s.Mended = 2, true }))),
		}}},
		{"a principal hears again what was due by the deadline that the message names", "", history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-05 08:50", card(), card(other)),
			repeated(sent("m2", "P5", "2026-01-13 08:50", card(func(s *spoken) { s.Due, s.Named = "2026-01-12", "2026-01-12" }), card(other, func(s *spoken) { s.Named = "2026-01-12" }))),
		}}},
		{"a principal hears again before the deadline that the message names", aboveEarly, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-05 08:50", card()), repeated(sent("m2", "P5", "2026-01-13 08:50", card())),
		}}},
		{"somebody is told of what nobody can judge", unjudged, history{arrivals: []arrival{sent("m1", "P1", "2026-01-12 08:50", card(func(s *spoken) { s.Unknown = true }))}}},
		{"an exempt case is spoken of", exempted, history{arrivals: []arrival{sent("m1", "P1", "2026-01-12 08:50", card(func(s *spoken) { s.Exempt = true }))}}},
		{"nobody hears for three working days", nobodyTold, history{evenings: []evening{
			endOf("2026-01-09", "2026-01-26"), endOf("2026-01-12", "2026-01-26"), endOf("2026-01-13", "2026-01-26"), endOf("2026-01-14", "2026-01-26"),
		}}},
		{"nobody has heard after two working days and a weekend", "", history{evenings: []evening{
			endOf("2026-01-09", "2026-01-26"), endOf("2026-01-11", "2026-01-26"), endOf("2026-01-13", "2026-01-26"),
		}}},
		{"a case that was told is open again, and nobody hears of that", nobodyTold, history{
			arrivals: []arrival{sent("m1", "P1", "2026-01-12 08:50", card())},
			evenings: []evening{{"2026-01-19", []standing{{caseLife{1, 1}, "2026-02-02"}}}, {"2026-01-23", []standing{{caseLife{1, 1}, "2026-02-02"}}}},
		}},
		{"the deadline passes before anybody hears", unheard, history{evenings: []evening{endOf("2026-01-12", "2026-01-12"), endOf("2026-01-13", "2026-01-12")}}},
		{"somebody hears on the due day, and it does not move", unheard, history{
			arrivals: []arrival{sent("m1", "P1", "2026-01-12 08:50", card(func(s *spoken) { s.Due = "2026-01-12" }))}, evenings: []evening{endOf("2026-01-12", "2026-01-12")},
		}},
		{"what was tried twice counts as heard", "", history{assumed: []assumed{{caseLife{1, 0}, "2026-01-12"}}, evenings: []evening{
			endOf("2026-01-09", "2026-01-26"), endOf("2026-01-27", "2026-01-26"),
		}}},
		{"the removal is demanded after one reminder", demanded, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P1", "2026-01-26 08:50", demand),
		}}},
		{"the removal is demanded after two reminders", "", history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P1", "2026-01-23 08:50", card()), sent("m3", "P1", "2026-01-26 08:50", demand),
		}}},
		{"the removal is demanded on data that is older than the first message", demanded, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P1", "2026-01-23 08:50", card()), sent("m3", "P1", "2026-01-26 08:50", demand, unproved(demand)),
		}}},
		{"somebody is asked to remove themselves", demanded, history{arrivals: []arrival{
			sent("m1", "P9", "2026-01-12 08:50", card(mine)), sent("m2", "P9", "2026-01-23 08:50", card(mine)), sent("m3", "P9", "2026-01-26 08:50", card(mine, demanding)),
		}}},
		{"the removal is demanded, and the person concerned could have been told before", noPrior, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P1", "2026-01-23 08:50", card()), sent("m3", "P1", "2026-01-26 08:50", card(routed, demanding)),
		}}},
		{"they are told on the same day", noPrior, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P1", "2026-01-23 08:50", card()), sent("m4", "P9", "2026-01-26 08:45", card()), sent("m3", "P1", "2026-01-26 08:50", card(routed, demanding)),
		}}},
		{"they are told the working day before", "", history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m2", "P1", "2026-01-23 08:50", card()), sent("m4", "P9", "2026-01-23 08:50", card()), sent("m3", "P1", "2026-01-26 08:50", card(routed, demanding)),
		}}},
		{"a principal hears that it is unsolved on the old data", unproven, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), saying(sent("m2", "P5", "2026-01-29 08:50", unproved(card())), "1. 群昵称不合要求（已逾期 3 天）"),
		}}},
		{"a principal hears that nobody knows, and once more when newer data shows it", "", history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), saying(sent("m2", "P5", "2026-01-29 08:50", unproved(card())), "1. 群昵称不合要求 1 项（期限已到，尚未收到新名单，是否已办不详）"),
			sent("m3", "P5", "2026-02-02 08:50", card()),
		}}},
		{"a heading that does not say what it rests on", noBasis, history{arrivals: []arrival{
			func() arrival {
				a := sent("m1", "P1", "2026-01-12 08:50", card())
				a.Text = "您好\n【水利局工作群】\n1. 群昵称不合要求"
				return a
			}(),
		}}},
		{"a reminder that arrived twice is one", demanded, history{arrivals: []arrival{
			sent("m1", "P1", "2026-01-12 08:50", card()), sent("m1", "P1", "2026-01-13 08:50", card()), sent("m3", "P1", "2026-01-26 08:50", demand),
		}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.h.days, c.h.perDay, c.h.reminders = calendar.China().For(), 1, 2
			wrong := c.h.check()
			for _, fault := range faults {
				if found := len(wrong[fault]) > 0; found != (fault == c.fault) {
					t.Errorf("%s: %q", fault, wrong[fault])
				}
			}
		})
	}
}

func TestWhatIsTrueIsSaidOnceMoreForThisCounty(t *testing.T) {
	c := county{
		people: map[string]person{
			"P1": {code: "P1", name: "王伟", unit: "U1", status: "在职"}, "P2": {code: "P2", name: "李芳", unit: "U1", status: "离职", left: "2026-01-10"},
			"P3": {code: "P3", name: "张娜", unit: "U1", status: "在职"},
		},
		rooms: map[string]room{
			"G1": {
				code: "G1", unit: "U1", owner: "P1", admins: []string{"P2"}, allStaff: true, staged: true, ends: "2026-01-11", spoken: "2025-11-13",
				seats: map[string]string{"wx_P1": "王伟", "wx_P2": "李芳", "wxid_9": "静水流深"},
			},
			"G2": {code: "G2", owner: "P2", dissolved: "2026-01-05"},
		},
	}
	for _, q := range []struct {
		about  subject
		day    workgroup.Date
		broken bool
	}{
		{subject{Rule: "member.unknown", Group: "G1", Account: "wxid_9"}, "2026-01-12", true},
		{subject{Rule: "member.unknown", Group: "G1", Account: "wxid_8"}, "2026-01-12", false},
		{subject{Rule: "member.left", Group: "G1", Account: "wx_P2"}, "2026-01-12", true},
		{subject{Rule: "member.left", Group: "G1", Account: "wx_P2"}, "2026-01-09", false},
		{subject{Rule: "member.card", Group: "G1", Account: "wx_P1"}, "2026-01-12", false},
		{subject{Rule: "member.missing", Group: "G1", Person: "P3"}, "2026-01-12", true},
		{subject{Rule: "member.missing", Group: "G1", Person: "P1"}, "2026-01-12", false},
		{subject{Rule: "group.no_owner", Group: "G1"}, "2026-01-12", false},
		{subject{Rule: "group.no_admin", Group: "G1"}, "2026-01-12", true},
		{subject{Rule: "group.no_admin", Group: "G1"}, "2026-01-09", false},
		{subject{Rule: "group.stage_expired", Group: "G1"}, "2026-01-12", true},
		{subject{Rule: "group.stage_expired", Group: "G1"}, "2026-01-11", false},
		{subject{Rule: "group.zombie", Group: "G1"}, "2026-01-12", true},
		{subject{Rule: "group.zombie", Group: "G1"}, "2026-01-11", false},
		{subject{Rule: "roster.stale", Group: "G1"}, "2026-01-12", false},
		{subject{Rule: "group.no_owner", Group: "G2"}, "2026-01-12", false},
	} {
		if is, known := c.broken(q.about, q.day, func(string) bool { return true }); is != q.broken || !known {
			t.Errorf("%v on %s: broken %v (known %v), want %v", q.about, q.day, is, known, q.broken)
		}
	}
}
