package cli_test

import (
	"fmt"
	"strings"
	"testing"
)

// One mistake in a file is one thing to read, and every row of it is named.
func TestTheSameMistakeInManyRowsIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	w.copySmall()
	var list strings.Builder
	list.WriteString(staffHead + "\n")
	for i := range 30 {
		unit := "U99"
		if i == 10 || i == 20 || i == 21 {
			unit = "U1"
		}
		fmt.Fprintf(&list, "Q%d,张三,%s,科员,在职\n", i, unit)
	}
	list.WriteString("Q99,张三,U98,科员,在职\n")
	got := w.Exits(1, "import", w.Write("坏.csv", list.String())).Stderr
	if strings.Count(got, "U99") != 1 || strings.Count(got, "U98") != 1 {
		t.Errorf("each unknown unit is not told once:\n%s", got)
	}
	if !strings.Contains(got, "第 2 行") || !strings.Contains(got, "同样的问题还有 26 行：第 3–11、13–21、24–31 行") {
		t.Errorf("the rows are not all named:\n%s", got)
	}
}

func TestHelpIsWhollyInTheUsersLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "embedded")
	page := w.OK("case", "extend", "--help").Stdout
	for _, word := range []string{"Usage", "Flags", "Arguments", "Show", "Run"} {
		if strings.Contains(page, word) {
			t.Errorf("%q stands in a Chinese page:\n%s", word, page)
		}
	}
	if page := w.OK("help", "--lang", "en").Stdout; !strings.Contains(page, "Commands:") {
		t.Errorf("an English page has no commands:\n%s", page)
	}
}
