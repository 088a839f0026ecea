package compose

import (
	"slices"
	"strings"

	"qunguan/notify"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Reasons of hops, besides those of ledger.Responsible.
const (
	hopNoRoute = "no_route" // answers for it, but has no route
	hopByHand  = "by_hand"  // no one can be reached: a colleague passes the text on
	// hopUnreachable says that every route was tried with this very telling, and failed.
	hopUnreachable = "unreachable"
)

const roleOffice = "office"

// Choice is the recipient of a case, with the hops that led there.
type Choice struct {
	Responsible string // responsible for the case now; empty = none
	To          notify.Recipient
	Channel     string // of the recipient's first route
	Away        string // the absent person whom the recipient replaces; empty = none
	Hops        []ledger.Hop
}

// choose finds the recipient of a case: the responsible person or, where they have no route, the second
// administrator, the unit's principal, the principals of the units above, the leading office.
// Recipients whose notice about the case died are passed over. If no recipient is left the notice is
// passed on by hand, addressed to the responsible person, or to the office if there is none: a case is
// never left untold.
func choose(in Input, c ledger.Case, died []notify.Recipient) Choice {
	return chooseFrom(in, c, in.chain(c), died)
}

// chain lists the people who answer for the case, nearest first.
func (in Input) chain(c ledger.Case) []ledger.Hop {
	return rule.Chain(c, in.group, in.Units)
}

func (in Input) group(code string) workgroup.Group { return in.Groups.Of(code) }

// chooseFrom walks a chain, and after it the leading office.
func chooseFrom(in Input, c ledger.Case, chain []ledger.Hop, died []notify.Recipient) Choice {
	responsible, hops := ledger.Responsible(chain, in.People, in.day())

	s := search{in: in, died: died, tried: map[string]bool{}}
	for _, h := range hops {
		s.hop(h)
	}
	if responsible != "" {
		s.beyond(chain[len(hops):])
	}
	choice := Choice{Responsible: responsible, Hops: s.hops}
	if _, absent := in.Absent[responsible]; absent {
		choice.Away = responsible
	}
	if s.found != "" {
		choice.To, choice.Channel = in.person(s.found), in.channels(notify.ToPerson, s.found)[0]
		return choice
	}
	office := officeFor(in, c.Rule)
	choice.To = in.office(office)
	reason := s.reach(notify.Recipient{Type: notify.ToOffice, Code: office})
	choice.Hops = append(choice.Hops, ledger.Hop{To: office, Role: roleOffice, Reason: reason})
	if reason == ledger.Chosen {
		choice.Channel = in.channels(notify.ToOffice, office)[0]
		return choice
	}
	choice.Channel = notify.Manual
	if responsible == "" {
		choice.Hops = append(choice.Hops, ledger.Hop{To: office, Role: roleOffice, Reason: hopByHand})
		return choice
	}
	choice.To = in.person(responsible)
	choice.Hops = append(choice.Hops, ledger.Hop{To: responsible, Role: hops[len(hops)-1].Role, Reason: hopByHand})
	return choice
}

// search walks the chain to the first reachable person.
type search struct {
	in    Input
	died  []notify.Recipient
	hops  []ledger.Hop
	tried map[string]bool
	found string
}

func (s *search) hop(h ledger.Hop) {
	if s.found != "" || s.tried[h.To] {
		return
	}
	s.tried[h.To] = h.To != ""
	reason := h.Reason
	if _, absent := s.in.Absent[h.To]; absent && reason == ledger.Chosen {
		deputy, hops := s.in.standIn(h.To, h.Role, s.reach)
		s.found, s.hops = deputy, append(s.hops, hops...)
		return
	}
	if reason == ledger.Chosen {
		if reason = s.reach(notify.Recipient{Type: notify.ToPerson, Code: h.To}); reason == ledger.Chosen {
			s.found = h.To
		}
	}
	s.hops = append(s.hops, ledger.Hop{To: h.To, Role: h.Role, Reason: reason})
}

// reach is the reason of a hop to the recipient: ledger.Chosen if they can be reached.
func (s *search) reach(k notify.Recipient) string {
	switch {
	case len(s.in.channels(k.Type, k.Code)) == 0:
		return hopNoRoute
	case slices.Contains(s.died, k):
		return hopUnreachable
	}
	return ledger.Chosen
}

// beyond continues the search when the responsible person cannot be reached: of the administrators only
// the first in service (the second administrator), then every principal.
func (s *search) beyond(chain []ledger.Hop) {
	second := false
	for _, h := range chain {
		if h.Role == ledger.RoleAdmin && (second || s.tried[h.To]) {
			continue
		}
		_, one := ledger.Responsible([]ledger.Hop{h}, s.in.People, s.in.day())
		s.hop(one[0])
		second = second || one[0].Reason == ledger.Chosen
	}
}

// channels lists the channels that lead to a recipient.
func (in Input) channels(kind, code string) []string {
	return in.Channels[notify.Recipient{Type: kind, Code: code}]
}

func (in Input) person(code string) notify.Recipient {
	return notify.Recipient{Type: notify.ToPerson, Code: code, Name: in.People.Of(code).Name}
}

func (in Input) office(key string) notify.Recipient {
	name := in.Policy.Offices[key].Name
	if name == "" {
		name = in.Lang.Say("notice.office")
	}
	return notify.Recipient{Type: notify.ToOffice, Code: key, Name: name}
}

// officeFor is the leading office for the rule's kind of subject.
func officeFor(in Input, rule string) string {
	lead := in.Policy.Lead.Group
	switch kind, _, _ := strings.Cut(rule, "."); kind {
	case "account":
		lead = in.Policy.Lead.Account
	case "app":
		lead = in.Policy.Lead.App
	}
	if lead == "" {
		return "office"
	}
	return lead
}
