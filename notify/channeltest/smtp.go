package channeltest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Stage is a part of an SMTP conversation.
type Stage string

// The stages at which the fake can refuse or hang up.
const (
	AtHello Stage = "hello"
	AtLogin Stage = "login"
	AtFrom  Stage = "from"
	AtTo    Stage = "to"
	AtText  Stage = "text" // while the mail's text is on its way
	AtEnd   Stage = "end"  // after the final dot, before the reply
)

// Reply is the fake's reaction at a stage: a reply code, or one of the faults Hang, Drop, Reset and
// Garbage.
type Reply struct {
	Code     int
	Enhanced [3]int
	Text     string
	Fault    Fault
}

// Mail is one mail as it arrived.
type Mail struct {
	From, To string
	User     string // the user who logged in
	TLS      bool
	Raw      []byte
	Accepted bool // the server answered that it accepted the mail
}

// SMTP is a mail server on loopback that holds real conversations.
type SMTP struct {
	User, Password string
	Roots          *x509.CertPool // with which its certificate is trusted

	server   *smtp.Server
	listener net.Listener
	mu       sync.Mutex
	replies  map[Stage][]Reply
	mails    []Mail
	done     chan struct{}
}

// SMTPOption changes a mail server before it starts.
type SMTPOption func(*SMTP)

// WithoutTLS is a server that offers no encryption and takes passwords plain.
func WithoutTLS(s *SMTP) { s.server.TLSConfig, s.server.AllowInsecureAuth = nil, true }

// WithLogin is a server that demands a login.
func WithLogin(user, password string) SMTPOption {
	return func(s *SMTP) { s.User, s.Password = user, password }
}

// NewSMTP is a mail server with STARTTLS and a certificate for 127.0.0.1.
func NewSMTP(t testing.TB, options ...SMTPOption) *SMTP {
	t.Helper()
	s := &SMTP{replies: map[Stage][]Reply{}, done: make(chan struct{}), Roots: x509.NewCertPool()}
	web := httptest.NewTLSServer(nil) // for its certificate
	s.Roots.AddCert(web.Certificate())
	certificate := web.TLS.Certificates[0]
	web.Close()
	s.server = smtp.NewServer(smtp.BackendFunc(s.session))
	s.server.Domain = "mail.test"
	s.server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	s.server.ErrorLog = quiet{}
	for _, o := range options {
		o(s)
	}
	var err error
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = s.server.Serve(s.listener)
	}()
	t.Cleanup(func() {
		close(s.done)
		s.Close()
		<-served
	})
	return s
}

// Host and Port are where the server listens.
func (s *SMTP) Host() string { return "127.0.0.1" }

// Port is the server's port.
func (s *SMTP) Port() int {
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	n, _ := strconv.Atoi(port)
	return n
}

// Close stops listening: the next connection is refused.
func (s *SMTP) Close() {
	// The listener is closed by itself, because a server that is closed before it has begun to serve
	// would not notice.
	_ = s.listener.Close()
	_ = s.server.Close()
}

// Next queues the server's reaction for the next conversation that reaches the stage.
func (s *SMTP) Next(at Stage, r Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies[at] = append(s.replies[at], r)
	if at == AtHello && r.Code != 0 {
		s.replies[at] = append(s.replies[at], r) // a client that EHLO is refused tries HELO
	}
}

// Mails are the accepted mails so far.
func (s *SMTP) Mails() []Mail {
	return slices.DeleteFunc(s.Seen(), func(m Mail) bool { return !m.Accepted })
}

// Seen are the mails that came up to their final dot, accepted or not.
func (s *SMTP) Seen() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// at carries out the queued reaction for a stage; nil means that the conversation goes on.
func (s *SMTP) at(stage Stage, c net.Conn) error {
	s.mu.Lock()
	queue := s.replies[stage]
	if len(queue) == 0 {
		s.mu.Unlock()
		return nil
	}
	r := queue[0]
	s.replies[stage] = queue[1:]
	s.mu.Unlock()
	switch r.Fault {
	case Hang:
		<-s.done
		return errors.New("the test is over")
	case Garbage:
		_, _ = c.Write([]byte("<html>this is no SMTP</html>\r\n"))
		_ = c.Close()
		return errors.New("gone")
	case Reset:
		if t, ok := c.(*net.TCPConn); ok {
			_ = t.SetLinger(0)
		}
		fallthrough
	case Drop:
		_ = c.Close()
		return errors.New("gone")
	}
	return &smtp.SMTPError{Code: r.Code, EnhancedCode: r.Enhanced, Message: r.Text}
}

func (s *SMTP) session(c *smtp.Conn) (smtp.Session, error) {
	if err := s.at(AtHello, c.Conn()); err != nil {
		return nil, err
	}
	return &session{server: s, conn: c}, nil
}

type session struct {
	server   *SMTP
	conn     *smtp.Conn
	user     string
	from, to string
}

func (s *session) Reset()        { s.from, s.to = "", "" }
func (s *session) Logout() error { return nil }

// AuthMechanisms implements smtp.AuthSession.
func (s *session) AuthMechanisms() []string {
	if s.server.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth implements smtp.AuthSession.
func (s *session) Auth(string) (sasl.Server, error) {
	if err := s.server.at(AtLogin, s.conn.Conn()); err != nil {
		return nil, err
	}
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.server.User || password != s.server.Password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Error: authentication failed for " + user + " " + password}
		}
		s.user = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.User != "" && s.user == "" {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.from = from
	return s.server.at(AtFrom, s.conn.Conn())
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	return s.server.at(AtTo, s.conn.Conn())
}

func (s *session) Data(r io.Reader) error {
	if err := s.server.at(AtText, s.conn.Conn()); err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, encrypted := s.conn.TLSConnectionState()
	s.server.mu.Lock()
	n := len(s.server.mails)
	s.server.mails = append(s.server.mails, Mail{From: s.from, To: s.to, User: s.user, TLS: encrypted, Raw: raw})
	s.server.mu.Unlock()
	if err := s.server.at(AtEnd, s.conn.Conn()); err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails[n].Accepted = true
	return nil
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}
