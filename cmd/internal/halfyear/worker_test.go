package halfyear

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"qunguan/cmd/internal/app"
	"qunguan/cmd/internal/settings"
	"qunguan/jobs"
	"qunguan/jobs/manual"
	"qunguan/reconcile/intake"
	"qunguan/reconcile/ledger"
	"qunguan/reconcile/workgroup"
)

// asWorker in the environment makes this test binary the worker: its value is
// the DSN, and the data directory.
const asWorker, asWorkerDir = "HALFYEAR_WORKER", "HALFYEAR_DIR"

// asWorkerPolicy in its environment is the worker's policy.
const asWorkerPolicy = "HALFYEAR_POLICY"

// order is one thing to do at a moment.
type order struct {
	At     time.Time
	Files  map[string]string // to import, by name
	Read   []string          // groups whose rosters they hold: the clerk knows that they are whole
	Jobs   []string          // to run, in their order
	Exempt *ledger.Exemption
	About  subject // the case that State and By are about
	State  ledger.State
	By     string
	Link   string // of the message by which By answers
	Answer string // by the link
	Until  workgroup.Date
}

// answer is the outcome of an order.
type answer struct {
	Error   string // the worker could not do it
	Refused string // it may not be done: somebody came too late
	Reports []jobs.Report
}

// work obeys orders until there are none.
func work() int {
	ctx := context.Background()
	zone := time.FixedZone("CST", 8*3600)
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	a, err := app.Open(ctx, &settings.Settings{
		DatabaseDSN: workgroup.Secret(os.Getenv(asWorker)), DataDir: os.Getenv(asWorkerDir), Policy: os.Getenv(asWorkerPolicy), Location: zone, Mode: settings.Act,
		SecretKey: workgroup.Secret(secretKey), AllowPrivateAddresses: true, PublicURL: publicURL,
	}, app.Options{Migrate: true, Log: log, Version: "halfyear"})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer a.Close()
	desk, err := newDesk(ctx, a)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	in, out := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	for {
		var o order
		if err := in.Decode(&o); errors.Is(err, io.EOF) {
			return 0
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		o.At = o.At.In(zone)
		desk.at = o.At
		reply, err := obey(ctx, a, desk, o)
		if err != nil {
			reply.Error = err.Error()
		}
		if err := out.Encode(reply); err != nil {
			return 1
		}
	}
}

func obey(ctx context.Context, a *app.App, d *desk, o order) (answer, error) {
	var reply answer
	if len(o.Files) > 0 {
		if err := bring(ctx, a, o); err != nil {
			return reply, err
		}
	}
	for _, name := range o.Jobs {
		report, err := a.Runner.RunOne(ctx, name, o.At, false, true)
		if err != nil {
			return reply, err
		}
		reply.Reports = append(reply.Reports, report)
	}
	if o.Exempt != nil {
		_, err := a.Store.AddExemption(ctx, *o.Exempt, o.At)
		return reply, err
	}
	if o.State == "" && o.Answer == "" {
		return reply, nil
	}
	c, ok, err := caseAbout(ctx, a.Store, o.About)
	if err != nil {
		return reply, err
	}
	if !ok {
		reply.Refused = "no_open_case"
		return reply, nil
	}
	if o.Answer != "" {
		reply.Refused, err = d.answer(c.ID, o)
		return reply, err
	}
	_, err = manual.TakeStep(ctx, a.Store, c.ID, manual.Step{State: o.State, By: o.By, Words: "半年演练", At: o.At, Now: o.At})
	if _, refused := errors.AsType[*ledger.StepError](err); refused {
		reply.Refused = "no_such_step"
		return reply, nil
	}
	return reply, err
}

// bring imports the files of a day.
func bring(ctx context.Context, a *app.App, o order) error {
	var inputs []intake.Input
	accept := map[string]string{}
	for _, group := range o.Read {
		accept[group] = "半年演练"
	}
	for _, name := range slices.Sorted(maps.Keys(o.Files)) {
		text := o.Files[name]
		inputs = append(inputs, intake.Input{Name: name, Content: strings.NewReader(text), Size: int64(len(text))})
	}
	done, err := a.Importer().Import(ctx, inputs, jobs.ImportOptions{At: o.At, AcceptShrink: accept})
	if err != nil {
		return err
	}
	if !done.Written || done.Held() {
		return fmt.Errorf("import at %s: written %v, held %v: %+v", o.At, done.Written, done.Held(), done.Result.Problems)
	}
	return nil
}

// subjectOf is the subject of a case, without its number.
func subjectOf(c ledger.Case) subject {
	s := subject{Rule: c.Rule, Group: c.Subject.Group, Account: c.Subject.Account}
	if c.Subject.Type == ledger.SubjectPerson {
		s.Person = c.Subject.Person
	}
	return s
}
