package policy

// SpotCheck holds the settings of the draw of objects for inspection (S1.12).
type SpotCheck struct {
	Every  string   `yaml:"every"`  // week, month, quarter, year; empty = never
	Window []string `yaml:"window"` // [from, to] as HH:MM, of working days
	Share  float64  `yaml:"share"`
	Min    int      `yaml:"min"`   // of each unit, or of all
	By     string   `yaml:"by"`    // unit, county
	Units  []string `yaml:"units"` // and those below them; empty = all
	Kinds  []string `yaml:"kinds"` // group, account, app
	Items  []string `yaml:"items"` // the points that the inspector checks
}
