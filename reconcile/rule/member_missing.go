package rule

import (
	"slices"

	"qunguan/reconcile/identity"
	"qunguan/reconcile/workgroup"
)

// attendance collects, row by row, what member.missing needs of a roster.
type attendance struct {
	present    map[string]bool // people identified in a row
	candidates map[string]bool // people that an ambiguous row may be
	unknown    []string        // accounts that are unknown: evidence, excusing nobody
	unnamed    bool            // rows that only an account on file could identify
}

// maybeAccounts is how many unknown accounts a missing person's evidence lists.
const maybeAccounts = 10

func (a *attendance) note(s *Seat) {
	switch {
	case s.identified():
		a.present[s.Person.Code] = true
	case s.Who.How == identity.Ambiguous:
		for _, c := range s.Who.Candidates {
			a.candidates[c] = true
		}
	case s.Who.How == identity.Unknown && !s.Roster.HasNicknames:
		a.unnamed = true
	case s.Who.How == identity.Unknown && len(a.unknown) < maybeAccounts:
		a.unknown = append(a.unknown, s.Member.Account)
	}
}

// couldBeMissing reports whether the person is one whom groups can lack at all.
func couldBeMissing(p workgroup.Person, day workgroup.Date) bool {
	return p.ServiceOn(day) == workgroup.InService
}

// CouldBeMissing reports whether the directory alone lets the person be missing
// anywhere: a roster too old to judge by keeps a case open, but nobody is asked
// to invite somebody who has left since.
func (w *World) CouldBeMissing(person string) bool {
	return couldBeMissing(w.Dir.People[person], w.Day)
}

// judgeMissing: an all-staff group lacks somebody in service whom its scope
// names. A candidate of an ambiguous row may be that row; where the source
// shows no nicknames, somebody without an account on file may be any row.
func judgeMissing(r *Room, a *attendance, p workgroup.Person) Verdict {
	switch {
	case !couldBeMissing(p, r.Day):
		return allClear("not_in_service", nil)
	case a.present[p.Code]:
		return allClear("present", nil)
	case a.candidates[p.Code]:
		return cannotJudge("candidate_of_ambiguous", nil)
	case a.unnamed && len(r.Matcher.AccountsOnFile(p.Code)) == 0:
		return cannotJudge("no_nickname_column", nil)
	}
	e := Evidence{"name": p.Name, "unit": r.Dir.Units[p.Unit].Short()}
	if len(a.unknown) > 0 {
		e["maybe_accounts"] = slices.Clone(a.unknown)
	}
	return violated("not_in_roster", e)
}
