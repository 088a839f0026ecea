package manual

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/identity"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/paste"
	"qunguan/reconcile/roster"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// rosterGiven is a given roster on its way into the registry.
type rosterGiven struct {
	GivenRoster
	RosterReading

	desk    RosterDesk
	matcher *identity.Matcher
	stored  []workgroup.Member
	rows    []workgroup.Member
	table   *intake.Input // the rows' file; nil: names
	takenAt time.Time     // as the table says, else At
	cards   bool          // the source has nicknames
	spoke   bool          // the table says when members spoke
}

func (d RosterDesk) prepare(ctx context.Context, given GivenRoster) (*rosterGiven, error) {
	r := &rosterGiven{GivenRoster: given, desk: d}
	r.At = r.At.Truncate(time.Millisecond)
	r.takenAt, r.cards = r.At, true
	var err error
	if r.RegistrySnapshot, err = check.ReadRegistry(ctx, d.Directory, d.Policy, d.Calendar, r.At); err != nil {
		return r, err
	}
	g, ok := r.RegistrySnapshot.Groups.Find(given.Group)
	if !ok {
		return r, fmt.Errorf("%w: %s", jobs.ErrNoSuchGroup, given.Group)
	}
	r.RosterReading.Group, r.Counted, r.matcher = g, given.Count, r.RegistrySnapshot.Identity.ForGroup(g)
	if err := r.mayAnswer(ctx); err != nil || r.Refusal != "" {
		return r, err
	}
	if err := r.readStored(ctx); err != nil || r.Refusal != "" {
		return r, err
	}
	if r.readGiven(); r.Refusal != "" {
		return r, nil
	}
	if r.table != nil {
		err = r.readTable(ctx)
	}
	if err != nil || r.Refusal != "" {
		return r, err
	}
	if err := r.compare(ctx); err != nil {
		return r, err
	}
	r.judge()
	r.refuse()
	return r, nil
}

// mayAnswer refuses a person who does not answer for the group.
func (r *rosterGiven) mayAnswer(ctx context.Context) error {
	if r.By == "" {
		return nil
	}
	if !r.RegistrySnapshot.Dir.People.Has(r.By) {
		return fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, r.By)
	}
	absences, err := r.desk.Absences(ctx)
	if err != nil {
		return fmt.Errorf("read absences: %w", err)
	}
	w := answer.RegistrySnapshot{Snapshot: r.RegistrySnapshot.Snapshot, Days: r.RegistrySnapshot.Days, Groups: r.RegistrySnapshot.Groups, Absent: ledger.AbsentOn(absences, r.RegistrySnapshot.Day)}
	if r.May = AnswersFor(w, r.RosterReading.Group); !slices.Contains(r.May, r.By) {
		r.Refusal = RosterNotAnswering
	}
	return nil
}

// readStored reads the roster that the group has.
func (r *rosterGiven) readStored(ctx context.Context) error {
	code := r.RosterReading.Group.Code
	heads, err := r.desk.Rosters.Rosters(ctx, []string{code})
	if err != nil {
		return fmt.Errorf("read the roster of group %s: %w", code, err)
	}
	r.Before = heads[code]
	err = r.desk.Rosters.EachRoster(ctx, []string{code}, func(one roster.Reading) error {
		if one.Damage != nil {
			r.Before = workgroup.Roster{}
			return nil //nolint:nilerr // as if there were none: names bring a new one, a word changes nothing
		}
		r.Before, r.stored = one.Roster, slices.Clone(one.Members)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the roster of group %s: %w", code, err)
	}
	if byWord := (&intake.ByHand{How: r.How}).ByWord(); byWord && r.stored == nil {
		r.Refusal = cmp.Or(r.Refusal, RosterNone)
	}
	return nil
}

// readGiven makes rows of the given text, table or changes.
func (r *rosterGiven) readGiven() {
	switch r.How {
	case intake.HandPasted:
		r.readText()
	case intake.HandUploaded:
		r.table = r.File
	case intake.HandUnchanged:
		r.rows = paste.Unchanged(r.stored)
	case intake.HandChanged:
		rows, err := paste.Changed(r.stored, r.Add, r.Remove, r.person, r.fullName)
		if err != nil {
			r.Refusal, r.NotOne = RosterNotOne, err
			return
		}
		r.rows, r.Names = rows, r.Add
	}
}

func (r *rosterGiven) readText() {
	kind := intake.Kind("")
	list := paste.Read(r.Text, func(cells []string) bool {
		kind = intake.PastedKind(cells)
		return kind != ""
	})
	if r.Counted == 0 {
		r.Counted = list.Count
	}
	switch {
	case list.Table != nil && kind != intake.Members:
		r.Refusal = RosterOtherKind
	case list.Table != nil:
		r.table = tableFile(list.Table)
	case len(list.Names) == 0:
		r.Refusal = RosterNoNames
	default:
		r.Names, r.rows = list.Names, paste.Match(list.Names, r.stored, r.person)
	}
}

// tableFile is a pasted table as a file.
func tableFile(cells [][]string) *intake.Input {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	for _, row := range cells {
		_ = w.Write(row) // a buffer takes all
	}
	w.Flush()
	return &intake.Input{Name: "粘贴的表格.csv", Content: bytes.NewReader(text.Bytes()), Size: int64(text.Len())}
}

// person is the person of a row; empty for an unknown one.
func (r *rosterGiven) person(m workgroup.Member) string {
	return r.matcher.Identify(named(m), m.Origin != "" || r.Before.HasNicknames).Person
}

func (r *rosterGiven) fullName(m workgroup.Member) string {
	return r.RegistrySnapshot.Dir.People.Of(r.person(m)).Name
}

// named is the row with the account that a row without one gets.
func named(m workgroup.Member) workgroup.Member {
	if m.Account == "" {
		m.Account = "@" + strings.TrimSpace(m.Nickname)
	}
	return m
}

// compare finds the effects of the rows on the stored roster.
func (r *rosterGiven) compare(ctx context.Context) (err error) {
	r.Outcome, err = r.desk.Importer.TakeByHand(ctx, r.memberRows(), r.byHand(), jobs.ImportOptions{At: r.At, DryRun: true})
	if err != nil {
		return err
	}
	r.Rows = r.Outcome.After.Rows
	r.Came, r.Gone = r.shown(r.rows, r.Outcome.Added), r.shown(r.stored, r.Outcome.Removed)
	return nil
}

// shown are accounts as people know them: by card.
func (r *rosterGiven) shown(rows []workgroup.Member, accounts []string) []string {
	cards := make(map[string]string, len(rows))
	for _, m := range rows {
		m = named(m)
		cards[m.Key()] = cmp.Or(m.Nickname, m.Account)
	}
	list := make([]string, len(accounts))
	for i, account := range accounts {
		list[i] = cmp.Or(cards[workgroup.AccountKey(account)], strings.TrimPrefix(account, "@"))
	}
	return list
}

// refuse says why the roster, which can be read, is not taken.
func (r *rosterGiven) refuse() {
	switch {
	case r.Counted <= 0 && r.How != intake.HandUploaded:
		r.Refusal = RosterNoCount
	case r.Counted > 0 && r.Counted != r.Rows:
		r.Refusal = RosterDiffers
	case r.How == intake.HandUnchanged && r.desk.wordTooLate(r.Before, r.At):
		r.Refusal = RosterNotWhole
	case r.Outcome.Disposition == intake.RosterIgnored:
		r.Refusal = RosterOlder
	case r.Outcome.Disposition == intake.RosterHeld:
		r.Refusal = RosterShrunk
	case r.Outcome.Disposition == intake.RosterRejected:
		r.Refusal = RosterBadRows
	}
}

// judge finds the faults that the rows show.
func (r *rosterGiven) judge() {
	r.judgeAs(workgroup.Roster{Group: r.RosterReading.Group.Code, TakenAt: r.takenAt, Rows: r.Rows, HasNicknames: r.Outcome.After.HasNicknames})
}

func (r *rosterGiven) judgeAs(head workgroup.Roster) {
	found := rule.NewFindings()
	c := rule.NewCheck(rule.JobMemberCheck, rule.NewGroupView(r.RegistrySnapshot.Snapshot, r.RosterReading.Group, head, r.matcher), found, nil, &rule.ClearMembers{})
	for _, m := range r.rows {
		c.Row(named(m))
	}
	c.End()
	for _, v := range found.Violations {
		r.Mend = append(r.Mend, v.Case())
	}
}

func (r *rosterGiven) memberRows() []intake.MemberRow {
	g := r.RosterReading.Group
	rows := make([]intake.MemberRow, len(r.rows))
	for i, m := range r.rows {
		rows[i] = intake.MemberRow{
			Place: intake.Place{File: r.How, Row: i + 1}, Group: g.Code, Platform: g.Platform, Number: g.Number,
			GroupName: g.Name, TakenAt: r.takenAt, Member: m,
			HasNicknames: r.cards && (m.Origin != workgroup.OriginByWord || r.Before.HasNicknames),
		}
	}
	return rows
}

func (r *rosterGiven) byHand() intake.ByHand {
	how := r.How
	if r.table != nil {
		how = intake.HandUploaded
	}
	return intake.ByHand{
		Group: r.RosterReading.Group.Code, How: how, Way: r.Way.String(), Person: r.By, Counted: cmp.Or(max(r.Counted, 0), r.Rows), Kept: !r.spoke, Form: r.Form,
	}
}

// write takes the roster.
func (r *rosterGiven) write(ctx context.Context) (err error) {
	r.Outcome, err = r.desk.Importer.TakeByHand(ctx, r.memberRows(), r.byHand(), jobs.ImportOptions{At: r.At})
	if err == nil && !r.Outcome.Written {
		r.refuse()
	}
	return err
}
