package manual

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"qunguan/jobs/check"
	"qunguan/notify"
	"qunguan/notify/actionlink"
	"qunguan/notify/outbox"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/calendar"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/phrase"
	"qunguan/reconcile/policy"
	"qunguan/reconcile/rule"
	"qunguan/reconcile/workgroup"
)

// The reasons why a genuine link does nothing. The faults of a token are actionlink's.
var (
	ErrSuperseded  = errors.New("the notice of the link was replaced or withdrawn")
	ErrForeign     = errors.New("the link is not of this registry")
	ErrLeft        = errors.New("the recipient of the link is not in service")
	ErrOften       = errors.New("too many fresh links were asked for today")
	ErrUnreachable = errors.New("no private route leads to the recipient")
	ErrUnsent      = errors.New("the fresh link could not be sent")
)

// Mailbox is the notices that links belong to.
type Mailbox interface {
	Notices(ctx context.Context, f outbox.Filter) ([]outbox.Notice, error)
}

// Forms are the forms that were sent, and the fresh links that were asked for.
type Forms interface {
	FormUse(ctx context.Context, id string) (answer.Form, bool, error)
	// Renew notes that somebody asks for a fresh link; false if they asked so
	// often since the moment.
	Renew(ctx context.Context, notice, person string, at, since time.Time, atMost int) (bool, error)
}

// Desk is where links are opened and answers by link arrive.
type Desk struct {
	Keys      *actionlink.Keys
	Directory check.Directory
	Answers   Answers
	Mailbox   Mailbox
	Forms     Forms
	Policy    *policy.Policy
	Calendar  *calendar.Calendar
	Clock     func() time.Time // in the policy's time zone
	// Link makes the link of a notice; nil: none are made.
	Link func(outbox.Notice) (string, error)
	// SendAtOnce sends past the outbox over the person's first private route that works, and stores
	// nothing; without such a route it returns ErrUnreachable.
	SendAtOnce func(ctx context.Context, to workgroup.Person, kind string, doc notify.Document) (channel string, err error)
	Planned    bool // links of notices that were never sent open too: the demonstration
}

// Visit is an opened link: its recipient, and the cases of its notice as they stand now.
type Visit struct {
	Notice           outbox.Notice
	Person           workgroup.Person
	Way              answer.Way
	RegistrySnapshot answer.RegistrySnapshot
	Cases            []ledger.Case // ascending
	Expired          bool          // it shows nothing; a fresh one may be asked for

	check *check.RegistrySnapshot
}

// May lists the answers that the visitor may give to the case now; none where they do not answer for
// it.
func (v Visit) May(c ledger.Case) []answer.Action {
	return answer.Offered(v.RegistrySnapshot, c, v.Person.Code, v.Way)
}

// Concerns reports whether the case is still the visitor's to see: they answer
// for it, decide it, or it is about them.
func (v Visit) Concerns(c ledger.Case) bool {
	return c.Subject.Person == v.Person.Code || slices.Contains(answer.Answering(v.RegistrySnapshot, c), v.Person.Code) ||
		rule.IsTask(c.Rule) && (c.Responsible == v.Person.Code || rule.RequestOf(c).Person == v.Person.Code)
}

// Open verifies a link and reads its cases. It changes nothing. The errors of actionlink, ErrForeign,
// ErrSuperseded, ErrLeft; with ErrExpired the visit has the link's recipient.
func (d Desk) Open(ctx context.Context, token string) (Visit, error) {
	now := d.Clock()
	read, err := d.Keys.Read(token, now)
	expired := errors.Is(err, actionlink.ErrExpired)
	if err != nil && !expired {
		return Visit{}, err
	}
	notices, err := d.Mailbox.Notices(ctx, outbox.Filter{IDs: []string{read.Notice}})
	if err != nil {
		return Visit{}, fmt.Errorf("read notice %s: %w", read.Notice, err)
	}
	if len(notices) == 0 || notices[0].Recipient.Type != notify.ToPerson || !read.IsFor(notices[0].Recipient.Code) {
		return Visit{}, ErrForeign
	}
	v := Visit{Notice: notices[0], Way: answer.ByLink, Expired: expired}
	if v.Notice.Channel == notify.Manual || v.Notice.State == outbox.Relayed {
		v.Way = answer.ByRelayedLink
	}
	// A notice in doubt may be withdrawn long before the next one is due, and its reader may have it.
	if !d.Planned && (v.Notice.State == outbox.Withdrawn && v.Notice.Doubts == 0 || v.Notice.State == outbox.Planned) {
		return v, ErrSuperseded
	}
	if v.check, err = d.world(ctx, now); err != nil {
		return Visit{}, err
	}
	if v.RegistrySnapshot, err = AnswerSnapshot(ctx, v.check, d.Answers); err != nil {
		return Visit{}, err
	}
	v.Person = v.check.Dir.People.Of(v.Notice.Recipient.Code)
	switch {
	case v.Person.ServiceOn(v.check.Day) != workgroup.InService:
		return v, ErrLeft
	case expired:
		return v, actionlink.ErrExpired
	case len(v.Notice.Cases) == 0:
		return v, nil
	}
	if v.Cases, err = d.Answers.Cases(ctx, ledger.Filter{IDs: v.Notice.Cases}); err != nil {
		return Visit{}, fmt.Errorf("read the cases of notice %s: %w", v.Notice.ID, err)
	}
	return v, nil
}

// world is the directory and the groups as they stand: authority is judged anew at each visit. No
// member is identified, so no identities are read.
func (d Desk) world(ctx context.Context, clock time.Time) (*check.RegistrySnapshot, error) {
	now, err := Now(ctx, d.Answers, clock)
	if err != nil {
		return nil, err
	}
	return readOrganisation(ctx, d.Directory, d.Policy, d.Calendar, now)
}

func readOrganisation(ctx context.Context, from check.Directory, p *policy.Policy, cal *calendar.Calendar, now time.Time) (*check.RegistrySnapshot, error) {
	units, err := from.Units(ctx)
	if err != nil {
		return nil, fmt.Errorf("read units: %w", err)
	}
	people, err := from.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	groups, err := from.Groups(ctx)
	if err != nil {
		return nil, fmt.Errorf("read groups: %w", err)
	}
	return &check.RegistrySnapshot{Snapshot: rule.NewSnapshot(p, workgroup.NewDirectory(units, people), now), Days: cal.For(), Groups: groups}, nil
}

// Check says whether the answer would be taken, and changes nothing.
func (d Desk) Check(ctx context.Context, v Visit, ids []int64, a answer.Answer) error {
	_, err := d.take(ctx, v, rehearsal{d.Answers}, ids, a, nil)
	return err
}

// Take takes an answer by link: of the cases of its notice, all or none.
func (d Desk) Take(ctx context.Context, v Visit, ids []int64, a answer.Answer, form answer.Form) error {
	form.Notice = v.Notice.ID
	_, err := d.take(ctx, v, d.Answers, ids, a, &form)
	return err
}

func (d Desk) take(ctx context.Context, v Visit, store Answers, ids []int64, a answer.Answer, form *answer.Form) ([]answer.Outcome, error) { //nolint:unparam // callers of a later page print the outcomes
	for _, id := range ids {
		if !slices.Contains(v.Notice.Cases, id) {
			return nil, fmt.Errorf("%w: %d", ErrNoSuchCase, id)
		}
	}
	a.By, a.Way, a.At = v.Person.Code, v.Way, v.check.Moment
	return Answer(ctx, v.check, store, ids, a, form)
}

// rehearsal reads and writes nothing.
type rehearsal struct{ Answers }

// Answer writes nothing.
func (rehearsal) Answer(context.Context, []answer.Outcome, workgroup.Groups, *answer.Form) error {
	return nil
}

// renewals is how many fresh links a person gets on one day.
const renewals = 3

// Renew sends a fresh link to the notice over the recipient's own route, at once and also in report
// mode: they have asked for it. The link is never shown, and nothing of the message is stored.
// ErrOften, ErrUnreachable, ErrUnsent.
func (d Desk) Renew(ctx context.Context, v Visit) error {
	if d.Link == nil || d.SendAtOnce == nil {
		return ErrUnreachable
	}
	now := d.Clock()
	ok, err := d.Forms.Renew(ctx, v.Notice.ID, v.Person.Code, now, workgroup.DateOf(now).In(now.Location()), renewals)
	if err != nil {
		return err
	}
	if !ok {
		return ErrOften
	}
	fresh := v.Notice
	fresh.CreatedAt = now // the link ends so many days after it
	url, err := d.Link(fresh)
	if err != nil {
		return err
	}
	_, err = d.SendAtOnce(ctx, v.Person, notify.KindRenew, notify.Document{
		Title: phrase.Zh.Say("link.renewed.title"), Intro: []string{phrase.Zh.Say("link.renewed.text", "title", v.Notice.Title)},
		LinkText: phrase.Zh.Say("notice.link.answer"), LinkURL: url,
	})
	f, isFailure := errors.AsType[*notify.Failure](err)
	switch {
	case err == nil, isFailure && f.Class == notify.Uncertain: // it may have arrived
		return nil
	case errors.Is(err, ErrUnreachable):
		return err
	}
	return fmt.Errorf("%w: %w", ErrUnsent, err)
}

// FormUse is the outcome of a form that was sent before.
func (d Desk) FormUse(ctx context.Context, id string) (answer.Form, bool, error) {
	return d.Forms.FormUse(ctx, id)
}
