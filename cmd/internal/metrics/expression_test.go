package metrics_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// ruleExpressions are the alerts' expressions by name. The form is that of
// https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/;
// any other key is an error.
func ruleExpressions(t *testing.T, data []byte) map[string]string {
	t.Helper()
	var file struct {
		Groups []struct {
			Name  string `yaml:"name"`
			Rules []struct {
				Alert       string            `yaml:"alert"`
				Expr        string            `yaml:"expr"`
				For         string            `yaml:"for"`
				Labels      map[string]string `yaml:"labels"`
				Annotations map[string]string `yaml:"annotations"`
			} `yaml:"rules"`
		} `yaml:"groups"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			if !regexp.MustCompile(`^Qunguan[A-Za-z]+$`).MatchString(r.Alert) || all[r.Alert] != "" || g.Name == "" {
				t.Errorf("alert %q: no name, or twice", r.Alert)
			}
			if r.For != "" && !regexp.MustCompile(`^\d+[mhd]$`).MatchString(r.For) {
				t.Errorf("alert %s: for: %q is no duration", r.Alert, r.For)
			}
			if !slices.Contains([]string{"warning", "critical"}, r.Labels["severity"]) {
				t.Errorf("alert %s: severity %q", r.Alert, r.Labels["severity"])
			}
			if r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
				t.Errorf("alert %s does not say what is wrong and what to do", r.Alert)
			}
			all[r.Alert] = r.Expr
		}
	}
	return all
}

// panelExpressions are the queries of the dashboard's panels, by title. No two panels have the same
// number or lie on each other.
func panelExpressions(t *testing.T, data []byte) map[string]string {
	t.Helper()
	type place struct{ X, Y, W, H int }
	var board struct {
		Title, UID    string
		SchemaVersion int
		Panels        []struct {
			ID      int
			Title   string
			GridPos place
			Targets []struct{ RefID, Expr string }
		}
	}
	if err := json.Unmarshal(data, &board); err != nil {
		t.Fatal(err)
	}
	if board.Title == "" || board.UID == "" || board.SchemaVersion == 0 {
		t.Error("the dashboard has no title, uid or schemaVersion")
	}
	all := map[string]string{}
	ids := map[int]bool{}
	var places []place
	for _, p := range board.Panels {
		if ids[p.ID] || p.Title == "" || len(p.Targets) == 0 {
			t.Errorf("panel %d %q: its number is taken, or it has no title, or nothing to show", p.ID, p.Title)
		}
		ids[p.ID] = true
		g := p.GridPos
		for _, o := range places {
			if g.X < o.X+o.W && o.X < g.X+g.W && g.Y < o.Y+o.H && o.Y < g.Y+g.H || g.X+g.W > 24 {
				t.Errorf("panel %q lies on another or beyond the edge", p.Title)
			}
		}
		places = append(places, g)
		for _, target := range p.Targets {
			all[p.Title+" "+target.RefID] = target.Expr
		}
	}
	return all
}

// promFunctions and promWords are those of PromQL that the files use; another
// one is added here after looking it up.
var (
	promFunctions = []string{"sum", "max", "min", "rate", "increase", "time", "absent", "vector", "predict_linear"}
	promWords     = []string{"by", "on", "and", "or", "unless", "offset"}
)

// token finds what an expression is made of: strings, durations in brackets,
// numbers with or without a unit, names, and single characters.
var token = regexp.MustCompile(`"[^"]*"|\[\d+[smhdw]\]|\d+(?:\.\d+)?[smhdw]?|[a-zA-Z_:][a-zA-Z0-9_:]*|=~|!~|!=|>=|<=|==|\S`)

// ambient are names that Prometheus adds to every scrape.
const ambient = "# TYPE up gauge\nup{job=\"\",instance=\"\"} 1\n"

// checkExpression is the fault of an expression: a metric or label that the scrape does not have, an
// unknown function, a bracket that does not close. It is no parser; promtool is one.
func checkExpression(expression, text string) []string {
	var problems []string
	text += ambient
	var open []string
	tokens := token.FindAllString(expression, -1)
	metric := ""
	for i, word := range tokens {
		next := ""
		if i+1 < len(tokens) {
			next = tokens[i+1]
		}
		switch {
		case word == `"`:
			problems = append(problems, `a string that does not end: "`)
		case word == "(" || word == "{":
			if word == "(" && i > 0 && (tokens[i-1] == "by" || tokens[i-1] == "on") {
				word = "labels"
			}
			open = append(open, word)
		case word == ")" || word == "}":
			if len(open) == 0 || (open[len(open)-1] == "{") != (word == "}") {
				return append(problems, "a bracket that nothing opened: "+word)
			}
			open = open[:len(open)-1]
		case !regexp.MustCompile(`^[a-zA-Z_]`).MatchString(word):
		case len(open) > 0 && open[len(open)-1] == "labels":
			if !regexp.MustCompile(`(?m)[{,]` + word + `="`).MatchString(text) {
				problems = append(problems, "no metric has the label "+word)
			}
		case len(open) > 0 && open[len(open)-1] == "{":
			// job is also what the scrape's configuration calls its target.
			if word != "job" && !regexp.MustCompile(`(?m)^`+metric+`\{[^}]*\b`+word+`="`).MatchString(text) {
				problems = append(problems, fmt.Sprintf("%s has no label %s", metric, word))
			}
		case slices.Contains(promWords, word):
		case next == "(" || next == "by":
			if !slices.Contains(promFunctions, word) {
				problems = append(problems, "no known function: "+word)
			}
		default:
			metric = word
			if !strings.Contains(text, "\n"+word+" ") && !strings.Contains(text, "\n"+word+"{") {
				problems = append(problems, "no such metric: "+word)
			}
		}
	}
	for _, o := range open {
		problems = append(problems, "not closed: "+strings.Replace(o, "labels", "(", 1))
	}
	return problems
}
