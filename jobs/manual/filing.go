package manual

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qunguan/jobs"
	"qunguan/jobs/check"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/identity"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// Filings is where filings are kept.
type Filings interface {
	FilingRequests(ctx context.Context) ([]filing.Filing, error)
	// NewFiling writes a filing and gives it its number, with the form that it came by;
	// answer.ErrUsed if the form was sent before.
	NewFiling(ctx context.Context, f filing.Filing, form *answer.Form) (filing.Filing, error)
	// FilingNumber takes the year's next 备案编号.
	FilingNumber(ctx context.Context, year int) (string, error)
	// SaveFiling writes the outcome of a decision about a filing, in one transaction.
	SaveFiling(ctx context.Context, before, after filing.Filing, e filing.Effects) error
}

// ErrNoSuchFiling says that there is no filing of the number.
var ErrNoSuchFiling = errors.New("no such filing")

// File files a request and keeps the comparison of that day; form is the one that it came by, nil for
// a command.
func File(ctx context.Context, w *check.RegistrySnapshot, r check.Rosters, store Filings, request filing.Request, form *answer.Form) (filing.Filing, error) {
	for _, code := range append([]string{request.By, request.Owner}, request.Admins...) {
		if !w.Dir.People.Has(code) && code != "" {
			return filing.Filing{}, fmt.Errorf("%w: %s", jobs.ErrNoSuchPerson, code)
		}
	}
	shown, err := check.CompareFiling(ctx, w, r, &request)
	if err != nil {
		return filing.Filing{}, err
	}
	return store.NewFiling(ctx, filing.Filing{State: filing.Submitted, Request: request, Shown: shown, FiledAt: w.Moment, Decisions: []filing.Decision{}}, form)
}

// FindFiling is the filing of the number.
func FindFiling(ctx context.Context, store Filings, id int64) (filing.Filing, error) {
	all, err := store.FilingRequests(ctx)
	if err != nil {
		return filing.Filing{}, fmt.Errorf("read filings: %w", err)
	}
	i := slices.IndexFunc(all, func(f filing.Filing) bool { return f.ID == id })
	if i < 0 {
		return filing.Filing{}, fmt.Errorf("%w: %d", ErrNoSuchFiling, id)
	}
	return all[i], nil
}

// DecideFiling takes the next step of a filing. The last one that agrees gives
// the number, the register's row and the group's place. ErrNoSuchFiling,
// *filing.FaultError.
func DecideFiling(ctx context.Context, w *check.RegistrySnapshot, store Filings, id int64, agree bool, by, note string) (filing.Filing, error) {
	before, err := FindFiling(ctx, store, id)
	if err != nil {
		return before, err
	}
	may := rule.FilingDeciders(&before, w.Policy, w.Dir, w.Day)
	after, err := before.Decide(w.Policy.Filing.Steps, may, agree, by, note, w.Moment)
	if err != nil {
		return before, err
	}
	var e filing.Effects
	if after.State == filing.Approved {
		if after.Number, err = store.FilingNumber(ctx, w.Moment.Year()); err != nil {
			return before, err
		}
		e = after.Granted(w.Groups.Of(after.Request.Group), w.Day)
		if after.Request.Group != "" {
			after.State = filing.Used
		}
	}
	return after, store.SaveFiling(ctx, before, after, e)
}

// WithdrawFiling takes the applicant's filing back.
func WithdrawFiling(ctx context.Context, store Filings, id int64, by, note string, at time.Time) (filing.Filing, error) {
	before, err := FindFiling(ctx, store, id)
	if err != nil {
		return before, err
	}
	after, err := before.Withdraw(by, note, at)
	if err != nil {
		return before, err
	}
	return after, store.SaveFiling(ctx, before, after, filing.Effects{})
}

// UseFilings notes which approved filings have been used since, and which
// lapsed: a roster of the group has come, or a row of the registry with its
// name or number. A group in its place becomes a live one; one that was
// registered under another code takes the filing over. It returns how many
// filings changed.
func UseFilings(ctx context.Context, w *check.RegistrySnapshot, rosters check.Rosters, store Filings) (int, error) {
	all, err := store.FilingRequests(ctx)
	if err != nil {
		return 0, fmt.Errorf("read filings: %w", err)
	}
	changed := 0
	for _, before := range all {
		if before.State != filing.Approved {
			continue
		}
		after, e := before, filing.Effects{}
		after.DecidedAt = w.Moment
		used, err := useOf(ctx, w, rosters, &before, &e)
		if err != nil {
			return changed, err
		}
		switch {
		case used:
			after.State = filing.Used
		case before.Request.Until != "" && before.Request.Until < w.Day:
			after.State = filing.Lapsed
		default:
			continue
		}
		if err := store.SaveFiling(ctx, before, after, e); err != nil {
			return changed, err
		}
		changed++
	}
	return changed, nil
}

func useOf(ctx context.Context, w *check.RegistrySnapshot, rosters check.Rosters, f *filing.Filing, e *filing.Effects) (bool, error) {
	r := &f.Request
	if r.Kind != filing.Group {
		return check.HasFiled(ctx, w, r.Kind, func(name, unit, number string) bool {
			return number == f.Number || unit == r.Unit && identity.Fold(name) == identity.Fold(r.Name)
		})
	}
	place, pending := w.Groups.Find(f.Number)
	pending = pending && place.State == workgroup.StatePending
	for g := range w.Groups.All() {
		named := g.Unit == r.Unit && g.Platform == r.Platform && identity.Fold(g.Name) == identity.Fold(r.Name)
		if g.Code == f.Number || !g.Live() || g.Filing != f.Number && !named {
			continue
		}
		e.Approval = &workgroup.Filing{}
		*e.Approval = *f.Granted(g, workgroup.DateOf(f.DecidedAt)).Approval
		e.Approval.Group = g.Code
		e.Group = [2]workgroup.Group{g, g}
		e.Group[1].Filing = f.Number
		if pending {
			e.Drop = place.Code
		}
		return true, nil
	}
	if !pending {
		return place.Code != "" && place.Live(), nil
	}
	taken, err := rosters.Rosters(ctx, []string{place.Code})
	if err != nil {
		return false, fmt.Errorf("read rosters: %w", err)
	}
	if at, ok := taken[place.Code]; !ok || at.TakenAt.IsZero() {
		return false, nil
	}
	e.Group = [2]workgroup.Group{place, place}
	e.Group[1].State = workgroup.StateLive
	return true, nil
}
