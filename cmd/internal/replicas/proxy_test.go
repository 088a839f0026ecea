package replicas

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"qunguan/sql/sqltest"
)

// line is the way from one daemon to MariaDB: every command takes the delay to
// get there, and every statement is noted.
type line struct {
	dsn   string
	delay time.Duration

	mu   sync.Mutex
	seen []string
}

// newLine listens on this machine for the server's socket.
func newLine(t testing.TB, dsn string, delay time.Duration) *line {
	t.Helper()
	l := &line{delay: delay}
	l.dsn = sqltest.Between(t, dsn, l.serve)
	return l
}

func (l *line) serve(client, server net.Conn) {
	var answers sync.WaitGroup
	answers.Go(func() { _, _ = io.Copy(client, server); _ = client.Close() })
	l.forward(client, server)
	_ = server.Close()
	answers.Wait()
}

// forward carries the client's packets to the server until either ends.
func (l *line) forward(client, server net.Conn) {
	for {
		packet, err := sqltest.ReadPacket(client)
		if err != nil {
			return
		}
		if statement, ok := sqltest.Statement(packet); ok {
			l.mu.Lock()
			l.seen = append(l.seen, statement)
			l.mu.Unlock()
		}
		time.Sleep(l.delay)
		if _, err := server.Write(packet); err != nil {
			return
		}
	}
}

// statements are those since the last call.
func (l *line) statements() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := l.seen
	l.seen = nil
	return seen
}
