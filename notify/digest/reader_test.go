package digest

import (
	"strings"
	"testing"

	"qunguan/reconcile/phrase"
)

func TestAPrincipalIsNotReportedToThemselves(t *testing.T) {
	n := Content{
		Lang: phrase.Zh, Policy: "办法", Since: "2026-12-07", Day: "2026-12-13", Open: 5, Overdue: 5, Reader: "P1",
		OverdueBy: []Owing{{Person: "P1", Name: "王伟", Unit: "水利局", N: 3, Oldest: "2026-12-08"}, {Person: "P2", Name: "李娜", Unit: "水利局", N: 2, Oldest: "2026-12-09"}},
	}
	d := n.Document()
	text := d.Text()
	if strings.Contains(text, "王伟") || !strings.Contains(text, "您本人负责：3 件") || !strings.Contains(text, "李娜（水利局）：2 件") {
		t.Errorf("%s", text)
	}
	if want := "办法：12月7日—13日汇总，未销号 5 件，逾期 5 件"; d.Title != want {
		t.Errorf("title %q, want %q", d.Title, want)
	}
	n.Since = "2026-11-30"
	if want := "办法：11月30日—12月13日汇总"; !strings.HasPrefix(n.Document().Title, want) {
		t.Errorf("title %q, want %q", n.Document().Title, want)
	}
}
