package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"qunguan/cmd/internal/web"
	"qunguan/notify"
	"qunguan/notify/outbox"
	"qunguan/reconcile/ledger"
)

func TestPagesLookAsAgreed(t *testing.T) {
	h := web.New(config(county()))
	for name, target := range map[string]string{
		"today.html":     "/",
		"ledger.html":    "/ledger",
		"ledger_en.html": "/ledger?lang=en&state=all&unit=U1",
		"case.html":      "/cases/1",
		"case_open.html": "/cases/2",
		"notices.html":   "/notices",
	} {
		t.Run(name, func(t *testing.T) {
			status, body := get(t, h, target)
			if status != http.StatusOK {
				t.Fatalf("GET %s: %d", target, status)
			}
			golden(t, name, body)
		})
	}
}

func TestPagesLoadNothingFromElsewhereAndRunNothing(t *testing.T) {
	h := web.New(config(county()))
	forbidden := regexp.MustCompile(`(?i)<script|<b>红姐|<i>本人|<b>已退休| style=|javascript:|https?://|//[a-z]| on[a-z]+=`)
	for _, target := range []string{"/", "/ledger?group=%3Cscript%3Ealert(1)%3C/script%3E", "/ledger?q=%22onmouseover=x", "/ledger?unit=%22onmouseover=x", "/cases/1", "/cases/2", "/notices", "/nowhere", "/?lang=%3Cscript%3E"} {
		_, body := get(t, h, target)
		if found := forbidden.FindString(body); found != "" {
			t.Errorf("GET %s: the page contains %q", target, found)
		}
	}
}

func TestPagesShowNoTelephoneNumbersAndNoAddresses(t *testing.T) {
	h := web.New(config(county()))
	for _, target := range []string{"/", "/ledger", "/cases/1", "/notices"} {
		if _, body := get(t, h, target); strings.Contains(body, "13800001111") || strings.Contains(body, "zhou@songlan") {
			t.Errorf("GET %s shows how to reach somebody", target)
		}
	}
}

var caseLink = regexp.MustCompile(`<td role="cell" class="main"><a href="/cases/(\d+)`)

// listed are the ids in the ledger's table, in order.
func listed(body string) []int64 {
	ids := []int64{}
	for _, m := range caseLink.FindAllStringSubmatch(body, -1) {
		id, _ := strconv.ParseInt(m[1], 10, 64)
		ids = append(ids, id)
	}
	return ids
}

func TestTheLedgerShowsWhatTheAddressAsksFor(t *testing.T) {
	h := web.New(config(county()))
	for _, c := range []struct {
		name, query string
		want        []int64
	}{
		{"without a filter all open cases, the nearest due day first", "", []int64{1, 2, 3}},
		{"a unit includes its sections", "?unit=U1", []int64{1, 2}},
		{"a section stands for itself", "?unit=U1-1", []int64{2}},
		{"a unit that nobody knows has no cases", "?unit=U9", []int64{}},
		{"a rule", "?rule=group.zombie", []int64{3}},
		{"a group by its code", "?group=G3", []int64{3}},
		{"a group by a part of its name", "?group=%E9%98%B2%E6%B1%9B", []int64{2}},
		{"a group that nobody knows has no cases", "?group=G77", []int64{}},
		{"a state", "?state=handed_over", []int64{2}},
		{"closed cases", "?state=closed", []int64{4}},
		{"exempt cases", "?state=exempt", []int64{5}},
		{"everything, what is done last and newest first", "?state=all", []int64{1, 2, 3, 4, 5}},
		{"an unknown state is as if absent", "?state=lost", []int64{1, 2, 3}},
		{"overdue", "?due=overdue", []int64{1}},
		{"due within a week", "?due=week", []int64{2}},
		{"due later", "?due=later", []int64{3}},
		{"a closed case is never due", "?state=all&due=overdue", []int64{1}},
		{"severity", "?severity=high&unit=U1", []int64{1, 2}},
		{"a page past the end is the last page", "?page=99", []int64{1, 2, 3}},
		{"a page that is no number is the first", "?page=-3", []int64{1, 2, 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, body := get(t, h, "/ledger"+c.query)
			got := listed(body)
			if c.query == "?state=all" {
				slices.Sort(got[3:]) // an exempt case has no day to be ordered by
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("/%s lists %v, want %v", c.query, got, c.want)
			}
		})
	}
}

func TestFiguresThatAreBehindSaySo(t *testing.T) {
	r := county()
	h := web.New(config(r))
	for _, path := range []string{"/", "/ledger"} {
		r.behind = time.Time{}
		if _, body := get(t, h, path); strings.Contains(body, "台账正在更新") {
			t.Errorf("%s: the ledger rests, and the page says that it moves", path)
		}
		r.behind = time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC)
		if _, body := get(t, h, path); !strings.Contains(body, "台账正在更新，名单和数字截至 09:02:03") {
			t.Errorf("%s does not say as of when its figures are", path)
		}
	}
}

func TestAPageReadsWhatItShows(t *testing.T) {
	r := county()
	get(t, web.New(config(r)), "/ledger?unit=U1")
	if len(r.asked) != 0 || r.listed != 1 {
		t.Errorf("cases were read whole %d times and listed %d times, want one page of them", len(r.asked), r.listed)
	}
}

func TestTheLedgerTurnsPages(t *testing.T) {
	r := county()
	r.cases = nil
	for i := range int64(120) {
		r.cases = append(r.cases, ledger.Case{ID: i + 1, Rule: "member.card", Unit: "U1", State: ledger.Found, Severity: "normal", DueOn: "2026-12-14", Title: fmt.Sprint("问题 ", i+1)})
	}
	h := web.New(config(r))
	seen := []int64{}
	next := regexp.MustCompile(`<a rel="next" href="([^"]+)"`)
	for target, pages := "/ledger?rule=member.card&lang=en", 0; target != ""; pages++ {
		if pages > 3 {
			t.Fatal("the pages never end")
		}
		_, body := get(t, h, target)
		seen = append(seen, listed(body)...)
		target = ""
		if m := next.FindStringSubmatch(body); m != nil {
			target = strings.ReplaceAll(strings.TrimSuffix(m[1], "#ledger"), "&amp;", "&")
			if !strings.Contains(target, "rule=member.card") || !strings.Contains(target, "lang=en") {
				t.Errorf("the next page's address %s forgets filter or language", target)
			}
		}
	}
	if len(seen) != 120 || !slices.IsSorted(seen) {
		t.Errorf("the pages show %d cases, want each of 120 once and in order: %v", len(seen), seen)
	}
}

func TestNoticesTurnPagesAndAreFiltered(t *testing.T) {
	r := county()
	for i := range 45 {
		r.notices = append(r.notices, outbox.Notice{ID: fmt.Sprintf("x%d", i), State: outbox.Sent, Recipient: notify.Recipient{Type: notify.ToOps}, CreatedAt: at("2026-11-01 09:00"), Title: "t"})
	}
	h := web.New(config(r))
	for _, c := range []struct {
		name, query string
		want        int
		next        bool
	}{
		{"the first page is full and has a next one", "", 20, true},
		{"the last page", "?page=3", 7, false},
		{"one state", "?state=dead", 1, false},
		{"an unknown state is as if absent", "?state=lost", 20, true},
		{"about one case", "?case=2", 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, body := get(t, h, "/notices"+c.query)
			if n := strings.Count(body, `<article class="notice"`); n != c.want {
				t.Errorf("%d notices, want %d", n, c.want)
			}
			if strings.Contains(body, `rel="next"`) != c.next {
				t.Errorf("a next page: want %v", c.next)
			}
		})
	}
}

func TestAWithdrawnNoticeSaysWhyInWords(t *testing.T) {
	r := county()
	r.notices = []outbox.Notice{{ID: "w", State: outbox.Withdrawn, LastError: "outdated", Recipient: notify.Recipient{Type: notify.ToOps}, CreatedAt: at("2026-11-01 09:00"), Title: "t"}}
	_, body := get(t, web.New(config(r)), "/notices")
	if !strings.Contains(body, "<dt>撤回原因</dt><dd>内容已不符合现状，不再重发</dd>") || strings.Contains(body, "最近的失败") {
		t.Error(body)
	}
}

func TestWhatDoesNotExistIsSaidPlainly(t *testing.T) {
	h := web.New(config(county()))
	for _, target := range []string{"/cases/99", "/cases/0", "/cases/abc", "/nowhere", "/cases"} {
		status, body := get(t, h, target)
		if status != http.StatusNotFound || !strings.Contains(body, "没有这个页面") {
			t.Errorf("GET %s: %d %s", target, status, body)
		}
	}
}

func TestAFailedReadingIsNoEmptyLedger(t *testing.T) {
	r := county()
	r.fails = errors.New("dial tcp 10.0.0.3:3306: secret refused")
	status, body := get(t, web.New(config(r)), "/")
	if status != http.StatusInternalServerError || !strings.Contains(body, "现在读不到数据") || strings.Contains(body, "3306") {
		t.Errorf("%d %s", status, body)
	}
}

func TestNamesAreReadAgainAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := county()
		h := web.New(config(r))
		get(t, h, "/")
		get(t, h, "/notices")
		if r.directories != 1 {
			t.Errorf("two pages read the directory %d times, want once", r.directories)
		}
		time.Sleep(61 * time.Second)
		p := r.people["P1"]
		p.Name = "周近远"
		r.people["P1"] = p
		if _, body := get(t, h, "/ledger"); !strings.Contains(body, "周近远") {
			t.Error("a minute later the page still shows the old name")
		}
	})
}
