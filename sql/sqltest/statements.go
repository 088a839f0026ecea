package sqltest

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// statementLog is MariaDB's general log in the server's directory.
const statementLog = "statements"

// logEntry begins an entry of the general log: a time where it changed, the
// connection's number, the kind of command, a tab, and the text, which may go
// on over the next lines.
var logEntry = regexp.MustCompile(`^(?:\d{6} [ \d]\d:\d\d:\d\d)?\t+ *\d+ (\w+(?: \w+)?)\t(.*)`)

// statements lists every different statement the server was sent.
func (s *server) statements() ([]string, error) {
	f, err := os.Open(filepath.Join(s.dir, statementLog))
	if err != nil {
		return nil, fmt.Errorf("read the log of statements: %w", err)
	}
	defer f.Close()
	seen := map[string]bool{}
	var text strings.Builder
	end := func() {
		if text.Len() > 0 {
			seen[text.String()] = true
		}
		text.Reset()
	}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		m := logEntry.FindStringSubmatch(lines.Text())
		switch {
		case m == nil && text.Len() > 0:
			text.WriteString("\n" + lines.Text())
		case m != nil:
			end()
			if m[1] == "Query" || m[1] == "Prepare" {
				text.WriteString(m[2])
			}
		}
	}
	end()
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the log of statements: %w", err)
	}
	return slices.Sorted(maps.Keys(seen)), nil
}
