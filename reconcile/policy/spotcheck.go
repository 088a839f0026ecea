package policy

// SpotCheck holds the settings of the draw of objects for inspection, and of the
// inspector's form (S1.12).
type SpotCheck struct {
	Every      string            `yaml:"every"`  // week, month, quarter, year; empty = never
	Window     []string          `yaml:"window"` // [from, to] as HH:MM, of working days
	Share      float64           `yaml:"share"`
	Min        int               `yaml:"min"`        // of each unit, or of all
	By         string            `yaml:"by"`         // unit, county
	Units      []string          `yaml:"units"`      // and those below them; empty = all
	Kinds      []string          `yaml:"kinds"`      // group, account, app
	Inspectors map[string]string `yaml:"inspectors"` // unit → person code, for the unit and those below it
	Items      []SpotItem        `yaml:"items"`
}

// SpotItem is one line of the inspector's form.
type SpotItem struct {
	ID    string   `yaml:"id"`
	Title string   `yaml:"title"`
	Kinds []string `yaml:"kinds"` // the kinds of objects that it is asked of; empty = all
	Rule  string   `yaml:"rule"`  // the rule that a failure breaks; empty = none in particular
}

// spotKinds are the kinds of objects that a spot check draws.
var spotKinds = []string{"group", "account", "app"}

// Asked reports whether there are spot checks at all.
func (s SpotCheck) Asked() bool { return s.Every != "" }

// ItemsFor are the lines of the form for an object of the kind.
func (s SpotCheck) ItemsFor(kind string) []SpotItem {
	var list []SpotItem
	for _, item := range s.Items {
		if len(item.Kinds) == 0 || has(item.Kinds, kind) {
			list = append(list, item)
		}
	}
	return list
}

// spotCheck refuses figures of a check that never comes, a window without minutes
// to draw from, and items that a result could not tell apart.
func (l *loader) spotCheck(root *entry, p *Policy) {
	section := root.get("spot_check")
	if section == nil || section.bad {
		return
	}
	if every := section.get("every"); every != nil && every.at.IsDefault() {
		for _, key := range section.ordered() {
			if e := section.get(key); !e.at.IsDefault() {
				l.add(e.at, "spot_check."+key, say("policy.spot.no_period"))
				break
			}
		}
	}
	if w, e := p.SpotCheck.Window, section.get("window"); !e.bad && e.sound() && len(w) == 2 && w[0] >= w[1] {
		l.add(e.at, "spot_check.window", say("policy.window.empty", "from", w[0], "to", w[1]))
	}
	first := map[string]int{}
	for i, item := range p.SpotCheck.Items {
		e := root.get("spot_check", "items", i)
		if other, taken := first[item.ID]; taken && item.ID != "" && !e.bad {
			l.add(e.at, "spot_check.items"+index(i)+".id", say("policy.upkeep.twice", "id", item.ID, "first", other+1))
			continue
		}
		first[item.ID] = i
	}
}
