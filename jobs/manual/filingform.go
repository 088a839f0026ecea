package manual

import (
	"context"
	"errors"
	"fmt"
	"time"

	"qunguan/jobs/check"
	"qunguan/jobs/signin"
	"qunguan/reconcile/access"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/workgroup"
)

// Why the public filing form does nothing.
var (
	ErrNoForm   = errors.New("there is no filing form under the link")
	ErrFormOver = errors.New("the link of the filing form was revoked, or has expired")
	ErrBusy     = errors.New("others are being answered")
)

// Limits of the public form: of the waiting filings of one applicant, and of the filings of a day.
// Its user has proved nothing; commands are not bound by them.
const (
	formsWaiting = 5
	formsToday   = 200
)

// FormFilings is where filings, the links to the form, and the forms that were sent are kept.
type FormFilings interface {
	Filings
	FormUse(ctx context.Context, id string) (answer.Form, bool, error)
	Token(ctx context.Context, proof string) (access.Token, bool, error)
	// LastRecheck counts the changes of the registry so far.
	LastRecheck(ctx context.Context) (changes int64, last ledger.Recheck, err error)
}

// FilingDesk takes filings by the public form, from everybody who has its link.
type FilingDesk struct {
	Directory check.Directory
	Rosters   check.Rosters
	Store     FormFilings
	Policy    *policy.Policy
	Calendar  *calendar.Calendar
	Clock     func() time.Time // in the policy's time zone
	Turn      FilingTurn
}

// FormAnswer is the answer to a form: its faults, or the request with its comparison, and its number
// once it is filed.
type FormAnswer struct {
	Faults  []filing.FormFault
	Request filing.Request
	Shown   filing.Comparison
	ID      int64
}

// Open verifies a link to the form. ErrNoForm, ErrFormOver.
func (d FilingDesk) Open(ctx context.Context, token string) error {
	t, ok, err := d.Store.Token(ctx, signin.Hash(token))
	switch {
	case err != nil:
		return fmt.Errorf("read the link of a filing form: %w", err)
	case !ok || t.Role != access.Applicant:
		return ErrNoForm
	case !t.OpensForm(d.Clock()):
		return ErrFormOver
	}
	return nil
}

// Units lists the units' names, for the form to offer.
func (d FilingDesk) Units(ctx context.Context) (workgroup.Units, error) {
	return d.Directory.Units(ctx)
}

// FormUse is the outcome of a form that was sent before.
func (d FilingDesk) FormUse(ctx context.Context, id string) (answer.Form, bool, error) {
	return d.Store.FormUse(ctx, id)
}

// turnWait is how long a form waits for the one before it.
const turnWait = 5 * time.Second

// Answer compares what a form says, and files it if it has no faults; with nil for the use of the form
// it files nothing. ErrBusy, answer.ErrUsed.
func (d FilingDesk) Answer(ctx context.Context, f filing.Form, form *answer.Form) (a FormAnswer, err error) {
	var kept countyReading
	select {
	case kept = <-d.Turn:
		defer func() { d.giveBack(kept) }()
	case <-ctx.Done():
		return a, fmt.Errorf("%w: %w", ErrBusy, ctx.Err())
	case <-time.After(turnWait):
		return a, ErrBusy
	}
	if err := d.read(ctx, &kept); err != nil {
		return a, err
	}
	w := kept.w
	if a.Request, a.Faults = f.Request(w.Dir, w.Day); len(a.Faults) > 0 {
		return a, nil
	}
	if a.Faults, err = d.tooMany(ctx, a.Request, w.Day); err != nil || len(a.Faults) > 0 {
		return a, err
	}
	if form == nil {
		a.Shown, err = check.CompareFiling(ctx, w, d.Rosters, &a.Request)
		return a, err
	}
	filed, err := File(ctx, w, d.Rosters, d.Store, a.Request, form)
	if err == nil {
		kept.changes++ // the filing itself, which no comparison reads
	}
	a.ID, a.Shown = filed.ID, filed.Shown
	return a, err
}

// tooMany says whether the applicant, or all together, have filed as much by the form as they may.
func (d FilingDesk) tooMany(ctx context.Context, r filing.Request, day workgroup.Date) ([]filing.FormFault, error) {
	all, err := d.Store.FilingRequests(ctx)
	if err != nil {
		return nil, fmt.Errorf("read filings: %w", err)
	}
	waiting, today := 0, 0
	for _, f := range all {
		if f.Request.Via != filing.ByForm {
			continue
		}
		if f.State.Waiting() && f.Request.By == r.By {
			waiting++
		}
		if workgroup.DateOf(f.FiledAt.In(d.Clock().Location())) == day {
			today++
		}
	}
	switch {
	case waiting >= formsWaiting:
		return []filing.FormFault{{Field: filing.FieldBy, Reason: filing.FaultWaiting}}, nil
	case today >= formsToday:
		return []filing.FormFault{{Field: filing.FieldForm, Reason: filing.FaultToday}}, nil
	}
	return nil, nil
}
