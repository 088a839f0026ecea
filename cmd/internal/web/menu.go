package web

import "qunguan/reconcile/access"

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
	{access.Ledger, "/", "web.nav.ledger"},
	{access.Notices, "/notices", "web.nav.notices"},
}

// Menu leads to the pages that the reader sees.
func (f frame) Menu() []menuItem {
	var list []menuItem
	for _, m := range menu {
		if f.Sees(string(m.kind)) {
			list = append(list, menuItem{f.Say(m.word), f.Link(m.path), f.Path == m.path})
		}
	}
	return list
}
