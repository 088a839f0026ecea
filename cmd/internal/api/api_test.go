package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"qunguan/cmd/internal/api"
	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/jobs/signin"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile"
	"qunguan/reconcile/access"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
	"qunguan/sql/directory"
	sqlledger "qunguan/sql/ledger"
	"qunguan/sql/registry"
	"qunguan/sql/sqltest"
)

func TestMain(m *testing.M) { os.Exit(sqltest.Main(m)) }

var moment = time.Date(2026, 11, 23, 9, 0, 0, 0, time.FixedZone("CST", 8*60*60))

// county is a registry with a little of everything, the API on it, and a token
// of each role.
func county(t *testing.T) (http.Handler, *registry.Store, map[access.Role]string) {
	t.Helper()
	s := registry.New(sqltest.SQLite(t), nil)
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(directory.PersonTable.Insert(ctx, s.DB, []workgroup.Person{{Code: "P1", Name: "周明远", Unit: "U1", Status: "在职", Accounts: workgroup.AccountsOf(map[string]string{"微信": "wx_zhoumingyuan"})}}))
	stage, err := s.NewStage(ctx)
	must(err)
	for i, m := range []workgroup.Member{{Account: "wx_zhoumingyuan", Nickname: "水利局周明远", Role: "群主"}, {Account: "wx_impostor", Nickname: "静水流深", Role: "成员"}} {
		must(stage.Member(ctx, intake.MemberRow{Group: "G1", TakenAt: moment.AddDate(0, 0, -1), HasNicknames: true, Member: m, Place: intake.Place{File: "群成员.csv", Row: i + 2}}))
	}
	must(stage.Settle(ctx, func(intake.RosterChange) (intake.Disposition, error) { return intake.RosterReplaced, nil }))
	_, err = stage.Publish(ctx, intake.Batch{
		intake.Units:  intake.UnitRecords.Pack(workgroup.Unit{Code: "U1", Name: "水利局"}, workgroup.Unit{Code: "U2", Name: "柳湾镇"}),
		intake.Groups: intake.GroupRecords.Pack(workgroup.Group{Code: "G1", Platform: "微信", Name: "水利局工作群", Unit: "U1", Owner: "P1"}, workgroup.Group{Code: "G2", Platform: "QQ", Number: "123456789", Name: "镇群", Unit: "U2"}),
	}, intake.ImportInfo{At: moment})
	must(err)
	must(stage.Close())
	var cases []ledger.Case
	for id := range int64(250) {
		cases = append(cases, ledger.Case{
			ID: id + 1, Rule: "member.other_account", Unit: "U1", Subject: ledger.Subject{Type: ledger.SubjectAccount, Group: "G1", Account: "wx_impostor_" + string(rune('a'+id%26)) + string(rune('a'+id/26))},
			Title: "账号 wx_impostor_" + string(rune('a'+id%26)) + string(rune('a'+id/26)) + " 与登记的不一致", State: ledger.Found, Severity: "high", OpenedOn: "2026-11-23", DueOn: "2026-11-26",
			Evidence: []byte(`{"nickname":"周明远","on_file":["wx_zhoumingyuan"]}`),
		})
	}
	must(sqlledger.CaseTable.Insert(ctx, s.DB, cases))
	must(s.Announce(ctx, []outbox.Notice{
		{ID: "n1", Kind: notify.KindReminder, Recipient: notify.Recipient{Type: notify.ToPerson, Code: "P1"}, Channel: notify.Email, State: outbox.Pending, CreatedAt: moment, NotBefore: moment, Title: "提醒", Body: "……"},
		{ID: "n2", Kind: notify.KindOps, Recipient: notify.Recipient{Type: notify.ToOps}, Channel: notify.Webhook, State: outbox.Pending, CreatedAt: moment.AddDate(0, 0, 1), NotBefore: moment, Title: "异常", Body: "……"},
	}))
	run, err := s.StartRun(ctx, reconcile.RunRecord{Job: "member-check", Moment: moment, StartedAt: moment, Status: "ok"})
	must(err)
	report, err := json.Marshal(jobs.Report{Job: "member-check", At: moment.Format(time.RFC3339), Status: "partial", Opened: 3, Trouble: []jobs.Trouble{{Kind: "failed", Unit: "U1", Detail: "马德胜"}}})
	must(err)
	must(s.FinishRun(ctx, run, moment.Add(time.Second), "partial", report))
	tokens := map[access.Role]string{}
	for _, role := range append([]access.Role{access.Unit}, access.TokenRoles...) {
		tokens[role] = "token-of-" + string(role)
		_, err := s.AddToken(ctx, access.Token{Name: "t", Role: role, Proof: signin.Hash(tokens[role]), MadeAt: moment, ExpiresAt: time.Now().Add(time.Hour)})
		must(err)
	}
	p, problems := policy.Load("pack:county", nil, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	h := api.New(api.Config{
		Registry: s, Tokens: s, Readings: s, Now: func() time.Time { return moment }, Version: "test", Log: slog.New(slog.DiscardHandler),
		RegistrySnapshot: func(ctx context.Context, at time.Time) (*check.RegistrySnapshot, error) {
			return check.ReadRegistry(ctx, s, p.Policy, calendar.China(), at)
		},
	})
	return h, s, tokens
}

func ask(t *testing.T, h http.Handler, method, path, token string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var lists = []string{"cases", "notices", "groups", "units", "members", "runs"}

func TestEveryAnswerIsWhatTheDescriptionSays(t *testing.T) {
	h, _, tokens := county(t)
	w := ask(t, h, http.MethodGet, "/api/v1/openapi.json", "")
	var description map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &description); err != nil || w.Code != http.StatusOK {
		t.Fatal(w.Code, err)
	}
	schemas, err := json.Marshal(description)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemas))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("api.json", doc); err != nil {
		t.Fatal(err)
	}
	for _, name := range lists {
		schema, err := compiler.Compile("api.json#/paths/~1api~1v1~1" + name + "/get/responses/200/content/application~1json/schema")
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range []access.Role{access.Office, access.Auditor} {
			w := ask(t, h, http.MethodGet, "/api/v1/"+name+"?limit=1000", tokens[role])
			body, err := jsonschema.UnmarshalJSON(w.Body)
			if w.Code != http.StatusOK || err != nil {
				t.Fatalf("%s: %d %v", name, w.Code, err)
			}
			if items := body.([]any); len(items) == 0 {
				t.Errorf("%s is empty: nothing was checked", name)
			}
			if err := schema.Validate(body); err != nil {
				t.Errorf("%s as %s: %v", name, role, err)
			}
		}
	}
	failed, err := compiler.Compile("api.json#/components/schemas/Error")
	if err != nil {
		t.Fatal(err)
	}
	for path, token := range map[string]string{"/api/v1/cases": "", "/api/v1/nowhere": tokens[access.Office], "/api/v1/cases?after=x": tokens[access.Office]} {
		body, err := jsonschema.UnmarshalJSON(ask(t, h, http.MethodGet, path, token).Body)
		if err == nil {
			err = failed.Validate(body)
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestATokensRoleDecides(t *testing.T) {
	h, s, tokens := county(t)
	for _, name := range lists {
		for role, token := range tokens {
			want := http.StatusOK
			switch {
			case role == access.Unit: // no role of a token
				want = http.StatusUnauthorized
			case role == access.Ops && name != "runs":
				want = http.StatusNotFound
			}
			if w := ask(t, h, http.MethodGet, "/api/v1/"+name, token); w.Code != want {
				t.Errorf("%s as %s: %d, want %d", name, role, w.Code, want)
			}
		}
		for _, token := range []string{"", "x", tokens[access.Office] + "x", strings.ToUpper(tokens[access.Office]), strings.Repeat("a", 5000)} {
			w := ask(t, h, http.MethodGet, "/api/v1/"+name, token)
			if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s with a token of %d characters: %d", name, len(token), w.Code)
			}
		}
		if w := ask(t, h, http.MethodPost, "/api/v1/"+name, tokens[access.Office]); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("writing %s: %d", name, w.Code)
		}
	}
	if body := ask(t, h, http.MethodGet, "/api/v1/runs", tokens[access.Ops]).Body.String(); strings.Contains(body, "马德胜") {
		t.Errorf("operators read of people: %s", body)
	}
	list, err := s.Tokens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		if err := s.RevokeToken(t.Context(), one.ID, "P1", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if w := ask(t, h, http.MethodGet, "/api/v1/runs", tokens[access.Office]); w.Code != http.StatusUnauthorized {
		t.Errorf("a revoked token: %d", w.Code)
	}
}

func TestATokenEndsByItself(t *testing.T) {
	h, s, _ := county(t)
	if _, err := s.AddToken(t.Context(), access.Token{Name: "old", Role: access.Office, Proof: signin.Hash("old"), ExpiresAt: time.Now().Add(-time.Second)}); err != nil {
		t.Fatal(err)
	}
	if w := ask(t, h, http.MethodGet, "/api/v1/runs", "old"); w.Code != http.StatusUnauthorized {
		t.Errorf("an expired token: %d", w.Code)
	}
}

func TestAccountsAreMaskedButForTheOffice(t *testing.T) {
	h, _, tokens := county(t)
	account := regexp.MustCompile(`wx_(impostor_|zhou)`)
	if body := ask(t, h, http.MethodGet, "/api/v1/cases?limit=1000", tokens[access.Auditor]).Body.String(); account.MatchString(body) || !strings.Contains(body, "wx***") {
		t.Error("an auditor's token reads accounts")
	}
	if body := ask(t, h, http.MethodGet, "/api/v1/cases?limit=1000", tokens[access.Office]).Body.String(); !account.MatchString(body) {
		t.Error("the office's token reads no accounts")
	}
	if body := ask(t, h, http.MethodGet, "/api/v1/groups", tokens[access.Auditor]).Body.String(); strings.Contains(body, "123456789") {
		t.Error("an auditor's token reads group numbers")
	}
}

var next = regexp.MustCompile(`^<([^>]+)>; rel="next"$`)

func TestPagesFollowEachOtherWithoutGapsAndRepeats(t *testing.T) {
	h, _, tokens := county(t)
	path, seen, pages := "/api/v1/cases?limit=60", map[int64]bool{}, 0
	for path != "" {
		w := ask(t, h, http.MethodGet, path, tokens[access.Office])
		var list []struct {
			ID int64 `json:"id"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			if seen[one.ID] {
				t.Errorf("case %d comes twice", one.ID)
			}
			seen[one.ID] = true
		}
		pages++
		path = ""
		if m := next.FindStringSubmatch(w.Header().Get("Link")); m != nil {
			path = m[1]
		}
	}
	if len(seen) != 250 || pages != 5 {
		t.Errorf("%d cases on %d pages", len(seen), pages)
	}
}

func TestSinceLeavesWhatIsNew(t *testing.T) {
	h, _, tokens := county(t)
	for path, want := range map[string]int{
		"/api/v1/notices": 2, "/api/v1/notices?since=2026-11-24": 1, "/api/v1/notices?after=n1": 1, "/api/v1/notices?after=n2": 0,
		"/api/v1/runs?since=2026-11-24T00:00:00%2B08:00": 0, "/api/v1/runs": 1, "/api/v1/cases?since=2026-11-24": 0, "/api/v1/units?after=U1": 1,
	} {
		var list []any
		if err := json.Unmarshal(ask(t, h, http.MethodGet, path, tokens[access.Office]).Body.Bytes(), &list); err != nil || len(list) != want {
			t.Errorf("%s: %d items, %v; want %d", path, len(list), err, want)
		}
	}
	for _, path := range []string{"/api/v1/cases?limit=0", "/api/v1/cases?limit=5000", "/api/v1/cases?since=yesterday", "/api/v1/cases?after=-1", "/api/v1/runs?after=x"} {
		if w := ask(t, h, http.MethodGet, path, tokens[access.Office]); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
