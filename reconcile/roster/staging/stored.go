package staging

import (
	"context"
	"errors"
	"time"

	"qunguan/reconcile/intake"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/workgroup"
)

// Stored is the rosters of the registry.
type Stored interface {
	// EachMade calls fn with every roster of which is known of which cells it was made.
	EachMade(ctx context.Context, fn func(m Made, taken time.Time)) error
	// EachDocument calls fn with the groups' rosters, in the order of groups; the document is nil where the
	// rows were purged, and good until fn returns.
	EachDocument(ctx context.Context, groups []string, fn func(h Head, document []byte) error) error
}

// Head is what is stored of a group's roster beside its rows.
type Head struct {
	workgroup.Roster
	Spoken  bool  // some row has a time of speaking
	Version int64 // grows with everything that touches the roster
	Made    Made
}

// head is the head of the group's roster once it is settled. Its version is the one that it was compared
// with; 0: there was none.
func (g *staged) head(group string) Head {
	return Head{
		Roster: workgroup.Roster{Group: group, TakenAt: moment(g.taken), Rows: int(g.accounts), HasNicknames: g.nicknames},
		Spoken: g.spoken, Version: g.version, Made: madeOf(g.cells, g.checksum),
	}
}

// Settled is what a group's settled roster gives to write.
type Settled struct {
	Head
	Newer    bool         // another moment than the stored roster's
	Document []byte       // nil: as it is stored
	Words    roster.Words // times of speaking that only the stored roster has
}

// Rosters are the groups with a roster, in order.
func (st *Stage) Rosters() []string {
	return st.groupsThat(func(_ string, g *staged) bool { return g.hasRoster })
}

// Disposition is what becomes of the group's roster; empty: it has none.
func (st *Stage) Disposition(group string) intake.Disposition {
	if g := st.groups[group]; g != nil {
		return g.disposition
	}
	return ""
}

// Settled is the group's.
func (st *Stage) Settled(group string) (s Settled, err error) {
	if !st.settled {
		return s, errors.New("a roster is asked for before it is settled")
	}
	g := st.groups[group]
	s.Head, s.Newer = g.head(group), g.newer
	var own [2][]byte
	if g.words.size > 0 {
		s.Words = roster.Words{Newest: moment(g.newest), Oldest: moment(g.oldest)}
		if s.Words.Document, err = st.spool.get(g.words, &own[0]); err != nil {
			return s, err
		}
	}
	if g.document.size > 0 {
		s.Document, err = st.spool.get(g.document, &own[1])
	}
	return s, err
}

// Moves calls moved with the accounts that the group's roster has and the stored one has not, and the
// other way round.
func (st *Stage) Moves(group string, moved func(key string, left bool)) error {
	text, err := st.spool.unpacked(st.groups[group].moves, &st.buffers)
	if err != nil {
		return err
	}
	return eachMove(text, moved)
}

// Activities calls fn with the activity, some rows at a time.
func (st *Stage) Activities(fn func([]workgroup.Activity) error) error {
	take := func(text string) error {
		var rows []workgroup.Activity
		f := fields{text: text}
		for f.more() {
			rows = append(rows, readActivity(&f))
		}
		if f.bad {
			return errSpool
		}
		return fn(rows)
	}
	for _, p := range st.activities.packed {
		text, err := st.spool.unpacked(p, &st.buffers)
		if err != nil {
			return err
		}
		if err := take(text); err != nil {
			return err
		}
	}
	return take(string(st.activities.open))
}

// Active are the groups with activity, in order.
func (st *Stage) Active() []string {
	return st.groupsThat(func(_ string, g *staged) bool { return g.active })
}

// Unfiled are the unregistered platform groups that were seen, by key, as this import alone knows them.
func (st *Stage) Unfiled() []workgroup.UnregisteredGroup {
	keys := st.groupsThat(func(_ string, g *staged) bool { return g.unfiled != nil })
	list := make([]workgroup.UnregisteredGroup, len(keys))
	for i, key := range keys {
		list[i] = *st.groups[key].unfiled
	}
	return list
}

// Speakers are the people of lists of speakers with when they last spoke, by group.
func (st *Stage) Speakers() map[string][]workgroup.Member { return st.speakers }
