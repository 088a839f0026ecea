package manual

import (
	"cmp"
	"strings"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/phrase"
)

// RosterWords says why a given roster is not taken.
func RosterWords(lang phrase.Lang, r RosterReading, by string, loc *time.Location) string {
	name := func(code string) string { return cmp.Or(r.RegistrySnapshot.Dir.People.Of(code).Name, code) }
	key, list := phrase.Key("roster.no."+r.Refusal), ""
	if r.NotOne != nil {
		if len(r.NotOne.Fits) == 0 {
			key += "_none"
		}
		list = strings.Join(r.NotOne.Fits, "、")
	}
	may := make([]string, len(r.May))
	for i, code := range r.May {
		may[i] = name(code)
	}
	pairs := []any{
		"group", cmp.Or(r.Group.Name, r.Group.Code), "code", r.Group.Code, "by", name(by), "may", strings.Join(may, "、"),
		"rows", r.Rows, "count", r.Counted, "before", r.Before.Rows, "lost", r.Outcome.RemovedN, "list", list,
	}
	if r.NotOne != nil {
		pairs = append(pairs, "name", r.NotOne.Name)
	}
	if r.RegistrySnapshot != nil {
		pairs = append(pairs, "days", r.RegistrySnapshot.Policy.Roster.FullEveryDays)
	}
	if !r.Before.TakenAt.IsZero() {
		pairs = append(pairs, "at", r.Before.TakenAt.In(loc).Format("2006-01-02 15:04"), "day", r.Before.WholeAt().In(loc).Format(time.DateOnly))
	}
	return lang.Say(key, pairs...)
}

// RosterLines tells in a few lines how a roster was read, or taken.
func RosterLines(lang phrase.Lang, how string, r RosterReading, at time.Time) []string {
	var lines []string
	pairs := []any{"group", cmp.Or(r.Group.Name, r.Group.Code), "n", r.Rows, "at", at.Format("2006-01-02 15:04"), "came", r.Outcome.AddedN, "gone", r.Outcome.RemovedN}
	if r.Outcome.Written {
		key := phrase.Key("roster.taken")
		switch {
		case how == intake.HandUnchanged || how == intake.HandChanged:
			key = "roster.by_word"
		case r.Outcome.Disposition == intake.RosterNew:
			key = "roster.first"
		case r.Outcome.AddedN+r.Outcome.RemovedN == 0:
			key = "roster.same"
		}
		lines = append(lines, lang.Say(key, pairs...))
	} else if len(r.Names) > 0 {
		lines = append(lines, lang.Say("roster.names", "list", strings.Join(r.Names, "、")))
	}
	if len(r.Came) > 0 {
		lines = append(lines, lang.Say("roster.came_list", "list", more(lang, r.Came, r.Outcome.AddedN)))
	}
	if len(r.Gone) > 0 {
		lines = append(lines, lang.Say("roster.gone_list", "list", more(lang, r.Gone, r.Outcome.RemovedN)))
	}
	switch {
	case len(r.Mend) > 0:
		lines = append(lines, lang.Say("roster.mend"))
	case r.Outcome.Written && how == intake.HandPasted:
		lines = append(lines, lang.Say("roster.fine"))
	}
	return lines
}

func more(lang phrase.Lang, names []string, n int) string {
	list := strings.Join(names, "、")
	if n > len(names) {
		return lang.Say("roster.more", "list", list, "n", n)
	}
	return list
}
