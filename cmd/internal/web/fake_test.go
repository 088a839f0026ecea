package web_test

import (
	gocmp "cmp"
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"qunguan/cmd/internal/web"
	"qunguan/cmd/internal/web/login"
	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/pages"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

var update = flag.Bool("update", false, "write golden files")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// registry is a county in memory. It keeps the store's promises about
// filters, and counts how often it is asked.
type countyInMemory struct {
	cases   []ledger.Case
	steps   []ledger.Step
	notices []outbox.Notice
	runs    []reconcile.RunRecord
	units   workgroup.Units
	people  map[string]workgroup.Person
	groups  []workgroup.Group

	behind      time.Time
	fails       error // the error of reading cases
	directories int   // how often the units were read
	asked       []ledger.Filter
	listed      int
	views       []seen
}

func (r *countyInMemory) Cases(_ context.Context, f ledger.Filter) ([]ledger.Case, error) {
	r.asked = append(r.asked, f)
	fits := func(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }
	var list []ledger.Case
	for _, c := range r.cases {
		if (len(f.IDs) == 0 || slices.Contains(f.IDs, c.ID)) && fits(f.Rules, c.Rule) && fits(f.Units, c.Unit) &&
			fits(f.Groups, c.Subject.Group) && (!f.OpenOnly || c.State.Open()) {
			list = append(list, c)
		}
	}
	return list, r.fails
}

// List keeps the store's promises in the plainest way.
func (r *countyInMemory) List(_ context.Context, l ledger.Listing) ([]ledger.Case, int, error) {
	r.listed++
	rank := map[string]int{"high": 0, "normal": 1, "low": 2}
	var list []ledger.Case
	for _, c := range r.cases {
		bounded := l.DueFrom != "" || l.DueTo != ""
		if w := l.Within; w != nil && !slices.Contains(w.Units, c.Unit) && !slices.Contains(w.Groups, c.Subject.Group) && !slices.Contains(w.Groups, c.Subject.Group2) {
			continue
		}
		if slices.Contains(l.States, c.State) && strings.Contains(c.Title, l.Search) && (l.Units == nil || slices.Contains(l.Units, c.Unit)) && (l.Rule == "" || l.Rule == c.Rule) && (len(l.Rules) == 0 || slices.Contains(l.Rules, c.Rule)) && (l.Responsible == "" || l.Responsible == c.Responsible) &&
			(l.Severity == "" || l.Severity == c.Severity) && (l.Groups == nil || slices.Contains(l.Groups, c.Subject.Group) || slices.Contains(l.Groups, c.Subject.Group2)) &&
			(!bounded || c.State.Open() && c.DueOn != "" && c.DueOn >= l.DueFrom && (l.DueTo == "" || c.DueOn <= l.DueTo)) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b ledger.Case) int {
		switch aOpen, bOpen := a.State.Open(), b.State.Open(); {
		case aOpen != bOpen && aOpen:
			return -1
		case aOpen != bOpen:
			return 1
		case !aOpen:
			return gocmp.Or(gocmp.Compare(b.ClosedOn, a.ClosedOn), gocmp.Compare(b.ID, a.ID))
		}
		return gocmp.Or(gocmp.Compare(gocmp.Or(a.DueOn, "9999"), gocmp.Or(b.DueOn, "9999")), gocmp.Compare(rank[a.Severity], rank[b.Severity]), gocmp.Compare(a.ID, b.ID))
	})
	inAll := len(list)
	list = list[min(l.Offset, len(list)):]
	return list[:min(l.Limit, len(list))], inAll, r.fails
}

func (r *countyInMemory) Counts(_ context.Context, day, soon workgroup.Date, w *ledger.Within) ([]ledger.Count, error) {
	var counts []ledger.Count
	for _, c := range r.cases {
		if w != nil && !slices.Contains(w.Units, c.Unit) && !slices.Contains(w.Groups, c.Subject.Group) && !slices.Contains(w.Groups, c.Subject.Group2) {
			continue
		}
		n := ledger.Count{State: c.State, Unit: c.Unit, Rule: c.Rule, Severity: c.Severity, N: 1}
		switch {
		case c.DueOn == "":
			n.Undated = 1
		case !c.State.Open():
		case c.DueOn < day:
			n.Overdue = 1
		case c.DueOn <= soon:
			n.Soon = 1
		default:
			n.Later = 1
		}
		counts = append(counts, n)
	}
	return counts, r.fails
}

func (r *countyInMemory) Flow(_ context.Context, from workgroup.Date, w *ledger.Within) ([]ledger.Flow, error) {
	var list []ledger.Flow
	for _, c := range r.cases {
		if w != nil && !slices.Contains(w.Units, c.Unit) && !slices.Contains(w.Groups, c.Subject.Group) && !slices.Contains(w.Groups, c.Subject.Group2) {
			continue
		}
		if f := (ledger.Flow{Day: c.OpenedOn, Opened: 1}); f.Day >= from || c.State.Open() {
			if c.State.Open() {
				f.Open = 1
			}
			list = append(list, f)
		}
		if c.State == ledger.Closed && c.ClosedOn >= from {
			list = append(list, ledger.Flow{Day: c.ClosedOn, Closed: 1})
		}
	}
	return list, r.fails
}

func (r *countyInMemory) Behind(context.Context) (time.Time, error) { return r.behind, r.fails }

func (r *countyInMemory) Steps(_ context.Context, id int64) ([]ledger.Step, error) {
	return slices.DeleteFunc(slices.Clone(r.steps), func(s ledger.Step) bool { return s.CaseID != id }), nil
}

func (r *countyInMemory) LastRuns(context.Context) ([]reconcile.RunRecord, error) { return r.runs, nil }

func (r *countyInMemory) Notices(_ context.Context, q outbox.Filter) ([]outbox.Notice, error) {
	var list []outbox.Notice
	for _, n := range r.notices {
		if (len(q.States) == 0 || slices.Contains(q.States, n.State)) && (q.Case == 0 || slices.Contains(n.Cases, q.Case)) {
			list = append(list, n)
		}
	}
	list = list[min(q.Offset, len(list)):]
	if q.Limit > 0 {
		list = list[:min(q.Limit, len(list))]
	}
	return list, nil
}

func (r *countyInMemory) Units(context.Context) (workgroup.Units, error) {
	r.directories++
	return r.units, nil
}

func (r *countyInMemory) People(context.Context) (workgroup.People, error) {
	return workgroup.PeopleOf(r.people), nil
}

func (r *countyInMemory) Groups(context.Context) (workgroup.Groups, error) {
	var groups workgroup.GroupsBuilder
	for _, g := range r.groups {
		groups.Add(g)
	}
	return groups.Groups(), nil
}

var shanghai = time.FixedZone("CST", 8*60*60)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

// county is a bureau with a section, a township, and a few cases on
// 2026-12-01.
func county() *countyInMemory {
	group := func(code string) ledger.Subject { return ledger.Subject{Type: ledger.SubjectGroup, Group: code} }
	account := func(group, account, person string) ledger.Subject {
		return ledger.Subject{Type: ledger.SubjectAccount, Group: group, Account: account, Person: person}
	}
	summary, err := json.Marshal(map[string]any{
		"job": "member-check", "opened": 4, "seen": 1, "unjudged": map[string]int{"roster_stale": 2, "strange": 1},
		"trouble": []map[string]string{{"kind": "held", "unit": "U2", "detail": "新增 41 个"}},
	})
	if err != nil {
		panic(err)
	}
	return &countyInMemory{
		units: workgroup.Units{
			"U1":   {Code: "U1", Name: "松澜县水利局", ShortName: "水利局", Kind: "县直部门"},
			"U1-1": {Code: "U1-1", Name: "水利局防汛股", ShortName: "防汛股", Kind: "股室", Parent: "U1"},
			"U2":   {Code: "U2", Name: "柳湾镇", Kind: "乡镇"},
		},
		people: map[string]workgroup.Person{
			"P1": {Code: "P1", Name: "周明远", Unit: "U1", Mobile: "13800001111", Email: "zhou@songlan.example"},
			"P2": {Code: "P2", Name: "王磊", Unit: "U1-1"},
			"P3": {Code: "P3", Name: "马德胜", Unit: "U1"},
		},
		groups: []workgroup.Group{
			{Code: "G1", Name: "水利局工作群", Unit: "U1"}, {Code: "G2", Name: "防汛抗旱群", Unit: "U1-1"}, {Code: "G3", Name: "柳湾镇工作群", Unit: "U2"},
		},
		cases: []ledger.Case{
			{
				ID: 1, Rule: "member.left", Clause: "S6.3", Unit: "U1", Subject: account("G1", "wx_ma", "P3"), Title: "马德胜已退休，仍在群“水利局工作群”里",
				State: ledger.Found, Severity: "high", OpenedOn: "2026-11-23", DueOn: "2026-11-30", LastSeenOn: "2026-11-30", DataAt: at("2026-11-30 08:00"), Responsible: "P1", ToldOn: "2026-11-23",
				Evidence: json.RawMessage(`{"how":"account","left_on":"2026-10-31","name":"马德胜","nickname":"水利局马德胜","role":"成员","status":"退休"}`),
			},
			{
				ID: 2, Rule: "member.unknown", Clause: "S6.3", Unit: "U1-1", Subject: account("G2", "@<b>红姐</b>", ""), Title: "群“防汛抗旱群”里的“<b>红姐</b>”认不出是谁",
				State: ledger.HandedOver, Severity: "high", OpenedOn: "2026-11-30", DueOn: "2026-12-03", LastSeenOn: "2026-11-30", DataAt: at("2026-11-30 08:00"), Responsible: "P2",
				Evidence: json.RawMessage(`{"how":"unknown","nickname":"<b>红姐</b>"}`),
			},
			{
				ID: 3, Rule: "group.zombie", Clause: "S1.1", Unit: "U2", Subject: group("G3"), Title: "群“柳湾镇工作群”自 2026-08-31 起无人发言",
				State: ledger.Found, Severity: "normal", OpenedOn: "2026-11-30", DueOn: "2026-12-14", LastSeenOn: "2026-11-30", DataAt: at("2026-11-30 08:00"),
				Evidence: json.RawMessage(`{"days":60,"last_activity":"2026-08-31","source":"member_spoke"}`),
			},
			{
				ID: 4, Rule: "group.no_owner", Clause: "S1.10", Unit: "U1", Subject: group("G1"), Title: "群“水利局工作群”没有登记群主",
				State: ledger.Closed, Severity: "normal", OpenedOn: "2026-11-09", DueOn: "2026-11-23", LastSeenOn: "2026-11-16", DataAt: at("2026-11-16 08:00"), ClosedOn: "2026-11-23", ClosedReason: ledger.Fixed, Responsible: "P1",
			},
			{
				ID: 5, Rule: "member.card", Clause: "S6.2", Unit: "U1", Subject: account("G1", "wx_li", ""), Title: "群昵称不合要求",
				State: ledger.Exempt, Severity: "low", OpenedOn: "2026-11-09", DueOn: "2026-11-23", ExemptUntil: "2027-01-01", Responsible: "P1",
			},
		},
		steps: []ledger.Step{
			{ID: 1, CaseID: 1, At: at("2026-11-23 09:00"), WrittenAt: at("2026-11-23 09:00"), State: ledger.Found, By: "member-check", Reason: "opened", Note: "left"},
			{ID: 2, CaseID: 1, At: at("2026-11-23 10:00"), WrittenAt: at("2026-11-24 08:15"), State: ledger.Found, By: "deliver", Reason: "told", Note: "n1"},
			{ID: 3, CaseID: 1, At: at("2026-11-25 10:00"), State: ledger.HandedOver, By: "P1", Reason: "handed_over", Note: "电话已通知 <i>本人</i>"},
		},
		notices: []outbox.Notice{
			{
				ID: "n1", Kind: notify.KindReminder, Recipient: notify.Recipient{Type: notify.ToPerson, Code: "P1"}, Channel: notify.Email, State: outbox.Planned,
				CreatedAt: at("2026-11-23 09:30"), NotBefore: at("2026-11-23 10:00"), Cases: []int64{1, 2},
				Title: "工作群提醒：2 项待处理", Body: "周明远，您好：\n  1. 马德胜 <b>已退休</b>\n",
				Hops: []ledger.Hop{{Role: "owner", Reason: "empty"}, {To: "P1", Role: "unit_principal", Reason: "chosen"}},
			},
			{
				ID: "n2", Kind: notify.KindReminder, Recipient: notify.Recipient{Type: notify.ToOffice, Code: "office", Name: "县委办"}, Channel: notify.Email, State: outbox.Dead,
				CreatedAt: at("2026-11-22 09:30"), Attempts: 8, LastError: "permanent: mailbox_refused (550)", Cases: []int64{3}, Title: "汇总", Body: "……",
			},
		},
		runs: []reconcile.RunRecord{
			{ID: 1, Job: "member-check", Moment: at("2026-11-30 08:17"), StartedAt: at("2026-11-30 08:17"), FinishedAt: at("2026-11-30 08:18"), Status: "held", Summary: summary},
			{ID: 2, Job: "zombie-scan", Moment: at("2026-11-30 08:27"), StartedAt: at("2026-11-30 08:27"), FinishedAt: at("2026-11-30 08:28"), Status: "ok", Summary: []byte(`{"unjudged":{}}`)},
		},
	}
}

// pageToken opens the pages of config.
const pageToken = "the-county-s-token"

func config(r *countyInMemory) web.Config {
	return web.Config{
		Login: login.Config{Token: pageToken}, Pages: &pages.Config{Ledger: r, Listings: r},
		Site: page.Config{
			Directory: r, Title: "松澜县工作群管理办法", Clauses: map[string]string{"member.left": "第七条"},
			Ready: func(context.Context) []string { return nil },
			Now:   func() time.Time { return at("2026-12-01 09:00") },
			Log:   slog.New(slog.DiscardHandler),
		},
	}
}

// demo is the same, open to this machine.
func demo(r *countyInMemory) web.Config {
	cfg := config(r)
	cfg.Site.Demo = true
	return cfg
}

// get asks a handler for an address as a browser on this machine would, which
// has signed in.
func get(t *testing.T, h http.Handler, target string) (int, string) {
	t.Helper()
	w := send(t, h, http.MethodGet, "http://127.0.0.1:8080"+target, nil, signIn(t, h)...)
	return w.Code, w.Body.String()
}

// send is one request with a form and cookies.
func send(t *testing.T, h http.Handler, method, url string, form url.Values, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, url, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// signIn gives the token and keeps the cookie; where there is no sign-in there
// is none.
func signIn(t *testing.T, h http.Handler) []*http.Cookie {
	t.Helper()
	return send(t, h, http.MethodPost, "http://127.0.0.1:8080/login", url.Values{"token": {pageToken}}).Result().Cookies()
}

// formWord is another one in every session.
var formWord = regexp.MustCompile(`name="form" value="[^"]+"`)

// formOf is the word that the forms of a page carry.
func formOf(body string) string {
	_, rest, _ := strings.Cut(formWord.FindString(body), `value="`)
	return strings.TrimSuffix(rest, `"`)
}

// golden compares with testdata/name, which -update writes.
func golden(t *testing.T, name, got string) {
	t.Helper()
	got = formWord.ReplaceAllString(got, `name="form" value="…"`)
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
