package manual

import (
	"context"
	"slices"

	"qunguan/jobs"
	"qunguan/reconcile/intake"
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
	r.rows = rows.members
	for _, m := range r.rows {
		if m.Nickname != "" {
			r.Names = append(r.Names, m.Nickname)
		} else {
			r.Names = append(r.Names, m.Account)
		}
	}
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

// importTable imports the table with what it leaves out filled in.
func (r *rosterGiven) importTable(ctx context.Context, im jobs.Importer, opt jobs.ImportOptions) error {
	opt.At, opt.Fill = r.At, intake.Fill{Group: r.RosterReading.Group.Code, Platform: r.RosterReading.Group.Platform, TakenAt: r.At}
	done, err := im.Import(ctx, []intake.Input{*r.table}, opt)
	if err != nil {
		return err
	}
	r.Result, r.Outcome.Written, r.Outcome.Published = done.Result, done.Written, done.Published
	for _, o := range done.Rosters {
		if o.Group == r.RosterReading.Group.Code {
			r.Outcome.RosterOutcome = o
		}
	}
	return nil
}

// rowsOnStage are the members that came to the stage, and the groups of all rows.
type rowsOnStage struct {
	members []workgroup.Member
	groups  []string
}

// rowsSeen keeps what comes to a stage.
type rowsSeen struct {
	jobs.Staging

	seen *rowsOnStage
}

func (s *rowsSeen) Member(ctx context.Context, row intake.MemberRow) error {
	s.seen.members = append(s.seen.members, row.Member)
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
