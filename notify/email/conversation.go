package email

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"qunguan/notify"
)

// step is a part of the SMTP conversation, on which the meaning of a failure depends.
type step int

const (
	stepConnect step = iota // until the server's greeting and EHLO
	stepTLS
	stepLogin
	stepFrom
	stepTo
	stepData     // DATA and the mail's text: without the final dot nothing is accepted
	stepAnswered // the dot is on its way: from here on the outcome is unknown
)

var (
	errNoTLS  = errors.New("TLS is demanded and the server has none")
	errNoAuth = errors.New("no way to log in that both sides know and that is safe here")
)

// deliver holds one SMTP conversation. go-mail's own client distinguishes the stages by text only, and
// the stage decides whether a lost connection may have delivered.
func (c *Channel) deliver(ctx context.Context, to string, raw []byte) (notify.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	conn, err := c.connect(ctx)
	if err != nil {
		return notify.Receipt{}, classify(ctx, stepConnect, err)
	}
	defer conn.Close()
	// A cancelled context ends the conversation at any point.
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	client, at, err := c.logIn(conn)
	if err != nil {
		return notify.Receipt{}, classify(ctx, at, err)
	}
	if err := client.Mail("<" + c.from.Address + ">"); err != nil {
		return notify.Receipt{}, classify(ctx, stepFrom, err)
	}
	if err := client.Rcpt("<" + to + ">"); err != nil {
		return notify.Receipt{}, classify(ctx, stepTo, err)
	}
	w, err := client.Data()
	if err != nil {
		return notify.Receipt{}, classify(ctx, stepData, err)
	}
	if _, err := w.Write(raw); err != nil {
		return notify.Receipt{}, classify(ctx, stepData, err)
	}
	if err := w.Close(); err != nil {
		return notify.Receipt{}, classify(ctx, stepAnswered, err)
	}
	// The mail is accepted, whatever happens to the connection now.
	if stop() {
		_ = conn.SetDeadline(time.Now().Add(time.Second))
		_ = client.Quit()
	}
	return notify.Receipt{Code: "250"}, nil
}

func (c *Channel) connect(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second}
	if c.cfg.Port == 465 && c.cfg.TLS != TLSNone {
		return (&tls.Dialer{NetDialer: &d, Config: c.tlsConfig()}).DialContext(ctx, "tcp", c.server())
	}
	return d.DialContext(ctx, "tcp", c.server())
}

func (c *Channel) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: c.cfg.Host, MinVersion: tls.VersionTLS12, RootCAs: c.cfg.RootCAs}
}

// logIn greets, encrypts and authenticates; it returns an error with its step.
func (c *Channel) logIn(conn net.Conn) (*smtp.Client, step, error) {
	client, err := smtp.NewClient(conn, c.cfg.Host)
	if err != nil {
		return nil, stepConnect, err
	}
	if err := client.Hello(c.hello); err != nil {
		return nil, stepConnect, err
	}
	_, encrypted := conn.(*tls.Conn)
	if !encrypted && c.cfg.TLS != TLSNone {
		offered, _ := client.Extension("STARTTLS")
		if !offered && c.cfg.TLS == TLSMandatory {
			return nil, stepTLS, errNoTLS
		}
		if offered {
			if err := client.StartTLS(c.tlsConfig()); err != nil {
				return nil, stepTLS, err
			}
			encrypted = true
		}
	}
	if c.cfg.Username == "" {
		return client, 0, nil
	}
	auth := c.auth(client, encrypted)
	if auth == nil {
		return nil, stepLogin, errNoAuth
	}
	if err := client.Auth(auth); err != nil {
		return nil, stepLogin, err
	}
	return client, 0, nil
}

// auth is the strongest way to log in that the server offers. The password
// itself crosses an unencrypted line only where the settings ask for no
// encryption at all.
func (c *Channel) auth(client *smtp.Client, encrypted bool) smtp.Auth {
	_, list := client.Extension("AUTH")
	offered := map[string]bool{}
	for m := range strings.FieldsSeq(strings.ToUpper(list)) {
		offered[m] = true
	}
	user, password := c.cfg.Username, c.cfg.Password.Reveal()
	plain := encrypted || c.cfg.TLS == TLSNone
	switch {
	case offered["SCRAM-SHA-256"]:
		return smtp.ScramSHA256Auth(user, password)
	case offered["SCRAM-SHA-1"]:
		return smtp.ScramSHA1Auth(user, password)
	case offered["PLAIN"] && plain:
		return smtp.PlainAuth("", user, password, c.cfg.Host, true)
	case offered["LOGIN"] && plain:
		return smtp.LoginAuth(user, password, c.cfg.Host, true)
	case offered["CRAM-MD5"]:
		return smtp.CRAMMD5Auth(user, password)
	}
	return nil
}
