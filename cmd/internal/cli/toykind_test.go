package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qunguan/cmd/internal/cli"
	"qunguan/reconcile/intake"
	"qunguan/sql/dbconn"
)

// mast is a record that the program knows nothing about.
type mast struct {
	Code   string
	Unit   string
	Height int
	Tags   []string
}

// mastRecords is all that is said of the kind: everything else must follow.
var mastRecords = &intake.Records[mast]{
	Kind: "masts", Sheet: "铁塔", Table: "masts",
	Columns: []intake.Column[mast]{
		{Heading: intake.Heading{Name: "铁塔编号", Required: true, Form: intake.FormCode, Example: "M1"}, Key: true, Stored: "code", Field: func(m *mast) any { return &m.Code }},
		{Heading: intake.Heading{Name: "所在单位名", Form: intake.FormName}, Stored: "unit", Field: func(m *mast) any { return &m.Unit }},
		{Heading: intake.Heading{Name: "高度", Required: true, Form: intake.FormWhole, Synonyms: []string{"塔高"}, Example: "30"}, Stored: "height", Field: func(m *mast) any { return &m.Height }},
		{Heading: intake.Heading{Name: "标签", Form: intake.FormList}, Stored: "tags", Field: func(m *mast) any { return &m.Tags }},
	},
}

// A new kind of import is one declaration: template, explanation, page and
// registry find it by themselves.
func TestAKindThatIsAddedIsFoundEverywhere(t *testing.T) {
	defer intake.Register(mastRecords)()
	dir := t.TempDir()
	exits := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		environ := map[string]string{"QUNGUAN_DATA_DIR": filepath.Join(dir, "data"), "QUNGUAN_DATABASE_DSN": "embedded"}
		sys := cli.System{Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, LookupEnv: func(key string) (string, bool) { v, ok := environ[key]; return v, ok }}
		for key, value := range environ {
			sys.Environ = append(sys.Environ, key+"="+value)
		}
		if code := cli.Main(context.Background(), sys); code != want {
			t.Fatalf("qunguan %s: %d\n%s%s", strings.Join(args, " "), code, out.String(), errs.String())
		}
		return out.String() + errs.String()
	}
	command := func(args ...string) string { t.Helper(); return exits(cli.ExitOK, args...) }
	says := func(text string, words ...string) {
		t.Helper()
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("no %q in:\n%s", word, text)
			}
		}
	}
	command("migrate")
	exec := func(run func(db *dbconn.DB)) {
		t.Helper()
		db, err := dbconn.Open(t.Context(), dbconn.Config{Dir: filepath.Join(dir, "data")})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		run(db)
	}
	exec(func(db *dbconn.DB) {
		if _, err := db.Exec("CREATE TABLE masts (code TEXT NOT NULL PRIMARY KEY, unit TEXT NOT NULL, height INTEGER NOT NULL, tags TEXT NOT NULL)"); err != nil {
			t.Fatal(err)
		}
	})

	says(command("import", "--explain-headings"), "铁塔编号", "塔高")
	book := filepath.Join(dir, "模板.xlsx")
	command("import", "template", "-o", book)
	says(exits(cli.ExitFailed, "import", book), "「铁塔」表 第 2 行：是示例行")

	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	says(command("import", file("一.csv", "铁塔编号,塔高,所在单位名,标签\nM1,30,水利局,新;高\nM2,12,,\n")), "铁塔", "2")
	says(command("import", file("二.csv", "铁塔编号,高度\nM1,31\nM2,12\n")), "铁塔 M1", "高度", "30", "31")
	exec(func(db *dbconn.DB) {
		var rows []struct {
			Code, Unit, Tags string
			Height           int
		}
		if err := db.Select(&rows, "SELECT code, unit, height, tags FROM masts ORDER BY code"); err != nil {
			t.Fatal(err)
		}
		if len(rows) != 2 || rows[0].Height != 31 || rows[0].Unit != "水利局" || rows[0].Tags != `["新","高"]` || rows[1].Height != 12 {
			t.Errorf("the registry holds %+v", rows)
		}
	})
}
