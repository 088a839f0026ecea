package staging

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// settling compares staged rosters with stored ones, one after the other. It
// keeps its buffers from one to the next.
type settling struct {
	stage   *Stage
	encoder roster.Encoder
	decoder roster.Decoder
	buffers buffers
	rows    []stagedRow
	sorted  []int // rows by key; those of one key in file order
	members []workgroup.Member
	bytes   []byte
	notes   differences
	needed  []string        // groups whose rows are needed
	taken   map[string]bool // of nameRows
	next    map[string]int  // of nameRows
}

func newSettling(st *Stage) *settling {
	return &settling{stage: st, taken: map[string]bool{}, next: map[string]int{}}
}

// storedRoster is a group's roster in the registry. An unreadable document is
// no roster: then only the head's version counts, and the staged roster is the
// group's first.
type storedRoster struct {
	head     Head
	known    bool
	checksum uint32 // of the document
	members  []workgroup.Member
}

// stored reads the stored roster. A newer program's document is no damage: it must not be overwritten
// by a program that cannot compare it.
func (w *settling) stored(h Head, document []byte) (storedRoster, error) {
	if document == nil { // purged: it is known when it was taken; or there never was one
		return storedRoster{head: h, known: h.Group != ""}, nil
	}
	r := w.decoder.Reading(h.Roster, document)
	if _, newer := errors.AsType[*roster.VersionError](r.Damage); newer {
		return storedRoster{}, r.Damage
	}
	return storedRoster{head: h, known: r.Damage == nil, checksum: r.Checksum, members: r.Members}, nil
}

// group settles one group, whose stored roster is given; without a head there is none.
func (w *settling) group(group string, h Head, document []byte) (intake.RosterChange, error) {
	g := w.stage.groups[group]
	if g.stands {
		return w.stand(group, h, document), nil
	}
	c := intake.RosterChange{Group: group}
	stored, err := w.stored(h, document)
	if err != nil {
		return c, err
	}
	if stored.known {
		c.Before = stored.head.Roster
	}
	if err := w.read(g); err != nil {
		return c, err
	}
	w.order()
	w.notes.reset()
	accounts := w.members[:0]
	var first *stagedRow
	for _, i := range w.sorted {
		r := &w.rows[i]
		if first != nil && r.key == first.key {
			c.Duplicate = append(c.Duplicate, w.twin(first, r))
			continue
		}
		first = r
		accounts = append(accounts, r.Member)
	}
	w.members = accounts
	if stored.known {
		w.compare(&c, stored.members)
	} else {
		c.AddedN = len(accounts) // the members of a first roster are not listed by name: they are all new
	}
	g.version, g.accounts = stored.head.Version, int32(len(accounts))
	c.After = g.head(group).Roster
	g.newer = !c.After.TakenAt.Equal(stored.head.TakenAt)
	if len(c.Duplicate) > 0 {
		g.cells = intake.Fingerprint{}
	}
	return c, w.keep(g, stored)
}

// read unpacks the group's rows, in the order in which they came.
func (w *settling) read(g *staged) error {
	w.rows = w.rows[:0]
	for _, p := range g.packed {
		text, err := w.stage.spool.unpacked(p, &w.buffers)
		if err != nil {
			return err
		}
		if err := w.take(text); err != nil {
			return err
		}
	}
	err := w.take(string(g.open))
	g.packed, g.open = nil, nil
	return err
}

func (w *settling) take(text string) error {
	f := fields{text: text}
	for f.more() {
		w.rows = append(w.rows, readRow(&f))
	}
	return f.err()
}

// order sorts the rows by key, after those without accounts have their names.
// Rows of one key stay in file order.
func (w *settling) order() {
	nameRows(w.rows, w.taken, w.next)
	w.sorted = w.sorted[:0]
	for i := range w.rows {
		w.sorted = append(w.sorted, i)
	}
	slices.SortFunc(w.sorted, func(a, b int) int { return cmp.Or(strings.Compare(w.rows[a].key, w.rows[b].key), cmp.Compare(a, b)) })
}

// twin is an account that stands twice. Rows that differ only in how they
// write the account are identical.
func (w *settling) twin(first, second *stagedRow) intake.Twin {
	place := func(r *stagedRow) intake.Place {
		p := w.stage.places[r.place]
		p.Row = r.line
		return p
	}
	return intake.Twin{
		Account: second.Account, First: place(first), Second: place(second),
		Identical: sameFacts(&first.Member, &second.Member) && first.taken == second.taken,
	}
}

// sameFacts compares what two rows say about an account, apart from how they
// spell it.
func sameFacts(a, b *workgroup.Member) bool {
	return a.Nickname == b.Nickname && a.Role == b.Role && a.JoinedAt.Equal(b.JoinedAt) && a.SpokeAt.Equal(b.SpokeAt)
}

// compare goes through the staged members and the stored ones side by side.
func (w *settling) compare(c *intake.RosterChange, stored []workgroup.Member) {
	left := func(old *workgroup.Member) {
		c.RemovedN++
		c.Removed = firstFew(c.Removed, old.Account)
		w.notes.left(old)
	}
	for i := range w.members {
		m := &w.members[i]
		key, order := m.Key(), -1
		for len(stored) > 0 {
			if order = cmp.Compare(stored[0].Key(), key); order >= 0 {
				break
			}
			left(&stored[0])
			stored = stored[1:]
		}
		if len(stored) == 0 || order > 0 {
			c.AddedN++
			c.Added = firstFew(c.Added, m.Account)
			w.notes.arrived(m)
			continue
		}
		c.Kept++
		if old := &stored[0]; !sameFacts(m, old) {
			c.ChangedN++
			w.notes.changed(m, old)
		}
		stored = stored[1:]
	}
	for i := range stored {
		left(&stored[i])
	}
}

func firstFew(list []string, account string) []string {
	if len(list) < intake.RosterChangeNames {
		list = append(list, strings.Clone(account))
	}
	return list
}

// keep puts aside what Publish will write of the group.
func (w *settling) keep(g *staged, stored storedRoster) error {
	var err error
	if len(w.notes.text) > 0 {
		w.bytes = roster.Pack(w.bytes, w.notes.text)
		if g.moves, err = w.stage.spool.put(w.bytes); err != nil {
			return err
		}
	}
	if len(w.notes.words) > 0 {
		words, err := w.encoder.Words(w.bytes[:0], w.notes.words)
		if err != nil {
			return err
		}
		w.bytes, g.newest, g.oldest = words.Document, ms(words.Newest), ms(words.Oldest)
		if g.words, err = w.stage.spool.put(w.bytes); err != nil {
			return err
		}
	}
	if slices.EqualFunc(w.members, stored.members, sameRow) && stored.members != nil {
		g.checksum = stored.checksum
		return nil
	}
	if w.bytes, err = w.encoder.Append(w.bytes[:0], w.members); err != nil {
		return err
	}
	g.checksum = roster.Checksum(w.bytes)
	g.document, err = w.stage.spool.put(w.bytes)
	return err
}

func sameRow(a, b workgroup.Member) bool {
	return a.Account == b.Account && a.Origin == b.Origin && sameFacts(&a, &b)
}
