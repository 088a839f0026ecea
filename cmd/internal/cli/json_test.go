package cli_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// shape is the contract (§4) about the objects of a command: each field and its kind. Fields that the
// product adds stand in added.
type shape struct {
	fields map[string]string
	added  []string
}

// The kinds of fields.
var (
	dayForm    = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	momentForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$`)
)

func fields(list string) map[string]string {
	all := map[string]string{}
	for item := range strings.FieldsSeq(list) {
		name, kind, _ := strings.Cut(item, ":")
		all[name] = kind
	}
	return all
}

var (
	caseShape = shape{fields: fields(`id:int rule:text clause:text unit:text subject_type:text group:text group2:text account:text person:text
		subject:text title:text state:text severity:text opened_on:day due_on:day last_seen_on:day closed_on:day closed_reason:text reopened:int
		responsible:text exempt_until:day evidence:object`), added: []string{"basis", "extended_by"}}
	noticeShape = shape{fields: fields(`id:text kind:text recipient_type:text recipient:text channel:text state:text created_at:moment
		not_before:moment sent_at:moment attempts:int last_error:text cases:array title:text body:text`), added: []string{"hops"}}
	memberShape = shape{fields: fields(`group:text account:text nickname:text role:text how:text person:text candidates:array last_spoke:moment
		taken_at:moment came:text`), added: []string{"reason"}}
	runShape = shape{fields: fields(`job:text at:moment status:text read:object opened:int seen:int closed:int reopened:int held:int
		unjudged:object notices:int sent:int seconds:number`), added: []string{"trouble"}}
)

// fits demands that the object has every field of the contract, of the right kind, and no other
// field.
func (s shape) fits(t testing.TB, object map[string]json.RawMessage) {
	t.Helper()
	for name, kind := range s.fields {
		value, ok := object[name]
		if !ok {
			t.Errorf("field %s is missing", name)
		} else if !fitsKind(kind, value) {
			t.Errorf("field %s is %s, want %s (absent = empty string)", name, value, kind)
		}
	}
	for name := range object {
		if s.fields[name] == "" && !slices.Contains(s.added, name) {
			t.Errorf("field %s stands in no contract", name)
		}
	}
}

func fitsKind(kind string, value json.RawMessage) bool {
	var text string
	isText := json.Unmarshal(value, &text) == nil && string(value) != "null"
	switch kind {
	case "text":
		return isText
	case "day":
		return isText && (text == "" || dayForm.MatchString(text))
	case "moment":
		return isText && (text == "" || momentForm.MatchString(text))
	case "int":
		var n int64
		return json.Unmarshal(value, &n) == nil && string(value) != "null"
	case "number":
		var x float64
		return json.Unmarshal(value, &x) == nil && string(value) != "null"
	case "array":
		return value[0] == '['
	case "object":
		return value[0] == '{'
	}
	return false
}

func TestJSONHasTheContractsFields(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		r := w.act(t)
		w.importSmall(sunday, r.routes())
		commands := []struct {
			name  string
			shape shape
			args  []string
			least int // objects
		}{
			{"run", runShape, []string{"run", "member-check", "zombie-scan", "stage-expiry", "group-check", "compose", "deliver", "escalate", "--at", monday}, 7},
			{"cases", caseShape, []string{"cases"}, 10},
			{"case", shape{caseShape.fields, []string{"steps", "basis", "extended_by"}}, []string{"case", "2"}, 1},
			{"notices", noticeShape, []string{"notices"}, 5},
			{"notices by state", noticeShape, []string{"notices", "--state", "sent"}, 5},
			{"members", memberShape, []string{"members"}, 14},
			{"members of a group", memberShape, []string{"members", "--group", "G2"}, 3},
		}
		for _, c := range commands {
			t.Run(c.name, func(t *testing.T) {
				w := *w
				w.TB = t
				objects := read[map[string]json.RawMessage](&w, c.args...)
				if len(objects) < c.least {
					t.Fatalf("%d objects, want at least %d", len(objects), c.least)
				}
				for _, object := range objects {
					c.shape.fits(t, object)
				}
			})
		}
		ids := sumInts(w.cases())
		if !slices.IsSorted(ids) {
			t.Errorf("cases are not sorted by id: %v", ids)
		}
	})
}

func sumInts(list []kase) []int64 {
	ids := make([]int64, len(list))
	for i, k := range list {
		ids[i] = k.ID
	}
	return ids
}

// A program that reads the output must find one array there, for every command, and nothing else.
func TestEveryCommandPrintsOneArrayAsJSON(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.givenHolidays()
		w.importSmall(monday, "")
		w.judge(monday)
		w.runJobs(monday, "compose")
		policy := w.Write("eigen.yaml", "extends: [pack:county]\nzombie: {days: 30}\n")
		commands := [][]string{
			{"import", "--at", monday, w.Write("单位.csv", units)},
			{"import", "--at", monday, "--dry-run", w.Write("单位.csv", units)},
			{"run", "digest"},
			{"cases", "--unit", "U3", "--rule", "member.left"}, // none
			{"absence", "list"},
			{"cases", "--open", "--rule", "member.left", "--group", "G1"},
			{"case", "1"},
			{"notices", "show", w.notices()[0].ID},
			{"explain", "2"},
			{"explain", "--group", "G1"},
			{"explain", "--group", "G1", "--account", "WX_STRANGER"},
			{"explain", "--group", "G2", "--person", "P20"},
			{"guard", "list"},
			{"exempt", "list"},
			{"policy", "packs"},
			{"policy", "check", policy},
			{"policy", "diff", "pack:county", policy},
			{"migrate"},
			{"doctor"},
			{"version"},
			{"demo", "--once"},
		}
		for _, args := range commands {
			t.Run(strings.Join(args[:min(2, len(args))], " "), func(t *testing.T) {
				w := *w
				w.TB = t
				for _, object := range read[map[string]json.RawMessage](&w, args...) {
					if len(object) == 0 {
						t.Error("an empty object")
					}
				}
			})
		}
	})
}

func TestTablesAlignWithChineseWidth(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.importSmall(monday, "")
	w.judge(monday)
	w.runJobs(monday, "compose")
	for _, args := range [][]string{{"cases"}, {"members"}, {"notices"}, {"policy", "packs"}} {
		lines := strings.Split(strings.TrimSpace(w.OK(args...).Stdout), "\n")
		if len(lines) < 5 {
			t.Fatalf("%v prints %d lines", args, len(lines))
		}
		// Every column begins where its heading begins: two blanks stand
		// before it in every line that reaches so far.
		columns := columnsOf(lines[0])
		if len(columns) < 2 {
			t.Fatalf("%v: no columns in %q", args, lines[0])
		}
		for _, column := range columns {
			for _, line := range lines[2:] {
				if cells := onTerminal(line); len(cells) > column && !(cells[column-1] == ' ' && cells[column-2] == ' ') {
					t.Errorf("%v: column %d is not aligned in: %s", args, column, line)
				}
			}
		}
	}
}

// onTerminal is a line as a terminal's cells: a Chinese character takes two.
func onTerminal(line string) []rune {
	var cells []rune
	for _, r := range line {
		cells = append(cells, r)
		if r >= 0x2e80 {
			cells = append(cells, 0)
		}
	}
	return cells
}

// columnsOf are the cells at which the headings after the first begin.
func columnsOf(headings string) []int {
	cells := onTerminal(headings)
	begins := map[int]bool{}
	for i := 2; i < len(cells); i++ {
		if cells[i] != ' ' && cells[i-1] == ' ' && cells[i-2] == ' ' {
			begins[i] = true
		}
	}
	return slices.Sorted(maps.Keys(begins))
}

func TestCSVOpensInExcelAndHasTheTablesRows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.importSmall(monday, "")
	w.judge(monday)
	out := w.OK("cases", "--format", "csv").Stdout
	if !strings.HasPrefix(out, "\ufeff") {
		t.Error("no byte order mark: Excel takes the file for GBK")
	}
	if n := strings.Count(out, "\n"); n != len(w.cases())+1 {
		t.Errorf("%d lines, want a heading and %d cases", n, len(w.cases()))
	}
	// Scripts read codes; people at a terminal read names.
	for _, k := range w.cases() {
		if !strings.Contains(out, ","+k.Rule+",") || k.Responsible != "" && !strings.Contains(out, ","+k.Responsible+"\n") {
			t.Errorf("the file lacks the codes of case %d, %s by %s:\n%s", k.ID, k.Rule, k.Responsible, out)
		}
	}
	if table := w.OK("cases").Stdout; strings.Contains(table, "member.") {
		t.Errorf("the table shows codes:\n%s", table)
	}
}

func TestImportCountsInLowerCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	d := w.OK("import", "--format", "json", "--at", "2026-11-23", w.Write("单位.csv", "单位编码,单位名称,类别\nU1,水利局,县直部门\n"))
	var page []struct {
		Kinds map[string]map[string]int `json:"kinds"`
	}
	if err := json.Unmarshal([]byte(d.Stdout), &page); err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"read": 1, "new": 1, "changed": 0, "unchanged": 0, "bad": 0, "held": 0}
	if diff := gocmp.Diff(want, page[0].Kinds["units"]); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestCasesHaveThePacksClauseAndTheOwnersBasis(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.Env["POLICY"] = w.Write("policy.yaml", "extends: [pack:county]\nclauses: {member.unknown: 第三条}\n")
	w.importSmall(monday, "")
	w.judge(monday)
	var cases []struct{ Rule, Clause, Basis string }
	if err := json.Unmarshal([]byte(w.OK("cases", "--format", "json").Stdout), &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		want := ""
		if c.Rule == "member.unknown" {
			want = "第三条"
		}
		if c.Basis != want || c.Clause == "" || c.Clause == want {
			t.Errorf("%s: clause %q, basis %q, want %q", c.Rule, c.Clause, c.Basis, want)
		}
	}
	if len(cases) == 0 {
		t.Error("no case")
	}
}
