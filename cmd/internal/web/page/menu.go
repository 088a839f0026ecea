package page

import (
	"strings"

	"qunguan/reconcile/access"
)

// menuItem leads to a page.
type menuItem struct {
	Label, URL string
	Here       bool
}

// menu lists the pages that have a place in every page's head, each with its
// word and the pages that count as part of it.
var menu = []struct {
	kind       access.Page
	path, word string
}{
	{access.Today, "/", "web.nav.today"},
	{access.Ledger, "/ledger", "web.nav.ledger"},
	{access.UnitPage, "/units", "web.nav.units"},
	{access.GroupPage, "/groups", "web.nav.groups"},
	{access.Rosters, "/rosters", "web.nav.rosters"},
	{access.MergePlan, "/merge-plan", "web.nav.plan"},
	{access.Filings, "/filings", "web.nav.filings"},
	{access.SpotChecks, "/spot-checks", "web.nav.spot_checks"},
	{access.Notices, "/notices", "web.nav.notices"},
	{access.Runs, "/runs", "web.nav.runs"},
	{access.Policy, "/policy", "web.nav.policy"},
	{access.Exports, "/exports", "web.nav.exports"},
}

// Menu leads to the pages that the reader sees.
func (f Frame) Menu() []menuItem {
	var list []menuItem
	for _, m := range menu {
		if f.Sees(string(m.kind)) {
			list = append(list, menuItem{f.Say(m.word), f.Link(m.path), f.Path == m.path || m.path != "/" && strings.HasPrefix(f.Path, m.path+"/")})
		}
	}
	return list
}
