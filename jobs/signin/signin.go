// Package signin signs people in who prove that they receive their own messages: a code goes over the
// person's own route, and works only in the browser that asked for it. It does not decide about access
// to pages.
//
// None of its answers reveals whether a person exists: for a stranger the same rows are written and
// nothing is sent.
package signin

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"sync"
	"time"

	"qunguan/notify"
	"qunguan/reconcile/workgroup"
)

// Limits of codes (contract-people §5).
const (
	CodeLife  = 10 * time.Minute
	codeTries = 5

	fewTime, fewCodes = 15 * time.Minute, 3
	dayTime, dayCodes = 24 * time.Hour, 10

	codeDigits = 8
)

// Code is the record of a requested code, without the code itself.
type Code struct {
	Browser string // hash of the browser's secret
	Person  string // empty = no person: it opens nothing
	Proof   string // of browser and code together
	AskedAt time.Time
}

// Limit permits a number of codes since a moment.
type Limit struct {
	Since  time.Time
	AtMost int
}

// Codes stores codes.
type Codes interface {
	// AskCode writes a code; ok says that it may be sent.
	AskCode(ctx context.Context, c Code, limits ...Limit) (ok bool, err error)
	// UseCode uses a typed code against the newest one that the browser asked for.
	UseCode(ctx context.Context, browser, proof string, since, now time.Time, tries int) (person string, ok bool, err error)
}

// Directory finds people by their own identifiers.
type Directory interface {
	// FindPeople lists all people whose code, mobile or mail is the text.
	FindPeople(ctx context.Context, code, mobile, mail string) ([]workgroup.Person, error)
}

// Courier sends a message to a person at once, past quiet hours and budgets,
// over their own first private route that works; never by hand, never twice, and
// without a trace of its text.
type Courier interface {
	SendAtOnce(ctx context.Context, to workgroup.Person, kind string, doc notify.Document) (channel string, err error)
}

// Letter words the message with the code.
type Letter func(code string, life time.Duration) notify.Document

// Desk issues and checks codes.
type Desk struct {
	Codes     Codes
	Directory Directory
	Courier   Courier
	Letter    Letter
	Day       func() workgroup.Date // for which a person must be in service
	Log       *slog.Logger

	sending sync.WaitGroup
	busy    chan struct{} // places of sends under way
	once    sync.Once
}

// sendsAtOnce bounds the sends under way; a code beyond them waits.
const sendsAtOnce = 4

// sendTimeout bounds one send with all its routes.
const sendTimeout = 2 * time.Minute

// NewBrowser is the secret by which a browser proves that it asked for a code.
func NewBrowser() string { return rand.Text() }

// Hash is the stored form of a browser's secret.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte("qunguan\x00" + secret))
	return hex.EncodeToString(sum[:])
}

// proof binds a code to its browser; from the registry neither can be computed.
func proof(browser, code string) string {
	m := hmac.New(sha256.New, []byte(browser))
	m.Write([]byte(code))
	return hex.EncodeToString(m.Sum(nil))
}

// Ask makes a code if the text names exactly one person in service, and sends it. The caller does not
// learn the result, so that it cannot reveal whether the person exists.
func (d *Desk) Ask(ctx context.Context, who, browser string) error {
	person, err := d.Find(ctx, who)
	if err != nil {
		return err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
	if err != nil {
		return fmt.Errorf("make a code: %w", err)
	}
	code, now := fmt.Sprintf("%0*d", codeDigits, n), time.Now()
	ok, err := d.Codes.AskCode(ctx, Code{Browser: Hash(browser), Person: person.Code, Proof: proof(browser, code), AskedAt: now},
		Limit{now.Add(-fewTime), fewCodes}, Limit{now.Add(-dayTime), dayCodes})
	if err != nil {
		return err
	}
	if ok {
		d.send(context.WithoutCancel(ctx), person, code)
	}
	return nil
}

// send sends in the background: the time of a send would reveal that the person exists.
func (d *Desk) send(ctx context.Context, to workgroup.Person, code string) {
	d.once.Do(func() { d.busy = make(chan struct{}, sendsAtOnce) })
	d.sending.Go(func() {
		d.busy <- struct{}{}
		defer func() { <-d.busy }()
		ctx, cancel := context.WithTimeout(ctx, sendTimeout)
		defer cancel()
		channel, err := d.Courier.SendAtOnce(ctx, to, notify.KindLogin, d.Letter(code, CodeLife))
		if err != nil {
			d.Log.Warn("login_code_not_sent", "person", to.Code, "channel", channel, "error", err)
			return
		}
		d.Log.Info("login_code_sent", "person", to.Code, "channel", channel)
	})
}

// Wait waits for the sends under way.
func (d *Desk) Wait() { d.sending.Wait() }

// Use checks a code in the browser that asked for one. ok is false for a wrong, used, late or foreign
// one.
func (d *Desk) Use(ctx context.Context, browser, code string) (person string, ok bool, err error) {
	code = digits(code)
	if browser == "" || len(code) != codeDigits {
		return "", false, nil
	}
	now := time.Now()
	return d.Codes.UseCode(ctx, Hash(browser), proof(browser, code), now.Add(-CodeLife), now, codeTries)
}

// Find is the one person in service with that 工号, mobile or mail; the zero person for none and for
// several.
func (d *Desk) Find(ctx context.Context, who string) (workgroup.Person, error) {
	who = strings.TrimSpace(who)
	return d.find(ctx, who, mobile(who), strings.ToLower(who))
}

// FindBy is the one person in service with that value of one kind: a 工号, a
// mobile or a mail.
func (d *Desk) FindBy(ctx context.Context, kind Claim, value string) (workgroup.Person, error) {
	value = strings.TrimSpace(value)
	switch kind {
	case ByMobile:
		return d.find(ctx, "", mobile(value), "")
	case ByMail:
		return d.find(ctx, "", "", strings.ToLower(value))
	}
	return d.find(ctx, value, "", "")
}

func (d *Desk) find(ctx context.Context, code, mobile, mail string) (workgroup.Person, error) {
	list, err := d.Directory.FindPeople(ctx, code, mobile, mail)
	if err != nil {
		return workgroup.Person{}, err
	}
	var found []workgroup.Person
	for _, p := range list {
		if p.ServiceOn(d.Day()) == workgroup.InService {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return workgroup.Person{}, nil
	}
	return found[0], nil
}

// mobile is a telephone number as people write it, without text around the eleven digits; empty for
// other texts.
func mobile(text string) string {
	number := strings.NewReplacer(" ", "", "-", "", "+", "").Replace(text)
	if len(number) == 13 {
		number = strings.TrimPrefix(number, "86")
	}
	if len(number) != 11 || digits(number) != number {
		return ""
	}
	return number
}

// digits keeps the digits, full-width ones too.
func digits(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9':
			b.WriteRune(r)
		case '０' <= r && r <= '９':
			b.WriteRune(r - '０' + '0')
		}
	}
	return b.String()
}
