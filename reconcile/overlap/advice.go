package overlap

import (
	"fmt"
	"slices"
	"strings"

	"qunguan/reconcile/phrase"
)

// Advice is the reason why a desirable merger is not proposed, with the figures that speak against it.
type Advice struct {
	Why      string // an obstacle, or QuotaNotMet, CountyWideNotMet, ForbiddenNotMet
	With     string // the group that would take it in; empty: there is none
	Forecast Forecast
	Limit    float64 // the limit that the forecast exceeds, or the number of groups allowed
	Count    int     // groups that stay, where too many stay
}

// Terms that a plan may fail to meet.
const (
	QuotaNotMet      = "quota_not_met"
	CountyWideNotMet = "county_wide_not_met"
	ForbiddenNotMet  = "forbidden_not_met"
)

// Text is the advice as a sentence.
func (a Advice) Text(lang phrase.Lang) string {
	messages := strings.TrimSuffix(fmt.Sprintf("%.1f", a.Forecast.MessagesDay.Day), ".0")
	limit := strings.TrimSuffix(fmt.Sprintf("%.1f", a.Limit), ".0")
	return lang.Say(phrase.Key("plan.advice."+a.Why), "group", a.With, "members", a.Forecast.Members, "joins", a.Forecast.Joins,
		"messages", messages, "limit", limit, "count", a.Count)
}

// advice explains, for the final state, the mergers that are desirable and impossible, on the group
// that would go; and the quotas and county-wide limits that cannot be met, on the surplus groups.
func (p *planner) advice() map[*room][]Advice {
	list := map[*room][]Advice{}
	for _, w := range p.pairs() {
		into, from := w.a, w.b
		if stays(into, from) > 0 {
			into, from = from, into
		}
		if why, f := p.obstacle(into, from); why != "" {
			a := Advice{Why: why, With: into.Code, Forecast: f, Limit: p.limitOf(why)}
			if !slices.Contains(list[from], a) {
				list[from] = append(list[from], a)
			}
		}
	}
	for own, rooms := range p.inOwnUnits(func(r *room) bool { return r.Counted }) {
		limit, ok := p.terms.Quota[own]
		if over := len(rooms) - limit; ok && over > 0 {
			p.notMet(list, rooms, over, Advice{Why: QuotaNotMet, Count: len(rooms), Limit: float64(limit)})
		}
	}
	for _, rooms := range p.inOwnUnits(isCountyWide) {
		for _, r := range rooms {
			if r.Forbidden {
				list[r] = append(list[r], Advice{Why: ForbiddenNotMet})
			}
		}
		if over := len(rooms) - p.terms.CountyWide; over > 0 {
			p.notMet(list, rooms, over, Advice{Why: CountyWideNotMet, Count: len(rooms), Limit: float64(p.terms.CountyWide)})
		}
	}
	return list
}

// notMet tells the least used groups that they are surplus, and each the obstacle to merging it into
// the group that suits it best.
func (p *planner) notMet(list map[*room][]Advice, rooms []*room, over int, a Advice) {
	for _, r := range slices.SortedFunc(slices.Values(rooms), lessUsed)[:over] {
		list[r] = append(list[r], a)
		var nearest *room
		for _, into := range rooms {
			if into != r && (nearest == nil || shared(into.Roster, r.Belongs) > shared(nearest.Roster, r.Belongs)) {
				nearest = into
			}
		}
		if nearest == nil {
			continue
		}
		why, f := p.obstacle(nearest, r)
		if b := (Advice{Why: why, With: nearest.Code, Forecast: f, Limit: p.limitOf(why)}); why != "" && !slices.Contains(list[r], b) {
			list[r] = append(list[r], b)
		}
	}
}

func (p *planner) limitOf(why string) float64 {
	switch why {
	case TooManyMembers:
		return float64(p.terms.MaxMembers)
	case TooManyMessages:
		return p.terms.MaxMessages
	}
	return 0
}
