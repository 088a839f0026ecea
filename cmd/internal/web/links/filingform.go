package links

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"qunguan/cmd/internal/web/page"
	"qunguan/cmd/internal/web/visitor"
	"qunguan/jobs/manual"
	"qunguan/reconcile/answer"
	"qunguan/reconcile/filing"
	"qunguan/reconcile/workgroup"
)

// FilingDesk is where filings by the public form arrive.
type FilingDesk interface {
	// Open verifies a link to the form: manual.ErrNoForm, manual.ErrFormOver.
	Open(ctx context.Context, token string) error
	Units(ctx context.Context) (workgroup.Units, error)
	// Prepare reads ahead for a form that somebody begins to fill in.
	Prepare(ctx context.Context) error
	// Answer compares what a form says, and files it unless form is nil or it has faults:
	// manual.ErrBusy, answer.ErrUsed.
	Answer(ctx context.Context, f filing.Form, form *answer.Form) (manual.FormAnswer, error)
	FormUse(ctx context.Context, id string) (answer.Form, bool, error)
}

// Steps of the form: the first one is answered, the second one files, and the third goes back.
const (
	toCheckFiling = "filing-check"
	toFile        = "filing-file"
	toEditFiling  = "filing-edit"
)

// How many forms are taken a minute, of one address and of all: each is compared with every roster.
const (
	formsPerAddress = 20
	formsTogether   = 60
)

// publicForm is the name under which uses of a form by the public are recorded, instead of a notice.
const publicForm = "filing form"

// filingView is the page of the form.
type filingView struct {
	Done         string
	Trouble      string
	Sets         []fieldSet
	Units        []string
	Form, Action string
}

// checkedView is the registry's answer, with the question whether to file.
type checkedView struct {
	Said         []saidField
	Lines        []string // of the comparison
	Hidden       []saidField
	Form, Action string
}

type saidField struct{ Name, Label, Value string }

// filingPage shows the form, or what came of one. It changes nothing.
func (s *Links) filingPage(w http.ResponseWriter, r *http.Request) {
	if !s.openForm(w, r) {
		return
	}
	if id := r.URL.Query().Get("form"); id != "" {
		used, found, err := s.Filings.FormUse(r.Context(), id)
		if err != nil {
			s.linkBroken(w, r, err)
			return
		}
		if f := s.frame(r); found && used.Notice == publicForm {
			f.Entrance = true
			s.show(w, r, http.StatusOK, f, page.View{Template: templates["filingform"], Title: f.Say("filing.form.title"), Data: filingView{
				Done: used.Outcome, Action: f.Link(r.URL.Path),
			}})
			return
		}
	}
	s.showForm(w, r, http.StatusOK, filing.Form{Kind: filing.Group}, nil, "")
	go s.prepare(context.WithoutCancel(r.Context()))
}

// prepareFor is how long reading ahead may take.
const prepareFor = time.Minute

// prepare reads the county while somebody fills the form in. A failure shows when it is sent.
func (s *Links) prepare(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, prepareFor)
	defer stop()
	defer func() {
		if p := recover(); p != nil {
			s.Log.ErrorContext(ctx, "filing_form_not_prepared", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	if err := s.Filings.Prepare(ctx); err != nil {
		s.Log.DebugContext(ctx, "filing_form_not_prepared", "error", err)
	}
}

// openForm opens the request's link to the form, or answers why it does nothing.
func (s *Links) openForm(w http.ResponseWriter, r *http.Request) bool {
	address := visitor.Address(r, s.Proxies)
	if wait := s.links.wait("form "+address, time.Now()); wait > 0 {
		s.linkWait(w, r, wait)
		return false
	}
	err := s.Filings.Open(r.Context(), r.PathValue("token"))
	f := s.frame(r)
	switch {
	case err == nil:
		return true
	case errors.Is(err, manual.ErrFormOver):
		s.showTrouble(w, r, http.StatusGone, f.Say("link.wrong"), troubleView{Text: f.Say("filing.form.over", "office", f.Office)})
	case !errors.Is(err, manual.ErrNoForm):
		s.linkBroken(w, r, err)
	case s.strangers.Wait(address, time.Now()) > 0:
		s.linkWait(w, r, s.strangers.Wait(address, time.Now()))
	default:
		s.strangers.Failed(address, time.Now())
		s.showTrouble(w, r, http.StatusNotFound, f.Say("link.wrong"), troubleView{Text: f.Say("filing.form.unknown", "office", f.Office)})
	}
	return false
}

// showForm shows the form with what was typed and what is wrong with it.
func (s *Links) showForm(w http.ResponseWriter, r *http.Request, status int, typed filing.Form, faults []filing.FormFault, trouble string) {
	units, err := s.Filings.Units(r.Context())
	if err != nil {
		s.linkBroken(w, r, err)
		return
	}
	f := s.frame(r)
	f.Entrance = true
	v := filingView{
		Trouble: trouble, Sets: f.filingFields(typed, faults), Units: unitNames(units),
		Action: f.Link(r.URL.Path), Form: s.LinkKeys.SignForm(r.PathValue("token"), toCheckFiling, time.Now()),
	}
	if n := len(faults); n > 0 {
		v.Trouble = f.Say("filing.form.faults", "n", n)
		for _, one := range faults {
			if one.Field == filing.FieldForm {
				v.Trouble = f.faultWords(one)
			}
		}
	}
	s.show(w, r, status, f, page.View{Template: templates["filingform"], Title: f.Say("filing.form.title"), Data: v})
}

// filingGiven takes the form: the first step is answered, and files nothing; the second one files, once.
func (s *Links) filingGiven(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxAnswer)
	if !s.openForm(w, r) {
		return
	}
	f, token := s.frame(r), r.PathValue("token")
	if err := r.ParseForm(); err != nil {
		s.showForm(w, r, http.StatusBadRequest, filing.Form{Kind: filing.Group}, nil, f.Say("link.stale_form"))
		return
	}
	typed, id, step := typedForm(r.PostForm), r.PostForm.Get("form"), r.PostForm.Get("step")
	purpose := toCheckFiling
	if step == toFile || step == toEditFiling {
		purpose = toFile
	}
	if used, found, err := s.Filings.FormUse(r.Context(), id); err != nil {
		s.linkBroken(w, r, err)
		return
	} else if found && used.Notice == publicForm {
		s.replayed(w, r, used)
		return
	}
	if s.LinkKeys.ReadForm(id, token, purpose, time.Now()) != nil {
		s.showForm(w, r, http.StatusForbidden, typed, nil, f.Say("link.stale_form"))
		return
	}
	if step == toEditFiling {
		s.showForm(w, r, http.StatusOK, typed, nil, "")
		return
	}
	address := visitor.Address(r, s.Proxies)
	if wait := s.filers.Wait(address, time.Now()); wait > 0 {
		s.linkWait(w, r, wait)
		return
	}
	s.filers.Count(address, time.Now())
	if step == toFile {
		s.fileForm(w, r, typed, id)
		return
	}
	answered, err := s.Filings.Answer(r.Context(), typed, nil)
	if s.formRefused(w, r, typed, answered, err) {
		return
	}
	f.Entrance = true
	v := checkedView{
		Said: f.said(typed), Lines: f.compared(answered.Shown), Hidden: hidden(typed),
		Action: f.Link(r.URL.Path), Form: s.LinkKeys.SignForm(token, toFile, time.Now()),
	}
	s.show(w, r, http.StatusOK, f, page.View{Template: templates["filingchecked"], Title: f.Say("filing.form.checked"), Data: v})
}

// fileForm files what was confirmed.
func (s *Links) fileForm(w http.ResponseWriter, r *http.Request, typed filing.Form, id string) {
	f := s.frame(r)
	answered, err := s.Filings.Answer(r.Context(), typed, &answer.Form{
		ID: id, Notice: publicForm, Outcome: f.Say("filing.form.outcome", "at", f.Time(f.Now), "name", typed.Name, "office", f.Office),
	})
	if errors.Is(err, answer.ErrUsed) {
		used, _, readErr := s.Filings.FormUse(r.Context(), id)
		if readErr != nil {
			s.linkBroken(w, r, readErr)
			return
		}
		s.replayed(w, r, used)
		return
	}
	if s.formRefused(w, r, typed, answered, err) {
		return
	}
	s.Log.InfoContext(r.Context(), "filed_by_form", "filing", answered.ID, "advice", string(answered.Shown.Advice))
	http.Redirect(w, r, f.Link(r.URL.Path, "form", id), http.StatusSeeOther)
}

// formRefused shows why a form is not taken; false: it is.
func (s *Links) formRefused(w http.ResponseWriter, r *http.Request, typed filing.Form, answered manual.FormAnswer, err error) bool {
	f := s.frame(r)
	switch {
	case errors.Is(err, manual.ErrBusy):
		w.Header().Set("Retry-After", strconv.Itoa(busyFor))
		s.showForm(w, r, http.StatusServiceUnavailable, typed, nil, f.Say("filing.form.busy", "n", busyFor))
	case err != nil:
		s.linkBroken(w, r, fmt.Errorf("file by form: %w", err))
	case len(answered.Faults) > 0:
		s.showForm(w, r, http.StatusUnprocessableEntity, typed, answered.Faults, "")
	default:
		return false
	}
	return true
}

// busyFor is after how many seconds a busy desk may be asked again.
const busyFor = 30
