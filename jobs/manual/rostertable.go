package manual

import (
	"cmp"
	"context"
	"slices"

	"qunguan/jobs"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/paste"
	"qunguan/reconcile/workgroup"
)

// readTable reads a pasted table, or a file, as rows of the group and of
// nothing else, and writes nothing.
func (r *rosterGiven) readTable(ctx context.Context) error {
	code := r.RosterReading.Group.Code
	var rows rowsOnStage
	im := r.desk.Importer
	open := im.NewStage
	im.NewStage = func(ctx context.Context) (jobs.Staging, error) {
		stage, err := open(ctx)
		return &rowsSeen{stage, &rows}, err
	}
	if err := r.importTable(ctx, im, jobs.ImportOptions{DryRun: true}); err != nil {
		return err
	}
	other := func(group string) bool { return group != code }
	switch {
	case r.otherKind():
		r.Refusal = RosterOtherKind
	case slices.ContainsFunc(rows.groups, other):
		r.Refusal = RosterOtherGroup
	case !r.Result.Writable(false):
		r.Refusal = RosterBadRows
	case len(rows.members) == 0:
		r.Refusal = RosterNoNames
	}
	r.cards = true
	given := make([]workgroup.Member, 0, len(rows.members))
	for _, row := range rows.members {
		r.cards = r.cards && row.HasNicknames
		r.spoke = r.spoke || !row.Member.SpokeAt.IsZero()
		given = append(given, row.Member)
		r.Names = append(r.Names, cmp.Or(row.Member.Nickname, row.Member.Account))
	}
	if len(rows.members) > 0 {
		r.takenAt = slices.MaxFunc(rows.members, func(a, b intake.MemberRow) int { return a.TakenAt.Compare(b.TakenAt) }).TakenAt
	}
	r.rows = paste.MatchRows(given, r.stored, r.person)
	r.Uploaded, r.UploadedAt = given, r.takenAt
	return nil
}

// otherKind reports whether the table has anything but members.
func (r *rosterGiven) otherKind() bool {
	for _, s := range r.Result.Sheets {
		if s.Kind != "" && s.Kind != intake.Members {
			return true
		}
	}
	return len(r.Result.Kinds) == 0 && r.Result.Found[intake.Error] == 0
}

// importTable reads the table as an import would, with its missing columns filled in.
func (r *rosterGiven) importTable(ctx context.Context, im jobs.Importer, opt jobs.ImportOptions) error {
	opt.At, opt.Fill = r.At, intake.Fill{Group: r.RosterReading.Group.Code, Platform: r.RosterReading.Group.Platform, TakenAt: r.At}
	done, err := im.Import(ctx, []intake.Input{*r.table}, opt)
	if err != nil {
		return err
	}
	r.Result = done.Result
	return nil
}

// rowsOnStage are the members that came to the stage, and the groups of all rows.
type rowsOnStage struct {
	members []intake.MemberRow
	groups  []string
}

// rowsSeen keeps the rows that come to a stage.
type rowsSeen struct {
	jobs.Staging

	seen *rowsOnStage
}

// Stands is false: the page shows the rows.
func (s *rowsSeen) Stands(context.Context, intake.Source) (bool, error) { return false, nil }

func (s *rowsSeen) Member(ctx context.Context, row intake.MemberRow) error {
	s.seen.members = append(s.seen.members, row)
	s.note(row.Group)
	return s.Staging.Member(ctx, row)
}

func (s *rowsSeen) Activity(ctx context.Context, row intake.ActivityRow) error {
	s.note(row.Activity.Group)
	return s.Staging.Activity(ctx, row)
}

func (s *rowsSeen) note(group string) {
	if !slices.Contains(s.seen.groups, group) {
		s.seen.groups = append(s.seen.groups, group)
	}
}
