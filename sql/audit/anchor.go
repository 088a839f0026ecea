package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"qunguan/reconcile/audit"
)

// Anchor is a file outside the database to which every seal is appended, a line each: moment, seal,
// key. An attacker who can write the database alone cannot make the seals anew without being found.
// The empty Anchor is none.
type Anchor string

// anchored is a line of the file.
type anchored struct{ seal, key string }

// adoptedMark ends a line from which on a person answers for the trail: older
// lines are no longer asked for.
const adoptedMark = "adopted"

// append adds a line for each seal.
func (a Anchor) append(seals []audit.Seal, adopted bool) (err error) {
	if a == "" || len(seals) == 0 {
		return nil
	}
	f, err := os.OpenFile(string(a), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the anchor: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var lines bytes.Buffer
	for i, s := range seals {
		key := s.KeyID
		if key == "" {
			key = "-"
		}
		fmt.Fprintf(&lines, "%s %s %s", s.MadeAt.UTC().Format(time.RFC3339), s.Short(), key)
		if adopted && i == 0 {
			lines.WriteString(" " + adoptedMark)
		}
		lines.WriteByte('\n')
	}
	if _, err := f.Write(lines.Bytes()); err != nil {
		return fmt.Errorf("write the anchor: %w", err)
	}
	return nil
}

// read lists the lines since the last adoption; a file that is not there has
// none.
func (a Anchor) read() ([]anchored, error) {
	if a == "" {
		return nil, nil
	}
	text, err := os.ReadFile(string(a))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the anchor: %w", err)
	}
	var list []anchored
	lines := bufio.NewScanner(bytes.NewReader(text))
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) < 3 {
			continue // cut off while it was written
		}
		if len(f) > 3 && f[3] == adoptedMark {
			list = nil
		}
		list = append(list, anchored{f[1], f[2]})
	}
	return list, lines.Err()
}

// keyed reports whether the file knows a seal under a key.
func (a Anchor) keyed() (bool, error) {
	list, err := a.read()
	return slices.ContainsFunc(list, func(l anchored) bool { return l.key != "-" }), err
}

// check names the seals of the file that are not in the chain.
func (a Anchor) check(seals []audit.Seal) ([]audit.Problem, error) {
	list, err := a.read()
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool, len(seals))
	for i := range seals {
		known[seals[i].Short()] = true
	}
	var problems []audit.Problem
	for _, l := range list {
		if !known[l.seal] {
			problems = append(problems, audit.Problem{Kind: audit.SealAnchored, N: 1, Key: l.seal})
		}
	}
	return problems, nil
}
