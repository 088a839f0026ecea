package compose

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

var update = flag.Bool("update", false, "rewrite the outputs of the golden files")

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, shanghai)

// register puts the group among the groups, or in the place of which has the code there.
func register(in *Input, g workgroup.Group) {
	groups := in.Groups.ByCode()
	groups[g.Code] = g
	in.Groups = workgroup.GroupsOf(groups)
}

// enlist puts the person into the directory, or in the place of who has the code there.
func enlist(in *Input, p workgroup.Person) {
	people := in.People.ByCode()
	people[p.Code] = p
	in.People = workgroup.PeopleOf(people)
}

// county is a small world: two bureaus with a section, eight groups, people
// who can and who cannot be reached.
func county() Input {
	n := 0
	in := Input{
		Now: monday, Act: true, Lang: phrase.Zh,
		Policy: &policy.Policy{
			Title:   "云溪县工作群管理办法",
			Offices: map[string]policy.Office{"office": {Name: "县委办", Phone: "0716-8801234"}},
			Lead:    policy.Lead{Group: "office", Account: "office", App: "office"},
			Member: policy.Member{
				RosterMaxAgeDays: 10, RemindBeforeRemoval: 2,
				Nickname: policy.Nickname{Templates: []string{"{name}", "{unit_short}{name}"}, ByCategory: map[string][]string{"董事": {"{name}董事"}}},
			},
			Group:  policy.Group{MinResponsible: 2},
			Zombie: policy.Zombie{Days: 60},
		},
		Units: workgroup.Units{
			"U001": {Code: "U001", Name: "云溪县水利局", ShortName: "水利局", Principal: "P001"},
			"U011": {Code: "U011", Name: "水利局河长制股", ShortName: "河长制股", Parent: "U001", Kind: "股室"},
			"U002": {Code: "U002", Name: "云溪县教育局", ShortName: "教育局", Principal: "P009"},
		},
		Channels: map[notify.Recipient][]string{
			{Type: notify.ToOffice, Code: "office"}: {notify.Slack},
			{Type: notify.ToPerson, Code: "P002"}:   {notify.Slack},
			{Type: notify.ToPerson, Code: "P006"}:   {notify.Manual},
		},
		Allowed: func(_ string, _ notify.Recipient, t time.Time) time.Time { return t },
		NewID:   func() string { n++; return fmt.Sprintf("msg_%d", n) },
	}
	person := func(code, name, unit, status, email string) {
		enlist(&in, workgroup.Person{Code: code, Name: name, Unit: unit, Status: status, Email: email})
		if email != "" {
			mailbox(&in, code)
		}
	}
	person("P001", "姚洋庆", "U001", "在职", "p001@example.gov.cn")
	person("P002", "赵升强", "U001", "在职", "p002@example.gov.cn") // Slack first
	person("P003", "邹佳立", "U001", "在职", "p003@example.gov.cn")
	person("P004", "夏学俊", "U011", "在职", "")                    // without a route
	person("P005", "贾刚伟", "U001", "退休", "p005@example.gov.cn") // has left
	person("P006", "卢军", "U002", "在职", "")                     // by hand
	person("P007", "韦玉凤", "U002", "在职", "p007@example.gov.cn")
	person("P008", "王伟", "U002", "待定", "p008@example.gov.cn") // state says neither
	person("P009", "孔令华", "U002", "在职", "")
	for i := 20; i < 60; i++ {
		code := fmt.Sprintf("P%03d", i)
		person(code, "张"+string(rune('一'+i)), "U001", "在职", "")
	}
	group := func(code, name, platform, number, unit, owner string, admins ...string) {
		register(&in, workgroup.Group{Code: code, Name: name, Platform: platform, Number: number, Unit: unit, Owner: owner, Admins: admins, State: "正常"})
	}
	group("G001", "水利局防汛抗旱群", "微信", "", "U001", "P002", "P003")
	group("G002", "水利局安全生产群", "QQ", "875930363", "U001", "P002", "P003", "P001")
	group("G003", "水利局项目推进群", "QQ", "875930364", "U001", "P002", "P003")
	group("G004", "水利局乡村振兴群", "微信", "", "U001", "P002", "P003")
	group("G005", "河长制工作群", "QQ", "875930365", "U011", "P004", "P004", "P003")
	group("G006", "水利局党建群", "企业微信", "wr66", "U001", "P002")
	group("G010", "水利局值班群", "微信", "", "U001", "P002", "P003")
	group("G007", "教育局校车安全群", "微信", "", "U002", "P006", "P007")
	group("G008", "教育局值班群", "微信", "", "U002", "P009", "P005")
	return in
}

// mailbox gives a person a mailbox, as the last of their routes.
func mailbox(in *Input, code string) {
	to := notify.Recipient{Type: notify.ToPerson, Code: code}
	in.Channels[to] = append(in.Channels[to], notify.Email)
}

// goldenCase is a case as a golden file writes it.
type goldenCase struct {
	ID        int64           `json:"id"`
	Rule      string          `json:"rule"`
	Clause    string          `json:"clause"`
	Group     string          `json:"group"`
	Group2    string          `json:"group2"` // of a pair
	Unit      string          `json:"unit"`
	Account   string          `json:"account"`
	Person    string          `json:"person"`
	Severity  string          `json:"severity"`
	Due       string          `json:"due"`
	Title     string          `json:"title"`
	Reminders int             `json:"reminders"`
	Evidence  json.RawMessage `json:"evidence"`

	Told          string                `json:"told"`
	Seen          string                `json:"seen"`
	Data          workgroup.Date        `json:"data"` // day of the roster or look; noon
	Responsible   string                `json:"responsible"`
	Notifications []ledger.Notification `json:"tellings"` // due ones
}

func (g goldenCase) ledgerCase(in Input) ledger.Case {
	c := ledger.Case{
		ID: g.ID, Rule: g.Rule, Clause: g.Clause, Unit: g.Unit, Title: g.Title, State: ledger.Found,
		Severity: g.Severity, DueOn: workgroup.Date(g.Due), Reminders: g.Reminders, Evidence: g.Evidence,
		Subject: ledger.Subject{Group: g.Group, Account: g.Account, Person: g.Person},
		ToldOn:  workgroup.Date(g.Told), LastSeenOn: workgroup.Date(g.Seen), Responsible: g.Responsible,
	}
	if g.Group2 != "" {
		c.Subject.Type, c.Subject.Group2 = ledger.SubjectPair, g.Group2
	}
	if g.Data != "" {
		c.DataAt = g.Data.In(in.Now.Location()).Add(12 * time.Hour)
	}
	if c.Unit == "" {
		c.Unit = in.Groups.Of(g.Group).Unit
	}
	if c.Severity == "" {
		c.Severity = "normal"
	}
	return c
}

// Each file of testdata holds the cases, a line of dashes, and the notices
// they become: `go test ./notify/compose -update` rewrites what is below it.
// Lines "set NAME VALUE" change the world.
func TestGoldenNotices(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			input, want, _ := strings.Cut(string(raw), "\n--------\n")
			in := county()
			var cases []ledger.Case
			var room notify.Recipient
			for l := range strings.SplitSeq(input, "\n") {
				verb, rest, _ := strings.Cut(l, " ")
				switch verb {
				case "case":
					var g goldenCase
					if err := json.Unmarshal([]byte(rest), &g); err != nil {
						t.Fatalf("%s: %v", rest, err)
					}
					cases = append(cases, g.ledgerCase(in))
					for _, d := range g.Notifications {
						d.Case, d.State = g.ID, ledger.NotificationDue
						in.Notifications = append(in.Notifications, d)
					}
				case "ending": // a stage-limited group and its end
					code, end, _ := strings.Cut(rest, " ")
					g := in.Groups.Of(code)
					g.Staged, g.EndsOn = true, workgroup.Date(end)
					register(&in, g)
					in.Ending = append(in.Ending, Ending{g, ledger.Notification{Group: code, Rung: stageEnd(end + " 15"), Day: in.day()}})
				case "set":
					name, value, _ := strings.Cut(rest, " ")
					switch name {
					case "url":
						in.PublicURL = value
					case "lang":
						in.Lang = phrase.Lang(value)
					case "mode":
						in.Act = value == "act"
					case "unreachable": // there is no route to anybody
						in.Channels = nil
					case "mobile":
						code, number, _ := strings.Cut(value, " ")
						p := in.People.Of(code)
						p.Mobile = number
						enlist(&in, p)
					case "mail":
						code, _, _ := strings.Cut(value, " ")
						mailbox(&in, code)
					case "clause": // the owner's own
						rule, clause, _ := strings.Cut(value, " ")
						in.Policy.Clauses = map[string]string{rule: clause}
					case "active":
						code, people, _ := strings.Cut(value, " ")
						in.Active = map[string][]string{code: strings.Fields(people)}
					case "room": // everything goes to this shared room
						room = notify.Recipient{Type: notify.ToGroup, Code: value, Name: in.Groups.Of(value).Name}
					default:
						t.Fatalf("set %s?", name)
					}
				case "", "#":
				default:
					t.Fatalf("line %q", l)
				}
			}
			var notices []outbox.Notice
			if room.Type != "" {
				d := draft{to: room, channel: notify.WeCom}
				for _, c := range cases {
					d.add(in, c, Choice{To: room}, ledger.Notification{Case: c.ID, Rung: ledger.First})
				}
				notices = append(notices, d.notice(in))
			} else {
				notices = Plan(in, cases, nil).Create
			}
			got := render(notices)
			if *update {
				if err := os.WriteFile(file, []byte(input+"\n--------\n"+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func render(notices []outbox.Notice) string {
	var b strings.Builder
	for _, n := range notices {
		fmt.Fprintf(&b, "== %s %s by %s, %s, cases %v\n", n.Recipient.Type, n.Recipient.Code, n.Channel, n.State, n.Cases)
		if n.Kind != notify.KindReminder {
			fmt.Fprintf(&b, "   %s\n", n.Kind)
		}
		for _, h := range n.Hops {
			fmt.Fprintf(&b, "   %s %s: %s\n", h.Role, h.To, h.Reason)
		}
		b.WriteString(n.Body + "\n\n")
	}
	return b.String()
}
